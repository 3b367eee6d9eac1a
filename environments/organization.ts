import type { OrganizationInput } from "@groundwork/configuration";

/** What all environments share. Every option: packages/docs/options.md. */
export const organization: OrganizationInput = {
  name: "groundwork",
  accountId: "111111111111",
  region: "ap-northeast-2",
  owner: "platform-team",
  backend: { type: "s3", lock: "both" },
};
