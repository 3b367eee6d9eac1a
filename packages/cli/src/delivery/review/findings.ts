import { plainLine } from "../../core/plain";
import { entriesToAllow, refusals } from "../plan/plan-policy";
import type { PlanFinding } from "../store/plan-meta";
import { findingInWords } from "../store/plan-text";
import { clipped } from "../../core/markdown";

/** What the policies say of a plan, as a summary that is always seen and lines below it. */
export function findingsBlock(
  stack: string,
  findings: readonly PlanFinding[],
  now: Date,
): { readonly summary: string; readonly lines: readonly string[] } {
  const entries = entriesToAllow(stack, findings, now);
  return {
    summary:
      refusals(findings).length > 0
        ? "The policies stop this plan"
        : `Findings of the policies (${findings.length})`,
    lines: [
      ...findings.map((one) => clipped(plainLine(findingInWords(one)))),
      ...entries.map((line) => clipped(line)),
    ],
  };
}
