import { utc } from "../messages/notice";
import { statusOf, type PlanRecord } from "../store/plan-meta";

/** What a stack's newest plan means for a check for drift. */
export interface Standing {
  /** Why the stack cannot be checked now. */
  readonly skipped?: string;
  /** Id of the plan that holds what was merged and not applied; nobody needs to be told of that. */
  readonly waiting?: string;
  readonly note?: string;
}

const HOUR_MS = 60 * 60 * 1000;

/** No job of GitHub Actions runs longer: https://docs.github.com/actions/reference/limits */
export const APPLY_MAX_MS = 6 * HOUR_MS;

/** How long a plan may wait for its apply if nobody has to approve it. */
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
