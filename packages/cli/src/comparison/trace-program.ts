import { readFileSync, writeFileSync } from "node:fs";
import { AppAgain } from "./app-again";
import type { Pointer } from "./pointer";
import { candidates, optionName, Trace } from "./trace";

/*
 * A program of its own, as it runs the project's app many times, with all that is left of each. Its
 * arguments are a file with a request, and one for the answer.
 */

/** What to look for, in a stack that the variable STACKS names alone. */
export interface TraceRequest {
  readonly root: string;
  readonly stack: string;
  /** Where the variable CDKTF_OUTDIR has the app write. */
  readonly outDir: string;
  readonly pointers: readonly Pointer[];
  /** How long to look, in ms of the processor's time. */
  readonly patience: number;
}

/** Options by pointer, as `dev.services[0].cpuUnits`, the likeliest first. */
export type TraceAnswer = readonly (readonly string[])[];

function traced({ root, outDir, ...sought }: TraceRequest): TraceAnswer {
  const app = new AppAgain(root, outDir);
  const { configuration } = app;
  const leaves = candidates(configuration, sought.stack);
  return new Trace(app, { ...sought, leaves })
    .answer()
    .map((found) => found.map(({ path }) => optionName(configuration, path)));
}

if (require.main === module) {
  const [request, answer] = process.argv.slice(2);
  const asked = JSON.parse(readFileSync(request!, "utf8")) as TraceRequest;
  writeFileSync(answer!, JSON.stringify(traced(asked)));
}
