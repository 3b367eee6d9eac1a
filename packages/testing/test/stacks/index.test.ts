import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Testing, TerraformStack } from "cdktf";
import { GroundworkStack } from "@groundwork/constructs/stack";
import { stackProps } from "@groundwork/configuration";
import { standIn } from "@groundwork/cli/stand-ins/stand-ins";
import { addStacks } from "../../project/stacks";
import { configuration, environmentInput, github } from "../../src/configuration";
import { everything, everythingInRegistry } from "../../src/everything";
import { stacksOf } from "../../src/stacks";
import { annotations, synthStack, testApp } from "../../src/synth";

const app = testApp();
addStacks(app, configuration());
const allStacks = app.node.children as TerraformStack[];

test("an app has these stacks, named as `cdktf deploy` is told", () => {
  expect(allStacks.map(({ node }) => node.id)).toEqual([
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
  for (const stack of allStacks) {
    // A reference that leads out of the stack leads to nothing in its JSON.
    expect(standIn(stack.node.id, synthStack(stack) as object).problems).toEqual([]);
    expect(stack.dependencies).toEqual([]);
  }
});

test("every stack has the JSON that cdktf itself would make of it", () => {
  const complete = testApp();
  const environments = [everything("all"), environmentInput("dev")];
  addStacks(complete, configuration({ registry: everythingInRegistry }, environments));
  const stacks = complete.node.children as TerraformStack[];
  expect(stacks.length).toBe(5);
  for (const stack of stacks) {
    const byCdktf = TerraformStack.prototype.toTerraform.call(stack);
    expect(JSON.stringify(stack.toTerraform())).toHaveLength(JSON.stringify(byCdktf).length);
    expect(stack.toTerraform()).toEqual(byCdktf);
  }
});

test("no two stacks share a state", () => {
  const keys = allStacks.map((stack) => synthStack(stack).terraform["backend"].s3.key);
  expect(new Set(keys).size).toBe(keys.length);
});

describe("STACKS", () => {
  const stacks = (only?: readonly string[]) => {
    const some = testApp();
    addStacks(some, configuration(), { only });
    return some.node.children as TerraformStack[];
  };
  const names = (only?: readonly string[]) => stacks(only).map(({ node }) => node.id);

  test("names the stacks that are built", () => {
    expect(names(["prod-stack", "bootstrap-stack"])).toEqual(["bootstrap-stack", "prod-stack"]);
    expect(names([])).toEqual(names());
  });

  test("changes nothing in the stacks it names", () => {
    const [alone] = stacks(["registry-stack"]);
    const among = stacks().find(({ node }) => node.id === "registry-stack")!;
    expect(synthStack(alone!)).toEqual(synthStack(among));
  });

  test("knows the stacks there are", () => {
    expect(() => names(["prd-stack", "dev-stack"])).toThrow(
      /^the configuration has problems:\n {2}STACKS: got prd-stack, expected some of bootstrap-stack, registry-stack, delivery-stack, dev-stack, prod-stack\. Did you mean prod-stack\?$/,
    );
    expect(() => names(["staging-stack"])).toThrow(
      "prod-stack. An environment has a stack once it is in the list of environments/index.ts",
    );
  });
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

describe("policies", () => {
  /** Ids of the stacks that a log group would stop which breaks a rule. */
  const refusing = (stacks: readonly TerraformStack[], rule: string, broken: object): string[] => {
    const refused = stacks.filter((stack) => {
      new CloudwatchLogGroup(stack, "forgotten", { name: "l", ...broken });
      Testing.synth(stack);
      return annotations(stack).some((text) =>
        text.startsWith(`error ${stack.node.id}/forgotten: ${rule}: `),
      );
    });
    return refused.map(({ node }) => node.id);
  };

  /** An app to which its owner adds two stacks after ours. */
  const extended = () => {
    const { organization, environments } = configuration({}, [
      environmentInput("dev", { production: false }),
      environmentInput("prod"),
    ]);
    const extendedApp = testApp();
    addStacks(extendedApp, { organization, environments });
    class Later extends GroundworkStack {}
    new Later(extendedApp, {
      ...stackProps({ organization }, "registry"),
      stackId: "later-stack",
      stateKey: "later/terraform.tfstate",
    });
    new TerraformStack(extendedApp, "bare-stack");
    return extendedApp.node.children as TerraformStack[];
  };

  test("hold in every stack, in one that comes later as well, and not in a bare one", () => {
    const stacks = extended();
    expect(refusing(stacks, "log-retention", { kmsKeyId: "key" })).toEqual(
      stacks.map(({ node }) => node.id).filter((id) => id !== "bare-stack"),
    );
  });

  test("for production hold wherever no environment says that it is none", () => {
    expect(refusing(extended(), "log-encryption", { retentionInDays: 7 })).toEqual([
      "bootstrap-stack",
      "registry-stack",
      "delivery-stack",
      "prod-stack",
      "later-stack",
    ]);
  });
});
