/** Arguments that a shell has left over (`TF_CLI_ARGS_plan`) would change what is done. */
export const withoutArguments = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("TF_CLI_ARGS")));
