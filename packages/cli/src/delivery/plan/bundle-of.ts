import { OperationError } from "../../core/errors";
import { MISMATCH } from "../../core/exit-codes";
import { sha256 } from "../store/bundle";
import type { PlanSummary } from "../store/plan-meta";
import type { PlanStore } from "../store/plan-store";

/**
 * The bundle of a stored plan, for those who only look at it.
 *
 * @throws OperationError with the exit code 4 when it is not the one that the summary names
 */
export async function bundleOf(
  { id, sha256: expected }: PlanSummary,
  store: PlanStore,
): Promise<Buffer> {
  const bundle = await store.getBundle(id);
  const got = sha256(bundle);
  if (got === expected) return bundle;
  throw new OperationError(
    `${id} does not fit: got a bundle with the sha256 ${got}, expected ${expected}; somebody has written to the store`,
    MISMATCH,
  );
}
