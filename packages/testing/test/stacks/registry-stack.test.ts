import {
  defaultLifecycleRules,
  expiringRule,
  type ServiceImage,
} from "@groundwork/constructs/registry";
import type { OrganizationInput } from "@groundwork/configuration";
import { addStacks } from "../../project/stacks";
import { RegistryStack } from "../../project/stacks/registry-stack";
import { configuration, environmentInput } from "../../src/configuration";
import { stacksOf } from "../../src/stacks";
import {
  onlyResource,
  resourceAddresses,
  synthStack,
  testApp,
  type TerraformJson,
} from "../../src/synth";

type RegistryInput = NonNullable<OrganizationInput["registry"]>;

type Image = Omit<ServiceImage, "option">;

const digest = `sha256:${"0".repeat(64)}`;

const synthRegistry = (registry: RegistryInput = {}, images: Image[] = []): TerraformJson =>
  synthStack(
    new RegistryStack(testApp(), {
      organization: configuration({ registry }).organization,
      services: ["web"],
      images: images.map((image) => ({ ...image, option: "prod.services[0].image" })),
    }),
  );

/** What there is in any case, for one service. */
const core = [
  "aws_ecr_lifecycle_policy.repositories_web_lifecycle-policy_65F87095",
  "aws_ecr_repository.repositories_web_repository_B9E31F47", // stateful
  "aws_iam_policy.pull-policy_AD27F1F7",
  "aws_iam_policy.push-policy_CF5C17C3",
  "aws_kms_alias.encryption-key_alias_EA42CC1F",
  "aws_kms_key.encryption-key_B3391E8B", // stateful: without it no image can be read
];

test("one repository a service, however many environments run it, whatever it is called", () => {
  const dev = environmentInput("dev", { services: [{ name: "web" }, { name: "backend" }] });
  const stacks = stacksOf(configuration({}, [dev, environmentInput("prod")]));
  const json = synthStack(stacks("registry-stack"));
  expect(resourceAddresses(json)).toEqual(
    [
      ...core,
      "aws_ecr_lifecycle_policy.repositories_backend_lifecycle-policy_B871FD17",
      "aws_ecr_repository.repositories_backend_repository_82548AD7", // stateful
    ].toSorted(),
  );
  const names = Object.values(json.resource["aws_ecr_repository"]!).map(({ name }) => name);
  expect(names.toSorted()).toEqual(["acme/backend", "acme/web"]);
});

test("images are encrypted with the registry's own key", () => {
  const json = synthRegistry();
  expect(onlyResource(json, "aws_ecr_repository").encryption_configuration).toEqual([
    { encryption_type: "KMS", kms_key: "${aws_kms_key.encryption-key_B3391E8B.arn}" },
  ]);
  expect(onlyResource(json, "aws_kms_alias").name).toBe("alias/acme-registry");
});

test("or with that of AWS", () => {
  const json = synthRegistry({ encryption: "aws-managed-key" });
  expect(resourceAddresses(json)).toEqual(core.filter((address) => !address.includes("kms")));
  expect(onlyResource(json, "aws_ecr_repository").encryption_configuration).toEqual([
    { encryption_type: "KMS" },
  ]);
});

test("neither images nor key can be destroyed, unless that is asked for", () => {
  const kept = synthRegistry();
  expect(onlyResource(kept, "aws_ecr_repository")).toMatchObject({
    force_delete: false,
    lifecycle: { prevent_destroy: true },
  });
  expect(onlyResource(kept, "aws_kms_key").lifecycle).toEqual({ prevent_destroy: true });
  const given = synthRegistry({ forceDelete: true });
  expect(onlyResource(given, "aws_ecr_repository").force_delete).toBe(true);
  expect(onlyResource(given, "aws_ecr_repository")).not.toHaveProperty("lifecycle");
  expect(onlyResource(given, "aws_kms_key")).not.toHaveProperty("lifecycle");
});

test("policies for pushing and pulling reach the organization's repositories", () => {
  const policies = Object.values(synthRegistry().resource["aws_iam_policy"]!);
  expect(policies.map(({ name }) => name).toSorted()).toEqual([
    "acme-image-pull",
    "acme-image-push",
  ]);
  for (const { policy } of policies) {
    expect(JSON.parse(policy).Statement[1].Resource).toEqual([
      "arn:aws:ecr:ap-northeast-2:111111111111:repository/acme/*",
    ]);
  }
});

test("each further setting makes what it takes, and nothing else does", () => {
  const added = (registry: RegistryInput) =>
    resourceAddresses(synthRegistry(registry)).filter((address) => !core.includes(address));
  expect(added({})).toEqual([]);
  expect(added({ scanning: { type: "enhanced" } })).toEqual([
    "aws_ecr_registry_scanning_configuration.scanning_configuration_96397B85",
  ]);
  expect(added({ replication: [{ region: "ap-northeast-1" }] })).toEqual([
    "aws_ecr_replication_configuration.replication_configuration_8CE400A3",
  ]);
  expect(added({ readers: [{ account: "222222222222" }] })).toEqual([
    "aws_ecr_repository_policy.repositories_web_policy_8B711846",
  ]);
  expect(added({ pushRoleTrusts: [{ account: "222222222222" }] })).toEqual([
    "aws_iam_role.push-role_CF777F17",
    "aws_iam_role_policy_attachment.push-role_push_D3EDFEAE",
  ]);
  expect(added({ repositories: ["sidecar", "web"] })).toEqual([
    "aws_ecr_lifecycle_policy.repositories_sidecar_lifecycle-policy_AA992726",
    "aws_ecr_repository.repositories_sidecar_repository_AB01748E", // stateful
  ]);
  expect(added({ pullThroughCaches: [{ upstream: "quay" }] })).toEqual([
    "aws_ecr_pull_through_cache_rule.pull-through-caches_rule-quay_A2E455BB",
    "aws_ecr_repository_creation_template.pull-through-caches_template-quay_183EFA73",
    "aws_iam_role.pull-through-caches_role_44D9F578",
    "aws_iam_role_policy.pull-through-caches_make-repositories_BC736AEB",
  ]);
});

test("options arrive in AWS's words", () => {
  const json = synthRegistry({
    scanning: { type: "enhanced", frequency: "on-push" },
    replication: [{ region: "ap-northeast-1" }],
    tagMutabilityExclusions: ["dev-*"],
    untaggedImageMaxAgeDays: 30,
    pullThroughCaches: [{ upstream: "quay" }],
  });
  expect(onlyResource(json, "aws_ecr_registry_scanning_configuration")).toMatchObject({
    scan_type: "ENHANCED",
    rule: [{ scan_frequency: "SCAN_ON_PUSH" }],
  });
  const { replication_configuration } = onlyResource(json, "aws_ecr_replication_configuration");
  expect(replication_configuration.rule).toEqual([
    {
      destination: [{ region: "ap-northeast-1", registry_id: "111111111111" }],
      repository_filter: [{ filter: "acme/", filter_type: "PREFIX_MATCH" }],
    },
  ]);
  expect(onlyResource(json, "aws_ecr_repository")).toMatchObject({
    image_tag_mutability: "IMMUTABLE_WITH_EXCLUSION",
    image_tag_mutability_exclusion_filter: [{ filter: "dev-*" }],
  });
  const { policy } = onlyResource(json, "aws_ecr_lifecycle_policy");
  expect(JSON.parse(policy).rules).toMatchObject([{ selection: { countNumber: 30 } }]);
  const pull = Object.values(json.resource["aws_iam_policy"]!).find(({ name }) =>
    name.endsWith("pull"),
  );
  expect(pull.policy).toContain("repository/quay/*");
  expect(onlyResource(json, "aws_ecr_repository_creation_template")).toMatchObject({
    encryption_configuration: [{ encryption_type: "KMS" }],
    resource_tags: { Organization: "acme", Owner: "platform", ManagedBy: "groundwork" },
  });
});

describe("images that environments refer to", () => {
  const untagged = { tags: "untagged", expire: { olderThanDays: 14 } } as const;
  const previews = { tags: { prefix: "pr-" }, expire: { olderThanDays: 7 } } as const;
  const releases = { tags: { prefix: "v" }, expire: "never" } as const;

  test("whatever a service is given first, no rule expires it unless one is made", () => {
    const first = [{ tag: "v1.2.3" }, { tag: "0a1b2c3", digest }];
    expect(first.map((image) => expiringRule(defaultLifecycleRules(), image, []))).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("by default a tagged image expires by no rule that reaches AWS", () => {
    const { policy } = onlyResource(synthRegistry(), "aws_ecr_lifecycle_policy");
    const statuses = JSON.parse(policy).rules.map((rule: any) => rule.selection.tagStatus);
    expect(statuses).toEqual(["untagged"]);
  });

  test.each<[string, RegistryInput, Image]>([
    ["a tag", {}, { service: "web", tag: "v1" }],
    ["a tag and a digest", {}, { service: "web", tag: "v1", digest }],
    ["a digest where nothing expires", { lifecycleRules: [] }, { service: "web", digest }],
    [
      "a tag that is kept",
      { lifecycleRules: [releases, previews, untagged] },
      { service: "web", tag: "v1" },
    ],
    ["a tag that moves", { tagMutabilityExclusions: ["dev"] }, { service: "web", tag: "dev" }],
  ])("stay: %s", (_, registry, image) => {
    expect(() => synthRegistry(registry, [image])).not.toThrow();
  });

  test.each<[string, RegistryInput, Image, string]>([
    [
      "a digest alone, which may have lost its tag",
      {},
      { service: "web", digest },
      `prod.services[0].image: got {"digest":"${digest}"}, expected a tag beside the digest: an image without one goes the way of the untagged, and ECR may delete it by registry.lifecycleRules, as untagged images expire 14 days after their push`,
    ],
    [
      "a digest with a tag that moves",
      { tagMutabilityExclusions: ["dev-*"] },
      { service: "web", tag: "dev-1", digest },
      "expected a tag that cannot move beside the digest: once dev-1 is another image's ECR may delete it",
    ],
    [
      "a tag that expires",
      { lifecycleRules: [releases, previews] },
      { service: "web", tag: "pr-1" },
      'expected an image that stays: ECR may delete it by registry.lifecycleRules, as images tagged pr-* expire 7 days after their push; before that rule put one that keeps this tag, such as { tags: { prefix: "v" }, expire: "never" }',
    ],
    [
      "a tag whose image may have another that expires",
      { lifecycleRules: [previews, releases] },
      { service: "web", tag: "v1" },
      "as images tagged pr-* expire 7 days after their push; before that rule put one",
    ],
  ])("stop the synth: %s", (_, registry, image, message) => {
    expect(() => synthRegistry(registry, [image])).toThrow(message);
  });

  test("are those of every environment", () => {
    const prod = environmentInput("prod", { services: [{ name: "web", image: { digest } }] });
    const both = configuration({}, [environmentInput("dev"), prod]);
    expect(() => addStacks(testApp(), both)).toThrow("prod.services[0].image: got");
  });
});
