import { LOCKED, STALE } from "../../core/exit-codes";
import { APPLY_MAX_MS } from "../drift/drift-standing";
import type { Outcome, PlanRecord } from "../store/plan-meta";
import type { UnreadablePlan } from "../store/plan-store";

/** A plan whose apply has ended, or was killed: one deployment, whatever came of it. */
export interface Deployment {
  readonly id: string;
  readonly stack: string;
  readonly commit: string;
  /** Whether the checkout had changes that the commit does not have. */
  readonly dirty: boolean;
  /** Whether it had a service go back to an earlier image. */
  readonly isRollback: boolean;
  /** When it ended, in ISO 8601; of one that never said so, when it began. */
  readonly at: string;
  readonly ok: boolean;
  /** What went wrong, in one line; undefined where nothing did. */
  readonly failure?: string | undefined;
}

/** What applies of the store come to. */
export interface Applies {
  /** In the order in which they ended. */
  readonly ended: readonly Deployment[];
  /** Ids of plans whose apply is under way. */
  readonly underWay: readonly string[];
  /** What somebody else has written to the store, and says no time. */
  readonly unreadable: readonly UnreadablePlan[];
}

/** Terraform had not begun when it ended so: nothing was deployed, and nothing had to be restored. */
const NOT_BEGUN: ReadonlySet<number> = new Set([STALE, LOCKED]);

/**
 * Which applies were deployments. One that never said how it ended is under way as long as a job may
 * run, and has failed after that: what is not known to have gone well has not.
 *
 * @param plans whose apply began
 */
export function deploymentsOf(plans: readonly (PlanRecord | UnreadablePlan)[], now: Date): Applies {
  const checked = plans.map((plan) => ("problem" in plan ? plan : timed(plan)));
  const records = checked.filter((plan): plan is PlanRecord => !("problem" in plan));
  const silent = records.filter(({ outcome }) => outcome === undefined);
  const isUnderWay = ({ started }: PlanRecord) =>
    now.valueOf() - Date.parse(started!.at) <= APPLY_MAX_MS;
  const ended = [
    ...records.flatMap((record) => {
      const { outcome } = record;
      if (outcome === undefined || NOT_BEGUN.has(outcome.exit)) return [];
      return [deployment(record, outcome.at, outcome.ok, failureOf(outcome))];
    }),
    ...silent
      .filter((record) => !isUnderWay(record))
      .map((record) => deployment(record, record.started!.at, false, NEVER_ENDED)),
  ];
  return {
    ended: ended.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1)),
    underWay: silent.filter(isUnderWay).map(({ summary }) => summary.id),
    unreadable: checked.filter((plan): plan is UnreadablePlan => "problem" in plan),
  };
}

function timed(record: PlanRecord): PlanRecord | UnreadablePlan {
  const { summary, started, outcome } = record;
  const at = (outcome ?? started)?.at;
  if (!Number.isNaN(Date.parse(String(at)))) return record;
  return { id: summary.id, problem: `got the time ${String(at)} of its apply, expected one` };
}

const deployment = (
  { summary: { id, stack, commit, dirty, rollback } }: PlanRecord,
  at: string,
  ok: boolean,
  failure: string | undefined,
): Deployment => ({
  id,
  stack,
  commit,
  dirty: dirty === true,
  isRollback: rollback !== undefined,
  at,
  ok,
  failure,
});

const failureOf = ({ ok, exit, error }: Outcome): string | undefined =>
  ok ? undefined : (error ?? `it ended with ${exit}, and no reason is stored`);

const NEVER_ENDED = "it began, and never said how it ended";
