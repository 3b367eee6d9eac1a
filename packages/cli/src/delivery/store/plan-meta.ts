import type { Action, PlanCounts } from "../../terraform/plan-words";
import type { PlannedLoadTest } from "./planned-load-test";
import type { PlannedRollback } from "./planned-rollback";

/**
 * What the plan store keeps beside the plans, as JSON. None of it holds a value of a state: every
 * role may read it, and parts of it go into comments and messages.
 */

/** Who did something. */
export interface Identity {
  /**
   * The ARN as STS tells it, with the session's name: `arn:aws:sts::111111111111:assumed-role/x/y`.
   * In a folder, where AWS is not asked, the run of a workflow, or a user and the machine.
   */
  readonly arn: string;
  /** Who started the workflow, where the role is that of a workflow. */
  readonly actor?: string | undefined;
  /** Who started it again, where that is somebody else. */
  readonly triggeringActor?: string | undefined;
  /** How it is known in a folder: by a token that GitHub signs, or not at all. */
  readonly proof?: "token" | "none" | undefined;
}

/** One resource that a plan would do something to. */
export interface PlannedResource {
  /**
   * The address, with Terraform's suffix if it is a deposed object: `aws_vpc.a (deposed object
   * 0a1b2c3d)`.
   */
  readonly address: string;
  /** Path of the construct, as `prod-stack/network/vpc`; undefined where it is not in the code. */
  readonly path?: string | undefined;
  readonly type: string;
  /** `no-op` for one that is only imported or moved; `invoke` for an action that is run. */
  readonly action: Action;
  /** Key of an object that was replaced before and is left over; the current one is another entry. */
  readonly deposed?: string | undefined;
  /** Whether it is imported into the state, and not made. */
  readonly imported?: true | undefined;
  /** The address from which it moves. */
  readonly movedFrom?: string | undefined;
  /** Names of the arguments that force a replacement. */
  readonly because?: readonly string[] | undefined;
  /** Names of what changes in one that stays or is made anew, as `retention_in_days`. */
  readonly attributes?: readonly string[] | undefined;
  /** When an action is run, as `after the update of aws_sqs_queue.jobs`. */
  readonly trigger?: string | undefined;
}

/** What a policy says of a plan. Those that stop it have no acknowledgement. */
export interface PlanFinding {
  /** Id of the rule, as `destroys-data`. */
  readonly rule: string;
  readonly severity: "error" | "warning";
  readonly address: string;
  readonly path?: string | undefined;
  readonly detail: string;
  /** What to change, where the rule is one that stacks are held against. */
  readonly fix?: string | undefined;
  /** The service, where a finding is of one that has no load test. */
  readonly service?: string | undefined;
  /** Why it may be done anyway. */
  readonly acknowledged?: string | undefined;
}

/** `summaries/<owner>/<id>.json` */
export interface PlanSummary {
  readonly id: string;
  readonly stack: string;
  readonly commit: string;
  /** Undefined where no branch is checked out and nobody says which it is. */
  readonly branch?: string | undefined;
  /** Whether the checkout had changes that the commit does not have. */
  readonly dirty?: true | undefined;
  /** The branch that all share and that has the commit, as `origin/main`. */
  readonly sharedBranch?: string | undefined;
  /** Whether that branch was not known to have the commit; undefined also where none is shared. */
  readonly unshared?: true | undefined;
  /** Whether stand-ins take the place of what is in AWS, as in a rehearsal. */
  readonly standIns?: true | undefined;
  /** Whether it destroys all that the stack has, as `teardown` plans it. */
  readonly destroy?: true | undefined;
  /** The service that goes back to an earlier image, as `rollback` plans it. */
  readonly rollback?: PlannedRollback | undefined;
  /** The Terraform that planned, as releaseNote writes it. */
  readonly terraformVersion: string;
  /** Hash of bundle.tgz. */
  readonly sha256: string;
  /** Hash of the plan file in the bundle. */
  readonly planSha256: string;
  /** Hash of what changes value by value; undefined where an older version has planned. */
  readonly detailsSha256?: string | undefined;
  readonly counts: PlanCounts;
  /** Everything that the plan would do something to, in its order. */
  readonly resources: readonly PlannedResource[];
  /** Hash of the code of a layer, by which those above know whether it was applied as it is. */
  readonly codeSha256?: string | undefined;
  /** Hash of each value that was read of the layers below, by the name of its parameter. */
  readonly read?: Readonly<Record<string, string>> | undefined;
  /** Names of the outputs that change. */
  readonly outputs: readonly string[];
  readonly findings: readonly PlanFinding[];
  /** Load tests that it needs and that were passed; undefined where it needs none. */
  readonly loadTests?: readonly PlannedLoadTest[] | undefined;
  /** Whether it must be approved before it is applied. */
  readonly needsApproval: boolean;
  readonly plannedBy: Identity;
  /** ISO 8601, as all times here. */
  readonly plannedAt: string;
  readonly expiresAt: string;
  readonly runUrl?: string | undefined;
}

/** Whether JSON has the form of a summary, as far as a list of plans reads it. */
export function isSummary(value: unknown): value is PlanSummary {
  const summary = (value ?? {}) as Partial<PlanSummary>;
  const { id, stack, commit, plannedAt, expiresAt, counts, plannedBy } = summary;
  return (
    [id, stack, commit, plannedBy?.arn].every((one) => typeof one === "string") &&
    [plannedAt, expiresAt].every((time) => !Number.isNaN(Date.parse(String(time)))) &&
    typeof counts === "object" &&
    counts !== null &&
    [summary.resources, summary.outputs, summary.findings].every(Array.isArray)
  );
}

/** `approvals/<owner>/<id>.json` */
export interface Approval {
  readonly verdict: "approved" | "rejected";
  readonly by: Identity;
  readonly at: string;
  readonly why?: string | undefined;
  /** Hash of the bundle that was approved. */
  readonly sha256: string;
}

/** `results/<owner>/<id>/started.json`: the plan is used, whatever comes of it. */
export interface Started {
  readonly by: Identity;
  readonly at: string;
  readonly sha256: string;
  readonly runUrl?: string | undefined;
}

/** `results/<owner>/<id>/outcome.json` */
export interface Outcome {
  readonly ok: boolean;
  /** Exit code of the command. */
  readonly exit: number;
  /** What went wrong, in one line. */
  readonly error?: string | undefined;
  /** What was applied; where it failed, of the plan and not of what came of it. */
  readonly counts: PlanCounts;
  /** Serial of the state after the apply. */
  readonly serial?: number | undefined;
  readonly at: string;
  readonly by: Identity;
  readonly runUrl?: string | undefined;
}

export type PlanStatus =
  | "waiting"
  | "approved"
  | "rejected"
  | "started"
  | "applied"
  | "failed"
  | "expired"
  | "superseded";

/** All that is known of one plan. */
export interface PlanRecord {
  readonly summary: PlanSummary;
  readonly approval?: Approval | undefined;
  readonly started?: Started | undefined;
  readonly outcome?: Outcome | undefined;
  /** The time at which the store took it in: clocks of those who plan may be wrong. */
  readonly storedAt: string;
  /** The newest plan of the same stack, by when the store took them in, where that is another one. */
  readonly newer?: string | undefined;
}

/**
 * Where a plan has got to. What was done with it comes before what happened around it.
 *
 * A plan for an environment without approval waits for its apply alone.
 */
export function statusOf(record: PlanRecord, now: Date = new Date()): PlanStatus {
  const { approval, started, outcome, newer } = record;
  if (outcome) return outcome.ok ? "applied" : "failed";
  if (started) return "started";
  if (approval?.verdict === "rejected") return "rejected";
  if (newer !== undefined) return "superseded";
  if (isExpired(record, now)) return "expired";
  return approval ? "approved" : "waiting";
}

/** The time when a plan ends: as long after the store took it in as its planner meant it to last. */
export function expiryOf({ summary, storedAt }: Pick<PlanRecord, "summary" | "storedAt">): Date {
  const lastsMs = Date.parse(summary.expiresAt) - Date.parse(summary.plannedAt);
  return new Date(Date.parse(storedAt) + lastsMs);
}

export const isExpired = (record: PlanRecord, now: Date): boolean => now >= expiryOf(record);

/**
 * The resources that a plan destroys, and those that it replaces. Older summaries also have both as
 * lists, which are not read.
 */
export const goneBy = ({ resources }: Pick<PlanSummary, "resources">) => ({
  destroyed: resources.filter(({ action }) => action === "destroy"),
  replaced: resources.filter(({ action }) => action === "replace"),
});

/** Whether a plan does something to a resource or an output, or runs an action. */
export const changesAnything = (counts: PlanCounts): boolean =>
  Object.values(counts).some((count: number | undefined = 0) => count > 0);

/** The part of the summary that the bundle holds: all but the bundle's digest. */
export const metaText = (meta: Omit<PlanSummary, "sha256">): string => {
  const ordered = Object.entries(meta).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(ordered), null, 2)}\n`;
};

/** Somebody for people: `kim (arn:aws:...)`, or `kim@laptop (unproved)`. */
export const nameOf = ({ arn, actor, triggeringActor: again, proof }: Identity): string => {
  if (actor === undefined) return proof === "none" ? `${arn} (unproved)` : arn;
  return `${actor}${again === undefined ? "" : `, started again by ${again}`} (${arn})`;
};
