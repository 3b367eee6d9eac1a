import { EcrPullThroughCacheRule } from "@cdktf/provider-aws/lib/ecr-pull-through-cache-rule";
import { EcrRepositoryCreationTemplate } from "@cdktf/provider-aws/lib/ecr-repository-creation-template";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { check } from "../check";
import { policyDocument, type PolicyStatement } from "../policy-document";
import { lifecyclePolicy, lifecycleProblem, type LifecycleRule } from "./lifecycle-rules";
import { isCachePrefix, needsCredentials, upstreamUrl, type Upstream } from "./upstreams";

/** One upstream registry. */
export interface PullThroughCache {
  readonly upstream: Upstream;

  /** What the names of its repositories start with here: 2 to 30 characters, without a last `/`. */
  readonly prefix: string;

  /**
   * ARN of a secret in Secrets Manager with `username` and `accessToken`, in the registry's account
   * and region. Its name starts with `ecr-pullthroughcache/` (ECR API, CreatePullThroughCacheRule).
   * @default - none, for registries that are open to all
   */
  readonly credentialArn?: string | undefined;

  /**
   * Whether a tag may move on when it does so upstream. ECR looks for that once a day at most; with
   * "IMMUTABLE" it cannot follow.
   * @default "MUTABLE"
   */
  readonly imageTagMutability?: "MUTABLE" | "IMMUTABLE" | undefined;
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
        imageTagMutability: cache.imageTagMutability ?? "MUTABLE",
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

  private checkProps({ caches, lifecycleRules, accountId, region }: PullThroughCachesProps): void {
    const prefixes = caches.map(({ prefix }) => prefix);
    check(
      this,
      "caches",
      prefixes,
      new Set(prefixes).size === prefixes.length && prefixes.every(isCachePrefix),
      "prefixes of 2 to 30 characters, lower-case words joined by . _ - or /, each once",
    );
    for (const { prefix, upstream, credentialArn } of caches) {
      const secret = `arn:aws:secretsmanager:${region}:${accountId}:secret:ecr-pullthroughcache/`;
      check(
        this,
        `${prefix}.credentialArn`,
        credentialArn,
        needsCredentials(upstream)
          ? credentialArn?.startsWith(secret) === true && credentialArn.length <= 612
          : credentialArn === undefined,
        needsCredentials(upstream) ? `${secret}...` : `none, as ${upstream} is open to all`,
      );
    }
    const problem = lifecycleProblem(lifecycleRules);
    check(this, "lifecycleRules", lifecycleRules, problem === undefined, problem ?? "");
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
