/**
 * Stacks that somebody else synthesized, such as a job that ran the code of a pull request. To plan
 * one is to let its JSON work with the planner's credentials: a provider from elsewhere, an
 * `external` data source or `file("/proc/self/environ")` in an output would carry them away, into
 * the very comment that shows the plan. What the base branch has may be said again, as somebody has
 * read it; what is new and not known to be harmless waits until it has been read as well.
 */
import { NOTHING, type Additions } from "./additions";
import { Comparison } from "./comparison";
import {
  blockProblems,
  dataProblems,
  moduleProblems,
  programProblems,
  resourceProblems,
} from "./foreign-blocks";
import { providerProblems, providersOf, settingsProblems } from "./foreign-providers";
import { functionProblems } from "./functions";
import { DEEPEST, textsOf } from "./places";

type Json = Readonly<Record<string, unknown>>;

/**
 * Why a stack is not planned before somebody has read and merged it; empty if it may be.
 *
 * @param trusted the same stack of the branch that it is to be merged into, undefined if it is new
 * @param additions what a pull request may add, as that branch says it
 */
export function foreignProblems(
  foreign: Json,
  trusted: Json | undefined,
  additions: Additions = NOTHING,
): string[] {
  if (trusted === undefined)
    return ["it is not in the base branch: there is no state to plan with"];
  const texts = textsOf(foreign);
  const own = textsOf(trusted);
  if (!texts || !own) {
    return [`it is nested more than ${DEEPEST} levels deep, expected a dozen as CDKTF makes them`];
  }
  const both = new Comparison(foreign, trusted);
  const providers = providersOf(both, additions);
  const problems = [
    ...blockProblems(both),
    ...settingsProblems(both, providers),
    ...providerProblems(both, providers),
    ...dataProblems(both),
    ...resourceProblems(both, providers),
    ...programProblems(both),
    ...moduleProblems(both, additions),
    ...functionProblems(texts, own, both),
  ];
  return [...new Set(problems)];
}
