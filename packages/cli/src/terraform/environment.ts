import path from "node:path";
import { STEP_PACKAGES } from "@groundwork/constructs/container-service/options";
import { packagesDir, projectRoot, readStackJson } from "../core/project";

/** Arguments that a shell has left over (`TF_CLI_ARGS_plan`) would change what is done. */
export const withoutArguments = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("TF_CLI_ARGS")));

/** What every run of Terraform has. */
const AUTOMATION = {
  TF_IN_AUTOMATION: "1",
  CHECKPOINT_DISABLE: "1",
  // Where the program lies that a stack may run (task-step.ts of constructs).
  [STEP_PACKAGES]: packagesDir,
};

/** Where the state of a stack lies, as its JSON says it. */
export interface BackendSettings {
  readonly cloud?: unknown;
  readonly backend?: { readonly local?: { readonly path?: string } };
}

/** @param dir a stack's folder @returns nothing where its JSON cannot be read, as Terraform will say */
export async function backendSettings(dir: string): Promise<BackendSettings> {
  const json: { terraform?: BackendSettings } = await readStackJson(dir).catch(() => ({}));
  return json.terraform ?? {};
}

/**
 * The variables by which Terraform works with the state that is meant. A workspace of the user's would
 * put it under another key; HCP Terraform has its own in the configuration, and refuses any other. HCP
 * Terraform would also plan by itself where a workspace is set so, as new ones are, with credentials of
 * its own or none: what these commands run, runs here
 * (https://github.com/hashicorp/terraform/blob/v1.11.4/internal/cloud/backend.go, forceLocal).
 */
export const stateVariables = ({ cloud }: BackendSettings): NodeJS.ProcessEnv =>
  cloud === undefined
    ? { TF_WORKSPACE: "default" }
    : { TF_WORKSPACE: undefined, TF_FORCE_LOCAL_BACKEND: "1" };

/** The variables of a run. @param credentials of providers besides AWS's */
export const runVariables = (
  env: NodeJS.ProcessEnv,
  credentials: Readonly<Record<string, string>>,
  settings: BackendSettings,
): NodeJS.ProcessEnv => ({
  ...withoutArguments(env),
  ...AUTOMATION,
  ...credentials,
  ...stateVariables(settings),
});

/**
 * The options of `terraform init` for a backend: HCP Terraform takes no `-reconfigure` and needs none
 * (internal/command/meta_backend.go), and a file is where it is from the stack's own folder, wherever
 * Terraform runs.
 *
 * @param options such as `-reconfigure`
 * @param place stack, and the folder in which Terraform runs
 */
export function initOptions(
  { cloud, backend }: BackendSettings,
  options: readonly string[],
  { stack, dir }: { readonly stack: string; readonly dir: string },
): string[] {
  const file = backend?.local?.path;
  const home = path.join(projectRoot, "cdktf.out/stacks", stack);
  const moved = file !== undefined && path.resolve(dir, file) !== path.resolve(home, file);
  return [
    ...options.filter((option) => cloud === undefined || option !== "-reconfigure"),
    ...(moved ? [`-backend-config=path=${path.resolve(home, file)}`] : []),
  ];
}
