import { readStackJson } from "../core/project";

/** Arguments that a shell has left over (`TF_CLI_ARGS_plan`) would change what is done. */
export const withoutArguments = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("TF_CLI_ARGS")));

/**
 * The workspace in which Terraform works in a stack's folder. One of the user's would put the state
 * under another key; HCP Terraform has its own in the configuration, and refuses any other
 * (https://github.com/hashicorp/terraform/blob/v1.11.4/internal/cloud/backend.go).
 */
export async function workspaceOf(
  dir: string,
): Promise<{ readonly TF_WORKSPACE: string | undefined }> {
  const json: StackJson | undefined = await readStackJson(dir).catch(() => undefined);
  return { TF_WORKSPACE: json?.terraform?.cloud === undefined ? "default" : undefined };
}

interface StackJson {
  readonly terraform?: { readonly cloud?: unknown };
}
