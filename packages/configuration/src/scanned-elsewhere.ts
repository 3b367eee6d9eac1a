import { imageScanning } from "@groundwork/constructs/registry/options";
import type { Configuration } from "./check";
import { environmentPrefix, repositoryName } from "./names";
import { hasOwnAccount } from "./own-account";

/**
 * What is looked for in the registry's events for environments in accounts of their own, which these
 * events do not reach: by environment, whose people are told as they are of its deliveries.
 */
export const scannedElsewhere = ({ organization, environments }: Configuration) =>
  environments
    .filter((environment) => hasOwnAccount(organization, environment))
    .filter(({ services }) => services.length > 0)
    .map(({ name, services }) => {
      const { accountId, region, registry } = organization;
      const { scanType, continuous } = imageScanning(registry.scanning);
      const repositoryNames = services.map((service) => repositoryName(organization, service.name));
      const prefix = environmentPrefix(organization, name);
      const scan = { name: prefix, accountId, region, repositoryNames, scanType, continuous };
      return [name, scan] as const;
    });
