import { compareStacks, type StackComparison } from "./compare-stacks";
import type { SynthesizedApp } from "./synthesized-app";

/** What a comparison takes of an app. */
type Synthesized = Pick<SynthesizedApp, "commit" | "stacks">;

/** What a change does, as far as two synths tell. */
export interface Comparison {
  /** Commits; undefined for files that no commit has. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** All stacks of either, in the order of the app after the change. */
  readonly stacks: readonly StackComparison[];
}

/**
 * Compares what was synthesized before and after a change: what Terraform would do where the stacks
 * are applied as they were before. It asks no state and no AWS, so it knows nothing of drift.
 */
export function compareApps(before: Synthesized, after: Synthesized): Comparison {
  const names = [...new Set([...after.stacks.keys(), ...before.stacks.keys()])];
  return {
    before: before.commit,
    after: after.commit,
    stacks: names.map((name) =>
      compareStacks(name, before.stacks.get(name), after.stacks.get(name)),
    ),
  };
}
