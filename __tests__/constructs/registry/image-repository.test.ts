import {
  ImageRepository,
  type ImageRepositoryProps,
} from "../../../constructs/registry/image-repository";
import { onlyResource, resourceAddresses, synthConstruct } from "../../support/synth";

const synthRepository = (overrides: Partial<ImageRepositoryProps> = {}) =>
  synthConstruct((scope) => {
    new ImageRepository(scope, "web", { repositoryName: "acme/web", ...overrides });
  });

test("consists of a repository and its one lifecycle policy", () => {
  expect(resourceAddresses(synthRepository())).toEqual([
    "aws_ecr_lifecycle_policy.web_lifecycle-policy_25BEC818",
    "aws_ecr_repository.web_repository_DB047749", // holds the images: this id must not change
  ]);
});

test("tags are immutable, pushes scanned, layers encrypted with KMS", () => {
  expect(onlyResource(synthRepository(), "aws_ecr_repository")).toMatchObject({
    name: "acme/web",
    image_tag_mutability: "IMMUTABLE",
    image_scanning_configuration: { scan_on_push: true },
    encryption_configuration: [{ encryption_type: "KMS" }],
  });
});

test("images survive a destroy unless asked otherwise", () => {
  const forceDelete = (props: Partial<ImageRepositoryProps>) =>
    onlyResource(synthRepository(props), "aws_ecr_repository").force_delete;
  expect(forceDelete({})).toBe(false);
  expect(forceDelete({ forceDelete: true })).toBe(true);
});

describe("lifecycle policy", () => {
  const rulesOf = (props: Partial<ImageRepositoryProps>) =>
    JSON.parse(onlyResource(synthRepository(props), "aws_ecr_lifecycle_policy").policy).rules;

  test("by default untagged images go after 14 days, and the newest 100 stay", () => {
    expect(rulesOf({})).toMatchObject([
      {
        rulePriority: 1,
        selection: {
          tagStatus: "untagged",
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: 14,
        },
        action: { type: "expire" },
      },
      {
        rulePriority: 2, // ECR wants the rule for any image to come last
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 100 },
        action: { type: "expire" },
      },
    ]);
  });

  test("takes other numbers", () => {
    const rules = rulesOf({ untaggedImageMaxAgeDays: 3, maxImageCount: 20 });
    expect(rules.map((rule: any) => rule.selection.countNumber)).toEqual([3, 20]);
  });
});

describe("fails", () => {
  test.each<[string, Partial<ImageRepositoryProps>, string]>([
    [
      "on a name that ECR refuses",
      { repositoryName: "Acme/Web" },
      'web.repositoryName: got "Acme/Web", expected 2 to 256 characters, lower-case words',
    ],
    ["on a name too long", { repositoryName: "a".repeat(257) }, "expected 2 to 256 characters"],
    [
      "on a policy that would keep nothing",
      { maxImageCount: 0 },
      "web.maxImageCount: got 0, expected a whole number from 1",
    ],
  ])("%s", (_, overrides, message) => {
    expect(() => synthRepository(overrides)).toThrow(message);
  });
});
