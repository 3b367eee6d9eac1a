import type { App } from "cdktf";
import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import type { Configuration } from "../environments";
import {
  deliveryNames,
  isDelivered,
  stackId,
  stateLocation,
  stateOwners,
} from "@groundwork/configuration";
import { BootstrapStack } from "./bootstrap-stack";
import { DeliveryStack } from "./delivery-stack";
import { EnvironmentStack } from "./environment-stack";
import type { GroundworkStack } from "./groundwork-stack";
import { RegistryStack } from "./registry-stack";
import { boundRoles } from "@groundwork/constructs/stack";

export interface StackOptions {
  /** Address of an emulator that stands in for AWS. @default none: AWS itself */
  readonly emulatorEndpoint?: string | undefined;
  /** Names of the stacks to add, as the variable STACKS gives them. @default all */
  readonly only?: readonly string[] | undefined;
}

/**
 * Adds the stacks of a configuration to an app: bootstrap (where state lies in S3), registry,
 * delivery, and one for each environment.
 *
 * @throws ConfigurationError when a stack is asked for that there is not
 */
export function addStacks(
  app: App,
  configuration: Configuration,
  options: StackOptions = {},
): void {
  const { organization, environments } = configuration;
  const shared = { organization, emulatorEndpoint: options.emulatorEndpoint };
  const location = stateLocation(organization);
  const owners = stateOwners(environments);
  const keyed = owners.filter((owner) => owner !== "bootstrap");
  const isWanted = choice(location ? owners : keyed, options.only);
  if (location && isWanted("bootstrap")) {
    new BootstrapStack(app, { ...shared, location, stateOwners: keyed });
  }
  // Workflows apply these, and may make no role that could do more than they.
  const bound = (stack: GroundworkStack, owner: string): void => {
    if (isDelivered(organization))
      boundRoles(stack, deliveryNames(organization).boundaryArn(owner));
  };
  if (isWanted("registry")) {
    const services = environments.flatMap((environment) => environment.services);
    const registry = new RegistryStack(app, {
      ...shared,
      services: [...new Set(services.map(({ name }) => name))].toSorted(),
      images: services.flatMap(({ name, image }) => (image ? [{ service: name, ...image }] : [])),
    });
    bound(registry, "registry");
  }
  if (isWanted("delivery")) new DeliveryStack(app, { ...shared, environments });
  for (const environment of environments) {
    if (!isWanted(environment.name)) continue;
    bound(new EnvironmentStack(app, { ...shared, environment }), environment.name);
  }
}

/** Which of the stacks there are were asked for. */
function choice(owners: readonly string[], only: readonly string[] = []) {
  const there = owners.map(stackId);
  const unknown = only.filter((name) => !there.includes(name));
  if (unknown.length > 0) {
    throw new ConfigurationError([
      `STACKS: got ${unknown.join(", ")}, expected some of ${there.join(", ")}`,
    ]);
  }
  return (owner: string): boolean => only.length === 0 || only.includes(stackId(owner));
}
