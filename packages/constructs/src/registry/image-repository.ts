import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { EcrRepositoryPolicy } from "@cdktf/provider-aws/lib/ecr-repository-policy";
import { Construct } from "constructs";
import { check } from "../check";
import { policyDocument } from "../policy-document";
import {
  defaultLifecycleRules,
  isTagPattern,
  lifecyclePolicy,
  lifecycleProblem,
  type LifecycleRule,
} from "./lifecycle-rules";
import { accessStatements, isPrincipal, type Principal } from "./repository-access";

export interface ImageRepositoryProps {
  /**
   * Name within the account's registry: 2 to 256 characters, lower-case words joined by `.`, `_`,
   * `-` or `/` (ECR API, CreateRepository).
   */
  readonly repositoryName: string;

  /**
   * KMS key that encrypts the layers. Another one replaces the repository.
   * @default - the key that AWS manages for ECR
   */
  readonly kmsKeyArn?: string | undefined;

  /**
   * Patterns of tags that may move, such as `cache` or `dev-*`: 1 to 5, each of at most 128
   * characters and 2 wildcards (ECR API, ImageTagMutabilityExclusionFilter; provider documentation
   * of aws_ecr_repository).
   * @default - no tag can move
   */
  readonly tagMutabilityExclusions?: readonly string[] | undefined;

  /**
   * Which images expire; the first rule that selects an image decides. An empty list keeps all.
   * @default - images without a tag expire 14 days after their push
   */
  readonly lifecycleRules?: readonly LifecycleRule[] | undefined;

  /**
   * Who may push, by the policy of the repository.
   * @default - whom identity policies of this account allow it
   */
  readonly pushers?: readonly Principal[] | undefined;

  /**
   * Who may pull, by the policy of the repository.
   * @default - whom identity policies of this account allow it
   */
  readonly readers?: readonly Principal[] | undefined;

  /**
   * Whether destroying the repository destroys the images in it.
   * @default false - a repository that holds images cannot be destroyed
   */
  readonly forceDelete?: boolean | undefined;

  /**
   * Whether Terraform refuses to destroy or replace it as long as it is configured.
   * @default false
   */
  readonly preventDestroy?: boolean | undefined;
}

const word = "[a-z0-9]+(?:[._-][a-z0-9]+)*";
const repositoryPath = new RegExp(`^${word}(?:/${word})*$`);

/** A repository for the images of one application: tags stay where they are, leftovers expire. */
export class ImageRepository extends Construct {
  public readonly repository: EcrRepository;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    this.checkProps(props);
    const { kmsKeyArn, tagMutabilityExclusions = [], pushers = [], readers = [] } = props;
    const { lifecycleRules = defaultLifecycleRules() } = props;

    this.repository = new EcrRepository(this, "repository", {
      name: props.repositoryName,
      // A tag that cannot move names the same image in every environment and at every rollback.
      ...(tagMutabilityExclusions.length === 0
        ? { imageTagMutability: "IMMUTABLE" }
        : {
            imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
            imageTagMutabilityExclusionFilter: tagMutabilityExclusions.map((filter) => ({
              filter,
              filterType: "WILDCARD",
            })),
          }),
      // AWS prefers the registry's setting, which outdoes this one where there is one. Without the
      // block the provider reports a change for ever (hashicorp/terraform-provider-aws#47132).
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [
        { encryptionType: "KMS", ...(kmsKeyArn !== undefined && { kmsKey: kmsKeyArn }) },
      ],
      forceDelete: props.forceDelete ?? false,
      ...(props.preventDestroy && { lifecycle: { preventDestroy: true } }),
    });

    // A repository has one policy of either kind.
    if (lifecycleRules.length > 0) {
      new EcrLifecyclePolicy(this, "lifecycle-policy", {
        repository: this.repository.name,
        policy: lifecyclePolicy(lifecycleRules),
      });
    }
    const statements = accessStatements(pushers, readers);
    if (statements.length > 0) {
      const policy = policyDocument(statements);
      // ECR API, SetRepositoryPolicy.
      check(
        this,
        "pushers and readers",
        policy,
        policy.length <= 10_240,
        "at most 10240 characters",
      );
      new EcrRepositoryPolicy(this, "policy", { repository: this.repository.name, policy });
    }
  }

  private checkProps(props: ImageRepositoryProps): void {
    const { repositoryName, tagMutabilityExclusions, lifecycleRules = [] } = props;
    check(
      this,
      "repositoryName",
      repositoryName,
      repositoryName.length >= 2 &&
        repositoryName.length <= 256 &&
        repositoryPath.test(repositoryName),
      "2 to 256 characters, lower-case words joined by . _ - or /",
    );
    check(
      this,
      "tagMutabilityExclusions",
      tagMutabilityExclusions,
      tagMutabilityExclusions === undefined ||
        (tagMutabilityExclusions.length <= 5 &&
          tagMutabilityExclusions.every((pattern) => isTagPattern(pattern, 2))),
      "at most 5 patterns, each of at most 128 characters and 2 wildcards",
    );
    const problem = lifecycleProblem(lifecycleRules);
    check(this, "lifecycleRules", lifecycleRules, problem === undefined, problem ?? "");
    for (const prop of ["pushers", "readers"] as const) {
      const wrong = props[prop]?.find((principal) => !isPrincipal(principal));
      check(
        this,
        prop,
        wrong,
        wrong === undefined,
        "an account's id of 12 digits, or the ARN of a role or a user",
      );
    }
  }
}
