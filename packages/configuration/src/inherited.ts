import { isPlain } from "@groundwork/constructs/shown";
import type { EnvironmentInput } from "./environment";
import { organizationSchema, type OrganizationInput } from "./organization-schema";

/**
 * Gives an environment what it leaves out and has of its organization: account, region and provider.
 * What the organization itself has wrong is a problem of its own, so the environment goes without.
 */
export function inheriting(
  organization: OrganizationInput,
): (environment: EnvironmentInput) => EnvironmentInput {
  const { accountId, region, awsProviderVersion } = organizationSchema.shape;
  const shared = {
    accountId: accountId.safeParse(organization?.accountId).data,
    region: region.safeParse(organization?.region).data,
    awsProviderVersion: awsProviderVersion.safeParse(organization?.awsProviderVersion).data,
  };
  return (environment) => {
    // Whatever else it is, the schema says so.
    if (!isPlain(environment)) return environment;
    const own = Object.entries(environment).filter(([, value]) => value !== undefined);
    return { ...shared, ...(Object.fromEntries(own) as unknown as EnvironmentInput) };
  };
}
