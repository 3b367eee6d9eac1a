import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../core/errors";
import { interruption } from "../core/interruption";
import { synthFailure } from "../core/synth-failure";
import { runToEnd } from "./git";
import { stacksIn, type StackJson } from "./written-stacks";

/** Variables that would make another synth of the same files. */
export const OTHERWISE = {
  AWS_ENDPOINT_URL: undefined,
  STACKS: undefined,
  CDKTF_CONTEXT_JSON: undefined,
  // What is against the policies has a command of its own.
  CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true",
};

/**
 * Runs the app of a project as cdktf does, by what its cdktf.json says.
 *
 * @param name of the commit, for an error
 */
export async function synthesizedIn(
  project: string,
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, StackJson>> {
  const outDir = path.join(project, `.cache/comparison/${process.pid}`);
  const app = await appOf(project, name);
  const { signal } = interruption;
  try {
    await mkdir(outDir, { recursive: true });
    const all = { ...env, ...OTHERWISE, CDKTF_OUTDIR: outDir };
    const run = await runToEnd(app, undefined, { cwd: project, env: all, signal });
    signal.throwIfAborted();
    if (run.code !== 0) {
      const said = run.stderr.trim() === "" ? run.stdout.trim() : synthFailure(run).message;
      throw new OperationError(`${name} cannot be synthesized: ${said}`);
    }
    return stacksIn(outDir);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

async function appOf(project: string, name: string): Promise<string> {
  const text = await readFile(path.join(project, "cdktf.json"), "utf8").catch(() => undefined);
  if (text === undefined) {
    throw new OperationError(`${name} has no cdktf.json here, expected a commit of this project`);
  }
  return (JSON.parse(text) as { app: string }).app;
}

/** What a compiled project's environments/ say; undefined where they cannot be read. */
export async function configurationIn(project: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const program = path.join(__dirname, "configuration-program.js");
  const { signal } = interruption;
  const { code, stdout } = await runToEnd(process.execPath, [program, project], {
    cwd: project,
    env,
    signal,
  });
  signal.throwIfAborted();
  return code === 0 ? (JSON.parse(stdout) as unknown) : undefined;
}
