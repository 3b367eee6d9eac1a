import type { App } from "cdktf";
import {
  accountStacks,
  asText,
  type Configuration,
  gatedStates,
  isProductionStack,
  ownersOfStates,
  registryContents,
  stacksOfAll,
  stateHome,
  stateReplica,
  wantedStacks,
} from "@groundwork/configuration";
import { AccountStack } from "@groundwork/constructs/delivery";
import { applyPolicies } from "@groundwork/policies/policy-aspect";
import { BootstrapStack } from "./bootstrap-stack";
import { DeliveryStack } from "./delivery-stack";
import { EnvironmentStack } from "./environment-stack";
import { RegistryStack } from "./registry-stack";

export interface StackOptions {
  /** Address of an emulator that stands in for AWS. @default none: AWS itself */
  readonly emulatorEndpoint?: string | undefined;
  /** Names of the stacks to add, as the variable STACKS gives them. @default all */
  readonly only?: readonly string[] | undefined;
}

/**
 * Adds the stacks of a configuration to an app: bootstrap (where state lies in S3), registry,
 * delivery, and one for each place and layer of an environment and each account of its own. All are held
 * against the policies.
 *
 * @throws ConfigurationError when a stack is asked for that there is not
 */
export function addStacks(
  app: App,
  configuration: Configuration,
  options: StackOptions = {},
): void {
  const texts = asText(configuration);
  const { organization, environments } = texts;
  const shared = { ...texts, emulatorEndpoint: options.emulatorEndpoint };
  const location = stateHome(organization);
  const wanted = wantedStacks(texts, options.only);

  // Before there is a stack: each takes them over. What is no environment's is production's too.
  applyPolicies(app, (stack) => isProductionStack(environments, stack));
  if (location && wanted.has("bootstrap")) {
    const [gated, replica] = [gatedStates(texts), stateReplica(organization)];
    const owners = ownersOfStates(texts);
    new BootstrapStack(app, { ...shared, location, replica, stateOwners: owners, gated });
  }
  if (wanted.has("registry")) {
    new RegistryStack(app, { ...shared, ...registryContents(environments) });
  }
  if (wanted.has("delivery")) new DeliveryStack(app, shared);
  for (const props of accountStacks(shared, wanted)) new AccountStack(app, props);
  for (const { name, environment, layer } of stacksOfAll(environments)) {
    if (wanted.has(name)) new EnvironmentStack(app, { ...shared, environment, layer });
  }
}
