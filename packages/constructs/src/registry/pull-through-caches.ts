import { EcrPullThroughCacheRule } from "@cdktf/provider-aws/lib/ecr-pull-through-cache-rule";
import { EcrRepositoryCreationTemplate } from "@cdktf/provider-aws/lib/ecr-repository-creation-template";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { check } from "../check";
import { policyDocument, type PolicyStatement } from "../policy-document";
import type { LifecycleRule } from "./lifecycle-options";
import { lifecyclePolicy } from "./lifecycle-rules";
import type { PullThroughCacheOptions } from "./registry-options";
import { upstreamUrl } from "./upstreams";

/** One upstream registry. */
export interface PullThroughCache extends PullThroughCacheOptions {
  readonly prefix: string;
}

export interface PullThroughCachesProps {
  /** Name of the role in which ECR makes the repositories. */
  readonly roleName: string;
  readonly accountId: string;
  readonly region: string;

  /** Caches with different prefixes. */
  readonly caches: readonly PullThroughCache[];

  /** Which cached images expire; a pull fetches them again. */
  readonly lifecycleRules: readonly LifecycleRule[];

  /**
   * KMS key that encrypts the cached images.
   * @default - the key that AWS manages for ECR
   */
  readonly kmsKeyArn?: string | undefined;

  /** Tags of the repositories that ECR makes, which the provider's default tags do not reach. */
  readonly resourceTags: Readonly<Record<string, string>>;
}

/** Repositories that ECR makes and fills by itself when an image of an upstream registry is pulled. */
export class PullThroughCaches extends Construct {
  /** ARNs of the repositories, a pattern for each cache. */
  public readonly repositoryArns: string[];

  constructor(scope: Construct, id: string, props: PullThroughCachesProps) {
    super(scope, id);
    const { caches, lifecycleRules, accountId, region } = props;
    this.checkProps(props);
    this.repositoryArns = caches.map(
      ({ prefix }) => `arn:aws:ecr:${region}:${accountId}:repository/${prefix}/*`,
    );

    const role = new IamRole(this, "role", {
      name: props.roleName,
      description: "Lets ECR make the repositories of its pull-through caches",
      assumeRolePolicy: policyDocument([
        {
          // As ECR's user guide has it ("Create an IAM role for repository creation templates");
          // it does not say that ECR sends the account, so no condition asks for it.
          Sid: "Registry",
          Effect: "Allow",
          Principal: { Service: "ecr.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ]),
    });
    const policy = new IamRolePolicy(this, "make-repositories", {
      name: "make-repositories",
      role: role.name,
      policy: policyDocument(makeRepositories(this.repositoryArns, props.kmsKeyArn)),
    });

    for (const cache of caches) {
      const template = new EcrRepositoryCreationTemplate(this, `template-${cache.prefix}`, {
        prefix: cache.prefix,
        description: `Cached images of ${upstreamUrl(cache.upstream)}`,
        appliedFor: ["PULL_THROUGH_CACHE"],
        imageTagMutability: cache.imageTagMutability,
        encryptionConfiguration: [
          {
            encryptionType: "KMS",
            ...(props.kmsKeyArn !== undefined && { kmsKey: props.kmsKeyArn }),
          },
        ],
        ...(lifecycleRules.length > 0 && { lifecyclePolicy: lifecyclePolicy(lifecycleRules) }),
        resourceTags: { ...props.resourceTags },
        // A key or tags in a template take a role; without it ECR makes repositories in its own.
        customRoleArn: role.arn,
        dependsOn: [policy],
      });
      new EcrPullThroughCacheRule(this, `rule-${cache.prefix}`, {
        ecrRepositoryPrefix: cache.prefix,
        upstreamRegistryUrl: upstreamUrl(cache.upstream),
        ...(cache.credentialArn !== undefined && { credentialArn: cache.credentialArn }),
        // A template does nothing for a repository that is there already.
        dependsOn: [template],
      });
    }
  }

  private checkProps({ caches, accountId, region }: PullThroughCachesProps): void {
    const secret = `arn:aws:secretsmanager:${region}:${accountId}:secret:ecr-pullthroughcache/`;
    for (const { prefix, credentialArn } of caches) {
      const holds = credentialArn === undefined || credentialArn.startsWith(secret);
      check(this, `${prefix}.credentialArn`, credentialArn, holds, `${secret}...`);
    }
  }
}

/** ECR user guide, "Create a custom policy for repository creation templates", for these alone. */
const makeRepositories = (
  repositoryArns: readonly string[],
  kmsKeyArn: string | undefined,
): PolicyStatement[] => [
  {
    Sid: "MakeRepositories",
    Effect: "Allow",
    Action: ["ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"],
    Resource: repositoryArns,
  },
  ...(kmsKeyArn === undefined
    ? []
    : [
        {
          // ECR uses the key by grants, which whoever makes a repository gives it.
          Sid: "GrantKey",
          Effect: "Allow" as const,
          Action: ["kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"],
          Resource: kmsKeyArn,
        },
      ]),
];
