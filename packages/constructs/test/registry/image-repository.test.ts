import { ImageRepository, type ImageRepositoryProps } from "../../src/registry/image-repository";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const synthRepository = (overrides: Partial<ImageRepositoryProps> = {}) =>
  synthConstruct((scope) => {
    new ImageRepository(scope, "web", {
      repositoryName: "acme/web",
      preventDestroy: false,
      ...overrides,
    });
  });

const repository = (props: Partial<ImageRepositoryProps> = {}) =>
  onlyResource(synthRepository(props), "aws_ecr_repository");

const key = "arn:aws:kms:ap-northeast-2:111111111111:key/1";

test("consists of a repository and its one lifecycle policy", () => {
  expect(resourceAddresses(synthRepository())).toEqual([
    "aws_ecr_lifecycle_policy.web_lifecycle-policy_25BEC818",
    "aws_ecr_repository.web_repository_DB047749", // holds the images: this id must not change
  ]);
});

test("tags are immutable, pushes scanned, layers encrypted with KMS", () => {
  expect(repository()).toMatchObject({
    name: "acme/web",
    image_tag_mutability: "IMMUTABLE",
    image_scanning_configuration: { scan_on_push: true },
    encryption_configuration: [{ encryption_type: "KMS" }],
  });
  expect(repository()).not.toHaveProperty("image_tag_mutability_exclusion_filter");
});

test("encrypts with the key that it is given", () => {
  expect(repository({ kmsKeyArn: key }).encryption_configuration).toEqual([
    { encryption_type: "KMS", kms_key: key },
  ]);
});

test("lets tags move that fit a pattern, and no others", () => {
  expect(repository({ tagMutabilityExclusions: ["cache", "dev-*"] })).toMatchObject({
    image_tag_mutability: "IMMUTABLE_WITH_EXCLUSION",
    image_tag_mutability_exclusion_filter: [
      { filter: "cache", filter_type: "WILDCARD" },
      { filter: "dev-*", filter_type: "WILDCARD" },
    ],
  });
});

test("images survive a destroy unless asked otherwise", () => {
  expect(repository().force_delete).toBe(false);
  expect(repository({ forceDelete: true }).force_delete).toBe(true);
});

test("Terraform refuses to destroy it where asked to", () => {
  expect(repository()).not.toHaveProperty("lifecycle");
  expect(repository({ preventDestroy: true }).lifecycle).toEqual({ prevent_destroy: true });
});

test("by default only images without a tag expire", () => {
  const { policy } = onlyResource(synthRepository(), "aws_ecr_lifecycle_policy");
  expect(JSON.parse(policy).rules).toMatchObject([
    { selection: { tagStatus: "untagged", countType: "sinceImagePushed", countNumber: 14 } },
  ]);
});

test("has no lifecycle policy without rules, as ECR takes no empty one", () => {
  expect(resourceAddresses(synthRepository({ lifecycleRules: [] }))).toEqual([
    "aws_ecr_repository.web_repository_DB047749",
  ]);
});

test("has a policy of its own once somebody is granted something", () => {
  const json = synthRepository({
    pushers: [{ account: "222222222222" }],
    readers: [{ role: "arn:aws:iam::333333333333:role/nodes" }],
  });
  expect(resourceAddresses(json)).toEqual([
    "aws_ecr_lifecycle_policy.web_lifecycle-policy_25BEC818",
    "aws_ecr_repository.web_repository_DB047749",
    "aws_ecr_repository_policy.web_policy_22F2A8FF",
  ]);
  const { repository, policy } = onlyResource(json, "aws_ecr_repository_policy");
  expect(repository).toBe("${aws_ecr_repository.web_repository_DB047749.name}");
  expect(JSON.parse(policy).Statement).toMatchObject([
    { Sid: "PushByAccounts", Effect: "Allow" },
    { Sid: "PullByRolesAndUsers", Effect: "Allow" },
  ]);
});

describe("fails", () => {
  const account = (i: number) => ({ account: String(100_000_000_000 + i) });

  test.each<[string, Partial<ImageRepositoryProps>, string]>([
    [
      "on a name that ECR refuses",
      { repositoryName: "Acme/Web" },
      'web.repositoryName: got "Acme/Web", expected 2 to 256 characters, lower-case words',
    ],
    ["on a name too long", { repositoryName: "a".repeat(257) }, "expected 2 to 256 characters"],
    [
      "on a policy too long for ECR",
      { readers: Array.from({ length: 400 }, (_, i) => account(i)) },
      "expected at most 10240 characters",
    ],
  ])("%s", (_, overrides, message) => {
    expect(() => synthRepository(overrides)).toThrow(message);
  });
});
