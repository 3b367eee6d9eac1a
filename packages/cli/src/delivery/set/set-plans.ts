import { createHash } from "node:crypto";
import type { EnvironmentStackNames } from "@groundwork/configuration/place-names";
import pMap from "p-map";
import { AT_A_TIME } from "../../core/at-a-time";
import type { OpenDelivery } from "../open";
import type { Checkout } from "../plan/checkout";
import { statusOf, type PlanRecord, type PlanSummary } from "../store/plan-meta";

/** A plan by its id and the hash of its bundle. */
export interface NamedPlan {
  readonly id: string;
  readonly sha256: string;
}

/** How far one place is with a commit. */
export interface PlaceProgress {
  readonly stack: string;
  /**
   * `applied`: nothing is left to do. `ready`: its plan can be applied. `waiting`: its plan waits for an
   * approval. `open`: it is to be planned.
   */
  readonly status: "applied" | "ready" | "waiting" | "open";
  /** The plan that is ready, or waits. */
  readonly plan?: NamedPlan | undefined;
}

/**
 * How far the places of an environment are, by what the store says of their newest plans: a run that
 * was stopped or killed is gone on with by that alone.
 */
export const progressOf = (
  { store }: Pick<OpenDelivery, "store">,
  stacks: readonly EnvironmentStackNames[],
  checkout: Checkout,
  needsApproval: boolean,
): Promise<PlaceProgress[]> =>
  pMap(
    stacks,
    async ({ id }) =>
      judged(id, await store.newest(id), { checkout, needsApproval, now: store.now() }),
    AT_A_TIME.requests,
  );

interface Facts {
  readonly checkout: Checkout;
  readonly needsApproval: boolean;
  readonly now: Date;
}

/** @param record of the newest plan */
export function judged(
  stack: string,
  record: PlanRecord | undefined,
  { checkout, needsApproval, now }: Facts,
): PlaceProgress {
  if (record === undefined || !isPlanOf(checkout, record.summary)) {
    return { stack, status: "open" };
  }
  const status = statusOf(record, now);
  if (status === "applied") return { stack, status };
  // The store alone would say which plan was meant, as nobody has approved one.
  if (!needsApproval || !(status === "approved" || status === "waiting")) {
    return { stack, status: "open" };
  }
  const { id, sha256 } = record.summary;
  return { stack, status: status === "approved" ? "ready" : "waiting", plan: { id, sha256 } };
}

/** Whether a plan is of what is checked out, and of nothing besides. */
export const isPlanOf = (
  { commit, dirty }: Pick<Checkout, "commit" | "dirty">,
  summary: PlanSummary,
): boolean => dirty.length === 0 && summary.commit === commit && !summary.dirty && !summary.destroy;

/** One hash for several plans, in the order of their places: whoever approves it approves each. */
export function setDigest(plans: readonly NamedPlan[]): string {
  const text = plans.map(({ id, sha256 }) => `${id} ${sha256}\n`).join("");
  return createHash("sha256").update(text).digest("hex");
}

/** The plans of a set that wait for an approval. */
export const waitingIn = (places: readonly PlaceProgress[]): NamedPlan[] =>
  places.flatMap(({ status, plan }) => (status === "waiting" && plan ? [plan] : []));
