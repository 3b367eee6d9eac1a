import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../core/project";
import { during } from "../core/waiting";
import { runToEnd } from "./git";

/** Where and by what a program that runs the app many times is started. */
export interface AskOptions {
  /** A folder that is made for it. */
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * Asks a program of this folder that runs the app of the project at hand many times.
 *
 * @param program such as `trace-program`
 * @param what it does, for whoever waits
 * @param request besides the root of the project, the stack and the folder in which the app writes
 * @returns undefined where it came to no end
 */
export async function askApp<Answer>(
  program: string,
  what: string,
  stack: string,
  request: object,
  { dir, env, signal }: AskOptions,
): Promise<Answer | undefined> {
  await mkdir(dir, { recursive: true });
  const files = ["request.json", "answer.json"].map((name) => path.join(dir, name));
  const outDir = path.join(dir, "cdktf.out");
  await writeFile(files[0]!, JSON.stringify({ root: projectRoot, stack, outDir, ...request }));
  const run = runToEnd(process.execPath, [path.join(__dirname, `${program}.js`), ...files], {
    cwd: projectRoot,
    env: {
      ...env,
      STACKS: stack,
      CDKTF_OUTDIR: outDir,
      CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true",
    },
    signal,
  });
  // What the app says of a configuration that nobody wrote is for nobody.
  await during(what, run);
  signal.throwIfAborted();
  const said = await readFile(files[1]!, "utf8").catch(() => undefined);
  return said === undefined ? undefined : (JSON.parse(said) as Answer);
}
