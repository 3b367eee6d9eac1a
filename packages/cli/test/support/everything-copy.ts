import type { OrganizationInput } from "@groundwork/configuration";
import { everything, everythingInRegistry } from "@groundwork/testing/everything";
import { ProjectCopy } from "@groundwork/testing/project";

/** Every option of delivery in use. */
const everythingInDelivery: OrganizationInput["delivery"] = {
  github: { repository: "acme/shop", repositoryId: "42", approverIds: ["7"] },
  pipeline: {
    repository: "acme/shop",
    connectionArn:
      "arn:aws:codeconnections:ap-northeast-2:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef",
  },
  appliers: ["arn:aws:iam::111111111111:role/Deploy"],
};

/** A copy of this checkout with every option in use in prod and in the organization, to be built. */
export async function everythingCopy(): Promise<ProjectCopy> {
  const copy = await ProjectCopy.create();
  await copy.write(
    "environments/prod.ts",
    `import type { EnvironmentInput } from "@groundwork/configuration";\nexport const prod: EnvironmentInput = ${JSON.stringify(everything("prod"))};\n`,
  );
  const options = { registry: everythingInRegistry, delivery: everythingInDelivery };
  await copy.edit(
    "environments/organization.ts",
    'owner: "platform-team",',
    `owner: "platform-team",\n  ...${JSON.stringify(options)},`,
  );
  await copy.edit(
    "environments/dev.ts",
    "production: false,",
    'production: false,\n  delivery: { emails: ["dev@example.com"], slack: { workspaceId: "T1", channelId: "C1" } },',
  );
  return copy;
}
