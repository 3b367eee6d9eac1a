import type {
  ForeignEnvironment,
  ManagedEnvironment,
} from "@groundwork/constructs/delivery/options";
import type { Environment } from "./environment";
import { hostsOf } from "./hosts";
import { deliveryNames, environmentPrefix } from "./names";
import type { Organization } from "./organization-schema";

/** What all environments and the shared stacks are to delivery, computed from the configuration. */
export interface DeliveryConfiguration {
  readonly organization: Organization;
  readonly environments: readonly Environment[];
}

/** An owner in the words of the permissions to apply it. */
export function managed(
  { organization, environments }: DeliveryConfiguration,
  owner: string,
): ManagedEnvironment {
  const environment = environments.find(({ name }) => name === owner);
  // As GroundworkStack has them: an environment's tags come last.
  const { Organization: organizationTag, Environment: environmentTag } = environment?.tags ?? {};
  return {
    prefix: environmentPrefix(organization, owner),
    accountId: organization.accountId,
    region: environment?.region ?? organization.region,
    organizationTag: organizationTag ?? organization.name,
    environmentTag: environmentTag ?? owner,
    boundaryArn: deliveryNames(organization).boundaryArn(owner),
  };
}

/** The environments that an owner must leave alone, with hosts that are not its own as well. */
export function others(
  { organization, environments }: DeliveryConfiguration,
  owner: string,
): ForeignEnvironment[] {
  const own = new Set(hostsOfOwner({ organization, environments }, owner));
  return environments
    .filter(({ name }) => name !== owner)
    .map((environment) => ({
      prefix: environmentPrefix(organization, environment.name),
      hosts: hostsOf(environment).filter((host) => !own.has(host)),
    }));
}

/** Names for which an owner has records and certificates. */
export const hostsOfOwner = ({ environments }: DeliveryConfiguration, owner: string): string[] =>
  environments.filter(({ name }) => name === owner).flatMap(hostsOf);
