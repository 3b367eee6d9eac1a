import type { ProjectCopy } from "@groundwork/testing/project";
import { smallestEnvironments } from "./small-environments";

/**
 * Has a copy's states lie in another backend, and puts stacks in place of its own that Terraform
 * applies without any provider: real resources in a real backend, none of them a stand-in.
 *
 * @param backend as organization.ts says it
 */
export async function plainStacks(copy: ProjectCopy, backend: string): Promise<void> {
  await smallestEnvironments(copy);
  await copy.edit("environments/organization.ts", '{ type: "s3", lock: "both" }', backend);
  await varyStacks(copy, "first");
}

/**
 * Puts another value into the resource that each of the stacks has, so that there is a change to apply.
 *
 * @param seconds that the change then takes
 */
export async function varyStacks(copy: ProjectCopy, value: string, seconds = 0): Promise<void> {
  await copy.write("stacks/index.ts", stacks(value, seconds));
  await copy.build();
}

const stacks = (value: string, seconds: number): string => `
import { TerraformResource, TerraformStack, type App } from "cdktf";
import { environmentStack, stackId, stackProps, wantedStacks, type Configuration } from "@groundwork/configuration";
import { attachBackend } from "@groundwork/constructs/state";

export function addStacks(
  app: App,
  { organization, environments }: Configuration,
  { only }: { only?: string[] } = {},
): void {
  const configuration = { organization, environments };
  for (const owner of wantedStacks(configuration, only)) {
    if (owner === "bootstrap") continue;
    const { environment, layer } = environmentStack(environments, owner) ?? {};
    const { backend, stateKey: key } = stackProps({ organization }, environment ?? (owner as "registry"), layer);
    const stack = new TerraformStack(app, stackId(owner));
    attachBackend(stack, { backend, key, emulated: false });
    const kept = new TerraformResource(stack, "kept", {
      terraformResourceType: "terraform_data",
      provisioners: [{ type: "local-exec", command: "sleep ${seconds}" }],
    });
    kept.addOverride("input", owner + ": ${value}");
    kept.addOverride("triggers_replace", "${value}");
  }
}
`;
