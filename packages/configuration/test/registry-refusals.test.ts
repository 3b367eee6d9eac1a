import type { OrganizationInput } from "../src/organization-schema";
import { configuration } from "@groundwork/testing/configuration";

type RegistryInput = NonNullable<OrganizationInput["registry"]>;

const registry = (input: RegistryInput) => configuration({ registry: input }).organization.registry;

const secret =
  "arn:aws:secretsmanager:ap-northeast-2:111111111111:secret:ecr-pullthroughcache/hub-a1b2c3";

describe("refuses", () => {
  const untagged = { tags: "untagged", expire: { olderThanDays: 14 } } as const;

  test.each<[string, RegistryInput, string]>([
    [
      "an unknown option",
      { scan: true } as never,
      "organization.registry.scan: got an unknown option",
    ],
    [
      "a key that there is not",
      { encryption: "none" as never },
      "organization.registry.encryption: got none, expected one of own-key, aws-managed-key",
    ],
    [
      "a movable tag with three wildcards",
      { tagMutabilityExclusions: ["*a*b*"] },
      "organization.registry.tagMutabilityExclusions[0]: got *a*b*, expected a tag of at most 128 characters with at most 2 wildcards",
    ],
    [
      "six movable tags",
      { tagMutabilityExclusions: ["a", "b", "c", "d", "e", "f"] },
      "expected at most 5 patterns",
    ],
    [
      "an age of no days",
      { untaggedImageMaxAgeDays: 0 },
      "organization.registry.untaggedImageMaxAgeDays: got 0, expected a whole number from 1 to 36500",
    ],
    [
      "an age beside rules",
      { untaggedImageMaxAgeDays: 7, lifecycleRules: [untagged] },
      "organization.registry.untaggedImageMaxAgeDays: got 7, expected nothing beside lifecycleRules",
    ],
    [
      "a selection that there is not",
      { lifecycleRules: [{ tags: "tagged" as never, expire: "never" }] },
      'organization.registry.lifecycleRules[0].tags: got tagged, expected "untagged", "any", { prefix: "..." } or { pattern: "..." }',
    ],
    [
      "two prefixes in a rule, which ECR wants to fit both",
      { lifecycleRules: [{ tags: { prefix: ["v", "w"] } as never, expire: "never" }] },
      "organization.registry.lifecycleRules[0].tags",
    ],
    [
      "a prefix with a wildcard",
      { lifecycleRules: [{ tags: { prefix: "v*" }, expire: "never" }] },
      "organization.registry.lifecycleRules[0].tags",
    ],
    [
      "days that are none",
      { lifecycleRules: [{ tags: "untagged", expire: { olderThanDays: 0 } }] },
      "organization.registry.lifecycleRules[0].expire.olderThanDays: got 0, expected a whole number",
    ],
    [
      "half an image",
      { lifecycleRules: [{ tags: "any", expire: { keepNewest: 0.5 } }] },
      'organization.registry.lifecycleRules[0].expire: got {"keepNewest":0.5}, expected "never"',
    ],
    [
      "five wildcards",
      { lifecycleRules: [{ tags: { pattern: "*1*2*3*4*" }, expire: "never" }] },
      "organization.registry.lifecycleRules[0].tags",
    ],
    [
      "an expiry that there is not",
      { lifecycleRules: [{ tags: "any", expire: { days: 7 } as never }] },
      'organization.registry.lifecycleRules[0].expire: got {"days":7}, expected "never", { olderThanDays: ... } or',
    ],
    [
      "to keep no image",
      { lifecycleRules: [{ tags: "any", expire: { keepNewest: 0 } }] },
      "organization.registry.lifecycleRules[0].expire.keepNewest: got 0, expected a whole number from 1 to 100000",
    ],
    [
      "rules that ECR refuses together",
      { lifecycleRules: [{ tags: "any", expire: { keepNewest: 5 } }, untagged] },
      "organization.registry.lifecycleRules: got a list of 2, expected the rule for any image last",
    ],
    [
      "a session in place of a role",
      { pushers: [{ role: "arn:aws:sts::222222222222:assumed-role/builds/1" }] },
      "organization.registry.pushers[0].role: got arn:aws:sts::222222222222:assumed-role/builds/1, expected the ARN of a role",
    ],
    [
      "every role of an account",
      { readers: [{ role: "arn:aws:iam::222222222222:role/*" }] },
      "organization.registry.readers[0].role: got arn:aws:iam::222222222222:role/*, expected the ARN of a role",
    ],
    [
      "a user in place of a role",
      { readers: [{ role: "arn:aws:iam::222222222222:user/ada" }] },
      "expected the ARN of a role",
    ],
    [
      "everybody",
      { pushRoleTrusts: [{ account: "*" }] },
      "organization.registry.pushRoleTrusts[0].account: got *, expected an account id",
    ],
    [
      "a prefix of a cache that is too long",
      { pullThroughCaches: [{ upstream: "quay", prefix: "a".repeat(31) }] },
      "expected 2 to 30 characters, lower-case words",
    ],
    [
      "a prefix of a cache with a slash at its end",
      { pullThroughCaches: [{ upstream: "quay", prefix: "hub/" }] },
      "expected 2 to 30 characters, lower-case words",
    ],
    [
      "no repository to scan",
      { scanning: { type: "basic", repositories: [] } },
      "organization.registry.scanning.repositories: got [], expected 1 to 100 names",
    ],
    [
      "more copies than ECR makes",
      { replication: Array.from({ length: 26 }, () => ({ region: "eu-west-1" })) },
      "expected at most 25 registries",
    ],
    [
      "a principal that there is not",
      { readers: [{ group: "admins" } as never] },
      'organization.registry.readers[0]: got {"group":"admins"}, expected { account: "..." }',
    ],
    [
      "scanning on and on by ECR itself",
      { scanning: { type: "basic", frequency: "continuous" } },
      "organization.registry.scanning.frequency: got continuous, expected on-push, as type is basic",
    ],
    [
      "a filter that ECR refuses",
      { scanning: { type: "basic", repositories: ["Acme/*"] } },
      "organization.registry.scanning.repositories[0]: got Acme/*, expected a repository's name",
    ],
    [
      "a closed registry without credentials",
      { pullThroughCaches: [{ upstream: "docker-hub" }] },
      "organization.registry.pullThroughCaches[0].credentialArn: got nothing, expected a secret, as docker-hub wants credentials",
    ],
    [
      "credentials for an open one",
      { pullThroughCaches: [{ upstream: "quay", credentialArn: secret }] },
      "expected none: it is open to all",
    ],
    [
      "a secret whose name ECR refuses",
      {
        pullThroughCaches: [
          { upstream: "docker-hub", credentialArn: secret.replace("ecr-pullthroughcache/", "") },
        ],
      },
      "expected the ARN of a secret whose name starts with ecr-pullthroughcache/",
    ],
    [
      "two caches with one prefix",
      { pullThroughCaches: [{ upstream: "quay" }, { upstream: "k8s", prefix: "quay" }] },
      'organization.registry.pullThroughCaches: got [{"upstream":"quay"},{"upstream":"k8s","prefix":"quay"}], expected each prefix once',
    ],
    [
      "a cache in the place of the organization's own repositories",
      { pullThroughCaches: [{ upstream: "quay", prefix: "acme" }] },
      "expected prefixes other than acme, which the organization's own repositories have",
    ],
    [
      "a cache among them",
      { pullThroughCaches: [{ upstream: "quay", prefix: "acme/quay" }] },
      "expected prefixes other than acme",
    ],
    [
      "a secret of another region",
      {
        pullThroughCaches: [
          { upstream: "docker-hub", credentialArn: secret.replace("ap-northeast-2", "us-east-1") },
        ],
      },
      "expected each credentialArn to begin with arn:aws:secretsmanager:ap-northeast-2:111111111111:, and that of [0] does not",
    ],
    [
      "a copy to itself",
      { replication: [{ region: "ap-northeast-2" }] },
      'organization.registry.replication: got [{"region":"ap-northeast-2"}], expected each registry once, and not ap-northeast-2 of 111111111111 itself',
    ],
    [
      "a repository's name that Terraform would not take for an id",
      { repositories: ["Side/Car"] },
      "organization.registry.repositories[0]: got Side/Car, expected 2 to 60 lower-case letters",
    ],
  ])("%s", (_, input, message) => {
    expect(() => registry(input)).toThrow(message);
  });
});
