import { utc } from "../messages/notice";
import { statusOf, type PlanRecord } from "../store/plan-meta";

/** What a stack's newest plan means to whoever looks for drift. */
export interface Standing {
  /** Why the stack is in no state to be looked at. */
  readonly skipped?: string;
  /** Id of the plan that holds what was merged and not applied, so that nobody need be told. */
  readonly waiting?: string;
  readonly note?: string;
}

const HOUR_MS = 60 * 60 * 1000;

/** No job of GitHub Actions runs longer: https://docs.github.com/actions/reference/limits */
const APPLY_MAX_MS = 6 * HOUR_MS;

/** Between plan and apply where nobody has to approve. */
const HANDOVER_MS = HOUR_MS;

export function standingOf(record: PlanRecord | undefined, now: Date): Standing {
  if (!record) return {};
  const { id, needsApproval } = record.summary;
  const age = (iso: string) => now.valueOf() - Date.parse(iso);
  switch (statusOf(record, now)) {
    case "started": {
      const { at } = record.started!;
      return age(at) <= APPLY_MAX_MS
        ? { skipped: `the apply of ${id} is under way since ${utc(at)}` }
        : { note: `the apply of ${id} began at ${utc(at)} and never said how it ended` };
    }
    case "waiting":
    case "approved":
      // A plan that nobody has to approve and nobody applied was forgotten.
      return needsApproval || age(record.storedAt) <= HANDOVER_MS ? { waiting: id } : {};
    default:
      return {};
  }
}
