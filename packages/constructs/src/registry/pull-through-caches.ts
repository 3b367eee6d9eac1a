import { EcrPullThroughCacheRule } from "@cdktf/provider-aws/lib/ecr-pull-through-cache-rule";
import { EcrRepositoryCreationTemplate } from "@cdktf/provider-aws/lib/ecr-repository-creation-template";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { checkedProps } from "../checked-props";
import { policyDocument, type PolicyStatement } from "../policy-document";
import { cacheOptions, type CacheInput } from "./cache-options";
import { defaultLifecycleRules, lifecyclePolicy } from "./lifecycle-rules";
import { cachePrefix, upstreamUrl } from "./upstreams";

/**
 * Account and region are those of the registry. Cached images that have lost their tag expire; a
 * pull fetches them again.
 */
export interface PullThroughCachesProps extends CacheInput {
  /** Name of the role in which ECR makes the repositories. */
  readonly roleName: string;

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

  constructor(scope: Construct, id: string, given: PullThroughCachesProps) {
    super(scope, id);
    const props = checkedProps(this, cacheOptions, given);
    const { accountId, region } = props;
    const caches = props.pullThroughCaches.map((cache) => ({
      ...cache,
      prefix: cachePrefix(cache),
    }));
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
        lifecyclePolicy: lifecyclePolicy(defaultLifecycleRules(props.untaggedImageMaxAgeDays)),
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
