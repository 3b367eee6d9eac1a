import type { OrganizationInput } from "@groundwork/configuration";

/** From a pushed commit to production in CodePipeline. */
export const organization = {
  name: "groundwork",
  accountId: "111111111111",
  region: "ap-northeast-2",
  owner: "platform-team",
  backend: { type: "s3" },
  registry: { pushers: [{ account: "222222222222" }] },
  delivery: {
    pipeline: {
      connectionArn:
        "arn:aws:codeconnections:ap-northeast-2:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef",
      repository: "acme/shop",
      // Built of this repository.
      image: { services: { web: "services/web" }, computeType: "BUILD_GENERAL1_LARGE" },
      // Built of a repository of its own, by a pipeline of its own, which pushes.
      applications: { orders: { repository: "acme/orders", services: { api: "." } } },
      // Built by somebody else, who pushes it.
      pushedImages: { services: ["search"], tagPrefix: "v" },
      // One commit names the image everywhere, and goes from one environment to the next.
      propose: {
        environments: ["dev", "staging", "prod"],
        token: { parameter: "/groundwork-delivery/github-token" },
      },
    },
  },
} satisfies OrganizationInput;
