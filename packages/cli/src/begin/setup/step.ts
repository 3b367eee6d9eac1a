import { OperationError } from "../../core/errors";

/** What one step of the set-up was found to be. */
export interface Step {
  /** What it is about, as `environment prod`. */
  readonly step: string;
  /** Unknown where nobody could look: that is not done either. */
  readonly status: "done" | "missing" | "unknown";
  /** What there is, or what is lacking. */
  readonly found: string;
  /** What does it: lines to be typed, or where to click. */
  readonly todo: readonly string[];
}

export const done = (step: string, found: string): Step => ({
  step,
  status: "done",
  found,
  todo: [],
});

export const missing = (step: string, found: string, ...todo: readonly string[]): Step => ({
  step,
  status: "missing",
  found,
  todo,
});

/** A step of which all that is lacking is known: done where nothing is. */
export const lacking = (
  step: string,
  faults: readonly string[],
  found: string,
  todo: readonly string[],
): Step => (faults.length === 0 ? done(step, found) : missing(step, faults.join("; "), ...todo));

/**
 * Looks at a step; where an answer cannot be had it is unknown, and the others are looked at still.
 *
 * @param todo what helps then
 */
export async function look(
  step: string,
  work: () => Promise<Step>,
  ...todo: readonly string[]
): Promise<Step> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return { step, status: "unknown", found: error.message.replace(/\s*\n\s*/g, " "), todo };
  }
}
