import { askApp, type AskOptions } from "../../comparison/ask-app";
import type { TraceAnswer } from "../../comparison/trace-program";
import type { Finding } from "./findings";

/** How long options are looked for in one stack, in ms of the processor's time: each takes a synth. */
const PATIENCE = 20_000;

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
  options: AskOptions,
): Promise<TraceAnswer> {
  const pointers = findings.flatMap(({ pointer }) => (pointer ? [pointer] : []));
  if (pointers.length === 0) return findings.map(() => []);
  const what = "looking for the options of the findings";
  const request = { pointers, patience: PATIENCE };
  const answer = await askApp<TraceAnswer>("trace-program", what, stack, request, options);
  const found = [...(answer ?? [])];
  return findings.map(({ pointer }) => (pointer && found.shift()) ?? []);
}
