import type { EnvironmentInput } from "@groundwork/configuration";
import { configuration, environmentInput } from "./configuration";
import { stacksOf } from "./stacks";
import { synthStack, type TerraformJson } from "./synth";

/** The stack of the one environment that there is. */
export const environmentStack = (environment: EnvironmentInput, emulatorEndpoint?: string) =>
  stacksOf(configuration({}, [environment]), { emulatorEndpoint })(`${environment.name}-stack`);

/** Of an environment with one service, and what a test wants to be different. */
export const synthEnvironment = (
  changes: Partial<EnvironmentInput> = {},
  name = "dev",
): TerraformJson => synthStack(environmentStack(environmentInput(name, changes)));
