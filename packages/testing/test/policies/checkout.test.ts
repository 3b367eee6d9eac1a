import type { TerraformStack } from "cdktf";
import { loadConfiguration } from "../../project/environments";
import { addStacks } from "../../project/stacks";
import { annotations, synthStack, testApp } from "../../src/synth";

const app = testApp();
addStacks(app, loadConfiguration());
const stacks = app.node.children as TerraformStack[];

test.each(stacks.map((stack) => [stack.node.id, stack] as const))(
  "nothing in %s stops a deployment, and no acknowledgement is stale",
  (_, stack) => {
    synthStack(stack);
    const problems = annotations(stack).filter((text) => /^error|is stale/.test(text));
    expect(problems).toEqual([]);
  },
);
