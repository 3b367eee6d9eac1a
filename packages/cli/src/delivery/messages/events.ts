import type { DriftReport } from "./drift-report";
import type { PlanDetails } from "../store/plan-details";
import type { EndedRun } from "./run-notices";
import type { ToldSet } from "./set-notices";
import type { Approval, Identity, Outcome, PlanSummary } from "../store/plan-meta";

/** An image as whoever built it names it. */
export interface PushedImage {
  readonly service: string;
  /** The environment whose people are told. */
  readonly environment: string;
  /** Address with the digest, as a task definition takes it. */
  readonly image: string;
  readonly digest: string;
  readonly tag?: string | undefined;
  readonly commit?: string | undefined;
  /** Actor of the workflow. */
  readonly by?: string | undefined;
  readonly runUrl?: string | undefined;
  /**
   * How the environment comes to name it: its pull request, if there is one. @default a workflow
   * proposes it afterwards
   */
  readonly proposed?: { readonly pullRequest?: string | undefined } | undefined;
}

/** Vulnerabilities by their severity, as `CRITICAL`. */
export type SeverityCounts = Readonly<Record<string, number>>;

/** A plan that people are told about, with its values where they are known, none of them sensitive. */
interface ToldPlan {
  readonly plan: PlanSummary;
  readonly details?: PlanDetails | undefined;
}

/** What people are told about. */
export type DeliveryEvent =
  | (ToldPlan & {
      readonly type: "plan-ready";
      /** The page on which the plan is approved, if there is one. @default by a command */
      readonly approveUrl?: string | undefined;
    })
  | (ToldPlan & {
      readonly type: "approved" | "rejected";
      readonly approval: Approval;
    })
  | (ToldPlan & {
      readonly type: "applied" | "failed";
      readonly outcome: Outcome;
    })
  | { readonly type: "drift-found" | "drift-gone"; readonly report: DriftReport }
  | { readonly type: "run-failed" | "run-passed"; readonly run: EndedRun }
  | { readonly type: "set-ready" | "set-approved" | "set-ended"; readonly set: ToldSet }
  | { readonly type: "image-pushed"; readonly image: PushedImage }
  | {
      readonly type: "scan-findings";
      readonly image: PushedImage;
      readonly severities: SeverityCounts;
    };

export type EventType = DeliveryEvent["type"];

/** The name that people use: the actor of a workflow, else the session of a role, else the ARN. */
export function personOf({ arn, actor, proof }: Identity): string {
  if (proof === "none") return `${arn} (unproved)`;
  const session = /:assumed-role\/([^/]+)\/(.+)$/.exec(arn);
  const principal = session ? `${session[2]} (${session[1]})` : arn.replace(/^.*:user\//, "");
  return actor === undefined ? principal : `${actor} (${session?.[1] ?? principal})`;
}
