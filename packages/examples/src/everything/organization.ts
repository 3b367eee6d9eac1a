import type { OrganizationInput } from "@groundwork/configuration";

/** What all environments share, with the registry and both ways of delivery in use. */
export const organization = {
  name: "groundwork",
  accountId: "111111111111",
  region: "ap-northeast-2",
  owner: "platform-team",
  backend: { type: "s3", lock: "both" },
  registry: {
    tagMutabilityExclusions: ["cache-*"],
    lifecycleRules: [
      { tags: { prefix: "v" }, expire: "never" },
      { tags: { prefix: "pr-" }, expire: { olderThanDays: 14 } },
      { tags: "untagged", expire: { olderThanDays: 30 } },
    ],
    pushers: [{ role: "arn:aws:iam::222222222222:role/build" }],
    readers: [{ account: "333333333333" }],
    pushRoleTrusts: [{ role: "arn:aws:iam::111111111111:role/runner" }],
    repositories: ["batch"],
    scanning: { type: "enhanced" },
    replication: [{ region: "ap-northeast-1" }],
    pullThroughCaches: [
      { upstream: "ecr-public" },
      {
        upstream: "docker-hub",
        credentialArn:
          "arn:aws:secretsmanager:ap-northeast-2:111111111111:secret:ecr-pullthroughcache/hub-AbCdEf",
      },
    ],
  },
  delivery: {
    github: { repository: "acme/shop", repositoryId: "42", approverIds: ["7"] },
    pipeline: {
      repository: "acme/shop",
      connectionArn:
        "arn:aws:codeconnections:ap-northeast-2:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef",
      image: {
        services: { web: "services/web" },
        buildImage: "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/groundwork/builder:v3",
        computeType: "BUILD_GENERAL1_LARGE",
        cache: true,
        timeoutMinutes: 90,
      },
      applications: {
        rolling: {
          repository: "acme/rolling",
          branch: "trunk",
          connectionArn:
            "arn:aws:codeconnections:ap-northeast-2:111111111111:connection/76543210-89ab-cdef-0123-456789abcdef",
          services: { rolling: "." },
          computeType: "BUILD_GENERAL1_SMALL",
        },
      },
      pushedImages: { services: ["blue"], tagPrefix: "v" },
      propose: {
        environments: ["prod"],
        token: { parameter: "/groundwork-delivery/github-token" },
      },
    },
    appliers: ["arn:aws:iam::111111111111:role/Deploy"],
  },
} satisfies OrganizationInput;
