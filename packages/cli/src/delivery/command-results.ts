import type { Outcome, PlanSummary } from "./store/plan-meta";
import { OperationError } from "../core/errors";
import type { NamedImage } from "../sources/image-edit";

/** What `plan --json` prints, as far as it is looked at. */
export interface PlanResult {
  readonly stack?: string;
  readonly changes?: boolean;
  readonly id?: string;
  readonly sha256?: string;
  readonly summary?: PlanSummary;
  /** The image that a rollback goes back to. */
  readonly to?: NamedImage;
  readonly error?: string;
}

/**
 * What later jobs must know of a plan. The digest goes this way, and not through the bucket of
 * plans, so that whoever can write to the bucket alone cannot swap a plan.
 *
 * @throws OperationError when it is not the result of a plan
 */
export function planOutputs(result: PlanResult): Record<string, string> {
  const { changes, id, sha256, summary, to } = result;
  const image = Object.fromEntries(Object.entries(to ?? {}));
  if (changes === false) return { changes: "false", ...image };
  if (id !== undefined && changes === undefined) {
    throw new OperationError(
      `${id} is the same plan, and was made before: approve or reject it where it waits`,
    );
  }
  if (!changes || !id || !sha256 || !summary) {
    throw new OperationError("got no result of a plan, expected what `plan --json` printed");
  }
  return { changes: "true", id, sha256, approval: String(summary.needsApproval), ...image };
}

/** What `apply --json` prints. */
export interface ApplyResult {
  readonly summary?: PlanSummary;
  readonly outcome?: Outcome;
  readonly outputs?: unknown;
  readonly error?: string;
}

/**
 * A result without the outputs of the stack, which not every reader of the repository has to see.
 */
export const withoutOutputs = ({ outputs: _, ...result }: ApplyResult): ApplyResult => result;
