import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../../core/project";
import { during } from "../../core/waiting";
import type { TraceAnswer, TraceRequest } from "../../comparison/trace";
import type { Finding } from "./findings";

/** How long options are looked for in one stack, in ms of the processor's time: each takes a synth. */
const PATIENCE = 20_000;

const TRACE = path.join(__dirname, "../../comparison/trace.js");

/** What a search for options needs. */
export interface SearchOptions {
  /** A folder that is made for it. */
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * The options of `environments/` that the arguments of findings come from.
 *
 * @param findings of one stack
 * @returns options by finding, the likeliest first; none where they are not known, so that no finding
 *   is lost for it
 */
export async function optionsOf(
  stack: string,
  findings: readonly Finding[],
  { dir, env, signal }: SearchOptions,
): Promise<TraceAnswer> {
  const pointers = findings.flatMap(({ pointer }) => (pointer ? [pointer] : []));
  if (pointers.length === 0) return findings.map(() => []);
  await mkdir(dir, { recursive: true });
  const [request, answer] = ["request.json", "answer.json"].map((name) => path.join(dir, name));
  const outDir = path.join(dir, "cdktf.out");
  const asked: TraceRequest = { root: projectRoot, stack, outDir, pointers, patience: PATIENCE };
  await writeFile(request!, JSON.stringify(asked));
  const { execa } = await import("execa");
  const run = execa(process.execPath, [TRACE, request!, answer!], {
    cwd: projectRoot,
    env: {
      ...env,
      STACKS: stack,
      CDKTF_OUTDIR: outDir,
      CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true",
    },
    // What the app says of a configuration that nobody wrote is for nobody.
    stdio: "ignore",
    cancelSignal: signal,
    reject: false,
  });
  await during("looking for the options of the findings", run);
  signal.throwIfAborted();
  const said = await readFile(answer!, "utf8").catch(() => undefined);
  const found = said === undefined ? [] : [...(JSON.parse(said) as TraceAnswer)];
  return findings.map(({ pointer }) => (pointer && found.shift()) ?? []);
}
