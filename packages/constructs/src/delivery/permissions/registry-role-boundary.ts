import type { PolicyStatement } from "../../policy-document";
import { PULL_ACTIONS, PUSH_ACTIONS } from "../../registry/repository-access";
import { tagLimits, type TagLimitsProps } from "./boundary-limits";
import { arnOf, tagged, type ManagedEnvironment } from "./managed-environment";

export interface RegistryRoleBoundaryProps
  extends Omit<ManagedEnvironment, "boundaryArn">, TagLimitsProps {
  /** ARNs of the repositories that are pushed to, and of those that caches fill. */
  readonly repositoryArns: readonly string[];
  readonly cachedRepositoryArns: readonly string[];
}

/** The most that roles of the registry may do: one pushes images, in the other ECR fills caches. */
export const registryRoleBoundary = (props: RegistryRoleBoundaryProps): PolicyStatement[] => [
  {
    // IAM knows no narrower resource for it.
    Sid: "RegistryToken",
    Effect: "Allow",
    Action: "ecr:GetAuthorizationToken",
    Resource: "*",
  },
  {
    Sid: "PushImages",
    Effect: "Allow",
    Action: [...new Set([...PUSH_ACTIONS, ...PULL_ACTIONS])].toSorted(),
    Resource: props.repositoryArns,
  },
  ...(props.cachedRepositoryArns.length === 0
    ? []
    : [
        {
          Sid: "MakeRepositories",
          Effect: "Allow" as const,
          Action: ["ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"],
          Resource: props.cachedRepositoryArns,
        },
      ]),
  {
    // ECR uses the registry's key by grants.
    Sid: "GrantKey",
    Effect: "Allow",
    Action: ["kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"],
    Resource: arnOf(props)("kms", "key/*"),
    Condition: tagged(props),
  },
  ...tagLimits(props, []),
];
