import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Construct } from "constructs";
import { check } from "../check";

export interface ImageRepositoryProps {
  /**
   * Name within the account's registry: 2 to 256 characters, lower-case words joined by `.`, `_`,
   * `-` or `/` (ECR API, CreateRepository).
   */
  readonly repositoryName: string;

  /**
   * Whether destroying the repository destroys the images in it.
   * @default false - a repository that holds images cannot be destroyed
   */
  readonly forceDelete?: boolean | undefined;

  /**
   * Days after its push on which an untagged image expires. Keep it longer than the longest time
   * between two deployments: a running service may need the image to start one more task.
   * @default 14
   */
  readonly untaggedImageMaxAgeDays?: number | undefined;

  /**
   * Number of images to keep; the oldest beyond it expire.
   * @default 100
   */
  readonly maxImageCount?: number | undefined;
}

const word = "[a-z0-9]+(?:[._-][a-z0-9]+)*";
const repositoryPath = new RegExp(`^${word}(?:/${word})*$`);

/** One rule of an ECR lifecycle policy (ECR user guide, "Lifecycle policy properties"). */
interface LifecycleRule {
  readonly rulePriority: number;
  readonly description: string;
  readonly selection:
    | {
        readonly tagStatus: "untagged";
        readonly countType: "sinceImagePushed";
        readonly countUnit: "days";
        readonly countNumber: number;
      }
    | {
        readonly tagStatus: "any";
        readonly countType: "imageCountMoreThan";
        readonly countNumber: number;
      };
  readonly action: { readonly type: "expire" };
}

/** A repository for the images of one application: tags never move, old images expire. */
export class ImageRepository extends Construct {
  public readonly repository: EcrRepository;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    const { repositoryName, untaggedImageMaxAgeDays = 14, maxImageCount = 100 } = props;
    check(
      this,
      "repositoryName",
      repositoryName,
      repositoryName.length >= 2 &&
        repositoryName.length <= 256 &&
        repositoryPath.test(repositoryName),
      "2 to 256 characters, lower-case words joined by . _ - or /",
    );
    for (const [prop, got] of Object.entries({ untaggedImageMaxAgeDays, maxImageCount })) {
      check(this, prop, got, Number.isInteger(got) && got >= 1, "a whole number from 1");
    }

    this.repository = new EcrRepository(this, "repository", {
      name: repositoryName,
      // A tag that cannot move names the same image in every environment and at every rollback.
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      // Without a key of its own: the one that AWS manages for ECR. Changing this replaces the
      // repository.
      encryptionConfiguration: [{ encryptionType: "KMS" }],
      forceDelete: props.forceDelete ?? false,
    });

    // A repository has one policy. The rule for any image must have the highest priority number.
    const rules: LifecycleRule[] = [
      {
        rulePriority: 1,
        description: `untagged images expire after ${untaggedImageMaxAgeDays} days`,
        selection: {
          tagStatus: "untagged",
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: untaggedImageMaxAgeDays,
        },
        action: { type: "expire" },
      },
      {
        rulePriority: 2,
        description: `the newest ${maxImageCount} images stay`,
        selection: {
          tagStatus: "any",
          countType: "imageCountMoreThan",
          countNumber: maxImageCount,
        },
        action: { type: "expire" },
      },
    ];
    new EcrLifecyclePolicy(this, "lifecycle-policy", {
      repository: this.repository.name,
      policy: JSON.stringify({ rules }),
    });
  }
}
