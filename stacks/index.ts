import type { App } from "cdktf";
import type { Configuration } from "../environments";
import { stateLocation } from "../environments/names";
import { BootstrapStack } from "./bootstrap-stack";
import { EnvironmentStack } from "./environment-stack";
import { RegistryStack } from "./registry-stack";

/**
 * Adds the stacks of a configuration to an app: bootstrap (where state lies in S3), registry, and
 * one for each environment.
 *
 * @param emulatorEndpoint address of an emulator that stands in for AWS
 */
export function addStacks(app: App, configuration: Configuration, emulatorEndpoint?: string): void {
  const { organization, environments } = configuration;
  const shared = { organization, emulatorEndpoint };
  const location = stateLocation(organization);
  if (location) {
    const stateOwners = ["registry", ...environments.map(({ name }) => name)];
    new BootstrapStack(app, { ...shared, location, stateOwners });
  }
  const services = environments.flatMap((environment) =>
    environment.services.map(({ name }) => name),
  );
  new RegistryStack(app, { ...shared, services: [...new Set(services)].toSorted() });
  for (const environment of environments) {
    new EnvironmentStack(app, { ...shared, environment });
  }
}
