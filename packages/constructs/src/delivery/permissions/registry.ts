import type { PolicyStatement } from "../../policy-document";
import { arnOf, type ManagedEnvironment } from "./managed-environment";

export interface ManagedRegistry {
  /** ARNs of the repositories, with `*` as a wildcard. */
  readonly repositoryArns: readonly string[];

  /** ARNs of the policies for those who push and pull. */
  readonly policyArns: readonly string[];
}

/** To make, change and delete repositories and the registry's settings. Images stay as they are. */
export function registryStatements(
  environment: ManagedEnvironment,
  { repositoryArns, policyArns }: ManagedRegistry,
): PolicyStatement[] {
  const arn = arnOf(environment);
  return [
    {
      Sid: "KeepRepositories",
      Effect: "Allow",
      Action: [
        "ecr:CreateRepository",
        "ecr:DeleteLifecyclePolicy",
        "ecr:DeleteRepository",
        "ecr:DeleteRepositoryPolicy",
        "ecr:PutImageScanningConfiguration",
        "ecr:PutImageTagMutability",
        "ecr:PutLifecyclePolicy",
        "ecr:SetRepositoryPolicy",
        "ecr:TagResource",
        "ecr:UntagResource",
      ],
      Resource: repositoryArns,
    },
    {
      // Settings that an account has once in a region, so there is no resource to name.
      Sid: "KeepRegistry",
      Effect: "Allow",
      Action: [
        "ecr:CreatePullThroughCacheRule",
        "ecr:CreateRepositoryCreationTemplate",
        "ecr:DeletePullThroughCacheRule",
        "ecr:DeleteRepositoryCreationTemplate",
        "ecr:PutRegistryScanningConfiguration",
        "ecr:PutReplicationConfiguration",
        "ecr:UpdatePullThroughCacheRule",
        "ecr:UpdateRepositoryCreationTemplate",
        "ecr:ValidatePullThroughCacheRule",
        // Enhanced scanning is Inspector's (ECR user guide, "Required IAM permissions for enhanced scanning").
        "inspector2:Disable",
        "inspector2:Enable",
        "inspector2:ListAccountPermissions",
        "inspector2:ListCoverage",
        "inspector2:ListFindings",
      ],
      Resource: "*",
    },
    {
      // ECR uses the key by grants, which whoever makes a repository gives it.
      Sid: "GrantKey",
      Effect: "Allow",
      Action: ["kms:CreateGrant", "kms:RetireGrant"],
      Resource: arn("kms", "key/*"),
      Condition: {
        StringEquals: { "kms:ViaService": `ecr.${environment.region}.amazonaws.com` },
      },
    },
    {
      // Whoever may change these decides what their bearers may do.
      Sid: "KeepPolicies",
      Effect: "Allow",
      Action: [
        "iam:CreatePolicy",
        "iam:CreatePolicyVersion",
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:SetDefaultPolicyVersion",
        "iam:TagPolicy",
        "iam:UntagPolicy",
      ],
      Resource: policyArns,
    },
  ];
}
