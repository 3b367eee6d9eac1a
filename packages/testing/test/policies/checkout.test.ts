import type { TerraformStack } from "cdktf";
import { loadConfiguration } from "../../project/environments";
import { addStacks } from "../../project/stacks";
import { annotations, synthStack, testApp } from "../../src/synth";

function stacksOf(only?: readonly string[]): TerraformStack[] {
  const app = testApp();
  addStacks(app, loadConfiguration(), { only });
  return app.node.children as TerraformStack[];
}

test.each(stacksOf().map((stack) => [stack.node.id, stack] as const))(
  "nothing in %s stops a deployment, and no acknowledgement is stale",
  (_, stack) => {
    synthStack(stack);
    const problems = annotations(stack).filter((text) => /^error|is stale/.test(text));
    expect(problems).toEqual([]);
  },
);

describe("STACKS", () => {
  const names = (only?: readonly string[]) => stacksOf(only).map(({ node }) => node.id);

  test("names the stacks that are built", () => {
    expect(names(["prod-stack", "bootstrap-stack"])).toEqual(["bootstrap-stack", "prod-stack"]);
    expect(names([])).toEqual(names());
  });

  test("changes nothing in the stacks it names", () => {
    const [alone] = stacksOf(["registry-stack"]);
    const among = stacksOf().find(({ node }) => node.id === "registry-stack")!;
    expect(synthStack(alone!)).toEqual(synthStack(among));
  });

  test("knows the stacks there are", () => {
    expect(() => stacksOf(["prd-stack", "dev-stack"])).toThrow(
      "STACKS: got prd-stack, expected some of bootstrap-stack, registry-stack, delivery-stack, dev-stack, prod-stack",
    );
  });
});
