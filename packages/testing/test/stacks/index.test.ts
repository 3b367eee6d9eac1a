import type { TerraformStack } from "cdktf";
import { loadConfiguration } from "../../project/environments";
import { standIn } from "@groundwork/cli/stand-ins/stand-ins";
import { addStacks } from "../../project/stacks";
import { configuration, environmentInput, github } from "../../src/configuration";
import { everythingInRegistry } from "../../src/everything";
import { stacksOf } from "../../src/stacks";
import { synthStack, testApp } from "../../src/synth";

const stackIds = (config = loadConfiguration()): string[] => {
  const app = testApp();
  addStacks(app, config);
  return app.node.children.map(({ node }) => node.id);
};

test("this checkout has these stacks, named as `cdktf deploy` is told", () => {
  expect(stackIds()).toEqual([
    "bootstrap-stack",
    "registry-stack",
    "delivery-stack",
    "dev-stack",
    "prod-stack",
  ]);
});

test("an environment more is a stack more, with a state and access of its own", () => {
  const environments = [environmentInput("dev"), environmentInput("staging")];
  const stacks = stacksOf(configuration({}, environments));
  const stack = (id: string) => synthStack(stacks(id));
  expect(stack("staging-stack").terraform["backend"].s3.key).toBe("staging/terraform.tfstate");
  expect(stack("bootstrap-stack").output).toHaveProperty("staging-backend");
});

test("no stack refers to another, or `cdktf deploy dev-stack` would not go alone", () => {
  const app = testApp();
  addStacks(app, loadConfiguration());
  for (const stack of app.node.children as TerraformStack[]) {
    // A reference that leads out of the stack leads to nothing in its JSON.
    expect(standIn(stack.node.id, synthStack(stack) as object).problems).toEqual([]);
    expect(stack.dependencies).toEqual([]);
  }
});

test("no two stacks share a state", () => {
  const app = testApp();
  addStacks(app, loadConfiguration());
  const keys = (app.node.children as TerraformStack[]).map(
    (stack) => synthStack(stack).terraform["backend"].s3.key,
  );
  expect(new Set(keys).size).toBe(keys.length);
});

describe("a boundary for the roles of a stack", () => {
  const boundaries = (delivery: object, only: string) => {
    const registry = everythingInRegistry;
    const stacks = stacksOf(configuration({ delivery, registry }), { only: [only] });
    const json = synthStack(stacks(only));
    return [
      ...new Set(
        Object.values(json.resource["aws_iam_role"]!).map((role) => role.permissions_boundary),
      ),
    ];
  };

  test.each([
    ["dev-stack", "dev"],
    ["prod-stack", "prod"],
    ["registry-stack", "registry"],
  ])("in %s, that of %s, as soon as a workflow applies it", (stack, owner) => {
    expect(boundaries({ github }, stack)).toEqual([
      `arn:aws:iam::111111111111:policy/acme-boundary-${owner}`,
    ]);
    expect(boundaries({}, stack)).toEqual([undefined]);
  });
});
