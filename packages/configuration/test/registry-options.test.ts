import type { OrganizationInput } from "../src/organization-schema";
import { cachePrefix } from "@groundwork/constructs/registry/options";
import { configuration } from "@groundwork/testing/configuration";

type RegistryInput = NonNullable<OrganizationInput["registry"]>;

const registry = (input: RegistryInput = {}) =>
  configuration({ registry: input }).organization.registry;

const role = "arn:aws:iam::222222222222:role/builds";
const secret =
  "arn:aws:secretsmanager:ap-northeast-2:111111111111:secret:ecr-pullthroughcache/hub-a1b2c3";

test("without options: images kept, a key of its own, nobody granted anything, AWS's settings left alone", () => {
  expect(configuration().organization.registry).toEqual({
    encryption: "own-key",
    tagMutabilityExclusions: [],
    pushers: [],
    readers: [],
    pushRoleTrusts: [],
    repositories: [],
    replication: [],
    pullThroughCaches: [],
    forceDelete: false,
  });
});

test("takes all options at once", () => {
  const input: RegistryInput = {
    encryption: "aws-managed-key",
    tagMutabilityExclusions: ["cache", "dev-*"],
    lifecycleRules: [
      { tags: { prefix: "v" }, expire: "never" },
      { tags: { pattern: "pr-*" }, expire: { olderThanDays: 7 }, description: "previews" },
      { tags: "untagged", expire: { olderThanDays: 14 } },
      { tags: "any", expire: { keepNewest: 500 } },
    ],
    pushers: [{ account: "222222222222" }, { role }],
    readers: [{ user: "arn:aws:iam::222222222222:user/ada" }],
    pushRoleTrusts: [{ role }],
    repositories: ["sidecar"],
    scanning: { type: "enhanced", frequency: "on-push", repositories: ["acme/*"] },
    replication: [{ region: "ap-northeast-1", accountId: "222222222222" }],
    pullThroughCaches: [
      {
        upstream: "docker-hub",
        prefix: "hub",
        credentialArn: secret,
        imageTagMutability: "IMMUTABLE",
      },
    ],
    forceDelete: true,
  };
  expect(registry(input)).toEqual(input);
});

test("scanning covers all repositories unless some are named", () => {
  expect(registry({ scanning: { type: "basic" } }).scanning?.repositories).toEqual(["*"]);
});

test("a cache's repositories start with the name of the registry unless told otherwise", () => {
  const [cache] = registry({ pullThroughCaches: [{ upstream: "quay" }] }).pullThroughCaches;
  expect(cache).toEqual({ upstream: "quay", imageTagMutability: "MUTABLE" });
  expect(cachePrefix(cache!)).toBe("quay");
  expect(cachePrefix({ upstream: "quay", prefix: "red-hat" })).toBe("red-hat");
});

test("takes a cache whose name only begins as the organization's does", () => {
  const caches = [{ upstream: "quay", prefix: "acme-quay" } as const];
  expect(registry({ pullThroughCaches: caches }).pullThroughCaches).toHaveLength(1);
});

test("all that does not fit the registry's place is told at once, with everything else", () => {
  const input: RegistryInput = {
    encryption: "none" as never,
    pullThroughCaches: [{ upstream: "quay", prefix: "acme" }],
    replication: [{ region: "ap-northeast-2" }],
  };
  expect(() => registry(input)).toThrow(/encryption: .*\n.*replication: .*\n.*pullThroughCaches: /);
});
