import { checkConfiguration, type Configuration } from "@groundwork/configuration";
import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { organization } from "@groundwork/examples/everything/organization";
import { prod } from "@groundwork/examples/everything/prod";
import { stacksOf } from "../../src/stacks";
import { synthStack } from "../../src/synth";

type Inputs = Parameters<typeof checkConfiguration>;

const shop = {
  name: "shop",
  image: { tag: "v1" },
  variables: { PATTERN: "text" },
  command: ["serve"],
};
const everything: Inputs = [
  {
    ...organization,
    registry: {
      ...organization.registry,
      lifecycleRules: [{ tags: "untagged", expire: { olderThanDays: 30 }, description: "text" }],
    },
  },
  [{ ...prod, services: [...prod.services!, shop], tags: { CostCenter: "text" } }],
];

const checked = (inputs: Inputs): Configuration | undefined => {
  try {
    return checkConfiguration(...inputs);
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
};

/** Everything, with a template's beginning in each text whose rules let it stand there. */
function withTemplates(): { configuration: Configuration; paths: string[] } {
  const inputs = structuredClone(everything);
  const paths: string[] = [];
  const visit = (parent: Record<string, unknown>, key: string, path: string) => {
    const value = parent[key];
    if (typeof value === "string") {
      parent[key] = `${value}\${own}%{own}`;
      if (checked(inputs)) paths.push(path);
      else parent[key] = value;
    } else if (typeof value === "object" && value !== null) {
      for (const inner of Object.keys(value)) {
        visit(value as Record<string, unknown>, inner, `${path}.${inner}`);
      }
    }
  };
  visit({ inputs }, "inputs", "");
  return { configuration: checked(inputs)!, paths };
}

test("texts of the configuration are no templates of Terraform's, whichever option they are of", () => {
  const { configuration, paths } = withTemplates();
  expect(paths).toEqual(
    expect.arrayContaining([
      ".0.owner",
      ".0.registry.lifecycleRules.0.description",
      ".1.0.tags.CostCenter",
      ".1.0.services.0.healthCheck.command.1",
      ".1.0.services.6.command.0",
      ".1.0.services.6.variables.PATTERN",
    ]),
  );
  const stackOf = stacksOf(configuration);
  for (const id of ["bootstrap-stack", "registry-stack", "delivery-stack", "prod-stack"]) {
    const { terraform: _, ...json } = synthStack(stackOf(id));
    const found = JSON.stringify(json).match(/[$%]*[$%]\{own/g) ?? [];
    expect([...new Set(found)]).toEqual(["$${own", "%%{own"]);
  }
});
