import { isWithin } from "../constructs/container-service/load-balancer/host-name";
import type { ForeignEnvironment } from "../constructs/delivery/permissions/apply-boundary";
import type { ManagedEnvironment } from "../constructs/delivery/permissions/managed-environment";
import type { Environment } from "../environments/environment";
import { deliveryNames, environmentPrefix } from "../environments/names";
import type { Organization } from "../environments/organization-schema";

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
  const own = new Set(hostsOf({ organization, environments }, owner));
  return environments
    .filter(({ name }) => name !== owner)
    .map((environment) => ({
      prefix: environmentPrefix(organization, environment.name),
      hosts: recordsOf(environment).filter((host) => !own.has(host)),
    }));
}

/** Names that the records of an owner have. */
export const hostsOf = ({ environments }: DeliveryConfiguration, owner: string): string[] => [
  ...new Set(environments.filter(({ name }) => name === owner).flatMap(recordsOf)),
];

function recordsOf({ loadBalancer: { domain }, services }: Environment): string[] {
  if (!domain) return [];
  const hosts = services.flatMap(({ http }) => http?.hosts ?? []);
  return [domain.name, ...hosts.filter((host) => isWithin(host, domain.hostedZone))];
}
