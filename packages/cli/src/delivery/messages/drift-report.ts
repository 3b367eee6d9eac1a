import type { PlanCounts } from "../../terraform/plan-words";

/** A resource that is no longer as Terraform left it. Names only: values can be secret. */
export interface DriftedResource {
  readonly address: string;
  /** Path of the construct, as `prod-stack/network/vpc`. */
  readonly path?: string | undefined;
  readonly type: string;
  readonly action: "changed" | "gone";
  /** Attributes that changed, as `ingress[0].cidr_blocks`; empty if the resource is gone. */
  readonly attributes: readonly string[];
}

/** Drift that the list in environments/drift-ignore.ts accepts. */
export interface IgnoredDrift extends DriftedResource {
  readonly reason: string;
}

/** Changes of the code that were not applied. */
export interface Unapplied {
  readonly counts: PlanCounts;
  readonly addresses: readonly string[];
}

/** What was found of one stack. */
export interface DriftReport {
  readonly stack: string;
  readonly checkedAt: string;
  /** When the oldest of the present drift was found. Undefined without drift. */
  readonly since?: string | undefined;
  /** Commit of the checkout. */
  readonly commit?: string | undefined;
  readonly drifted: readonly DriftedResource[];
  readonly ignored: readonly IgnoredDrift[];
  /** Undefined where nothing is, and where a plan waits for its approval. */
  readonly unapplied?: Unapplied | undefined;
  /** Id of the plan that waits for approval or apply. */
  readonly waiting?: string | undefined;
  /** Why nothing was looked at: an apply is under way. */
  readonly skipped?: string | undefined;
  /** Why nothing could be looked at. */
  readonly error?: string | undefined;
  /** Entries of the list that have expired, or that nothing needs any more. */
  readonly notes: readonly string[];
  readonly runUrl?: string | undefined;
}

/** Whether a stack is not as the code says. */
export const isFound = ({ drifted, unapplied }: DriftReport): boolean =>
  drifted.length > 0 || unapplied !== undefined;
