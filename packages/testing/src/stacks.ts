import type { TerraformStack } from "cdktf";
import type { Configuration } from "@groundwork/configuration";
import { addStacks, type StackOptions } from "@groundwork/testing/project/stacks";
import { testApp } from "./synth";

/** Builds the stacks of a configuration, to be had by their ids. */
export function stacksOf(
  configuration: Configuration,
  options?: StackOptions,
): (id: string) => TerraformStack {
  const app = testApp();
  addStacks(app, configuration, options);
  return (id) => app.node.findChild(id) as TerraformStack;
}
