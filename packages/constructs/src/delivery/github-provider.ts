import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";
import type { PolicyStatement } from "../policy-document";

const ISSUER = "token.actions.githubusercontent.com";

/** Whom a token is for, as AWS's own action for workflows asks for it. */
const AUDIENCE = "sts.amazonaws.com";

export interface GithubProviderProps {
  /** ARN of the provider, where the account has one: it can have one only. @default - made here */
  readonly existingArn?: string | undefined;
}

/** GitHub as somebody whose word on workflows AWS takes, so that no workflow holds keys. */
export class GithubProvider extends Construct {
  public readonly arn: string;

  constructor(scope: Construct, id: string, props: GithubProviderProps) {
    super(scope, id);
    this.arn =
      props.existingArn ??
      new IamOpenidConnectProvider(this, "provider", {
        url: `https://${ISSUER}`,
        clientIdList: [AUDIENCE],
        // No thumbprints: AWS holds GitHub's certificate against its own list of authorities and
        // keeps thumbprints unused (IAM API, UpdateOpenIDConnectProviderThumbprint).
      }).arn;
  }
}

/** A repository whose workflows take on roles. */
export interface GithubRepository {
  readonly providerArn: string;

  /** What `sub` starts with, as `repo:acme/shop` or `repo:acme@1/shop@2`. */
  readonly subjectPrefix: string;

  /** Which stays when a name is given to another repository. */
  readonly repositoryId: string;
}

/** What a workflow must be for a role. */
export interface GithubWorkflow {
  /** Last part of `sub`: `pull_request`, `ref:refs/heads/main` or `environment:prod`. */
  readonly subject: string;

  /** As `refs/heads/main`: of a job with an environment, `sub` does not tell. @default - any */
  readonly ref?: string | undefined;

  /** Ids of those who may have started it. @default - anybody */
  readonly actorIds?: readonly string[] | undefined;
}

/**
 * Which workflows take on a role: everything exactly, nothing by a wildcard. `ref`, `repository_id`
 * and `actor_id` are known to IAM since January 2026.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export const trustWorkflow = (
  repository: GithubRepository,
  { subject, ref, actorIds = [] }: GithubWorkflow,
): PolicyStatement[] => [
  {
    Sid: "Workflow",
    Effect: "Allow",
    Principal: { Federated: repository.providerArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${ISSUER}:aud`]: AUDIENCE,
        [`${ISSUER}:sub`]: `${repository.subjectPrefix}:${subject}`,
        [`${ISSUER}:repository_id`]: repository.repositoryId,
        ...(ref !== undefined && { [`${ISSUER}:ref`]: ref }),
        ...(actorIds.length > 0 && { [`${ISSUER}:actor_id`]: actorIds }),
      },
    },
  },
];
