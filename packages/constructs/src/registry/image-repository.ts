import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { EcrRepositoryPolicy } from "@cdktf/provider-aws/lib/ecr-repository-policy";
import { Construct } from "constructs";
import { check } from "../check";
import { checkedProps } from "../checked-props";
import { policyDocument } from "../policy-document";
import { lifecyclePolicy, lifecycleRulesOf } from "./lifecycle-rules";
import { repositoryOptions, type RepositoryInput } from "./registry-options";
import { accessStatements } from "./repository-access";

export interface ImageRepositoryProps extends RepositoryInput {
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
   * Whether Terraform refuses to destroy or replace it as long as it is configured.
   * @default - unless `forceDelete`
   */
  readonly preventDestroy?: boolean | undefined;
}

const word = "[a-z0-9]+(?:[._-][a-z0-9]+)*";
const repositoryPath = new RegExp(`^${word}(?:/${word})*$`);

/** A repository for the images of one application: tags stay where they are, leftovers expire. */
export class ImageRepository extends Construct {
  public readonly repository: EcrRepository;

  constructor(scope: Construct, id: string, given: ImageRepositoryProps) {
    super(scope, id);
    this.checkProps(given);
    const props = checkedProps(this, repositoryOptions, given);
    const { kmsKeyArn, tagMutabilityExclusions, pushers, readers, forceDelete } = props;
    const lifecycleRules = lifecycleRulesOf(props);

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
      forceDelete,
      ...((props.preventDestroy ?? !forceDelete) && { lifecycle: { preventDestroy: true } }),
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

  private checkProps({ repositoryName }: ImageRepositoryProps): void {
    check(
      this,
      "repositoryName",
      repositoryName,
      repositoryName.length >= 2 &&
        repositoryName.length <= 256 &&
        repositoryPath.test(repositoryName),
      "2 to 256 characters, lower-case words joined by . _ - or /",
    );
  }
}
