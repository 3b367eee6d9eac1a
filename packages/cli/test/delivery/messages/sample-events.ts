import type { PlaceResult } from "../../../src/delivery/set/set-text";
import type { DriftReport } from "../../../src/delivery/messages/drift-report";
import type { DeliveryEvent, PushedImage } from "../../../src/delivery/messages/events";
import type { EndedRun } from "../../../src/delivery/messages/run-notices";
import type { Outcome, PlannedResource, PlanSummary } from "../../../src/delivery/store/plan-meta";
import type { PlanCounts } from "../../../src/terraform/plan-words";
import { SHA256, summary } from "../plan/plan-records";

export const ID = "prod-stack-20261121T042000Z-3a388bb0-9f3a";
export const COMMIT = "3a388bb0".repeat(5);

const NONE: PlanCounts = {
  add: 0,
  change: 0,
  replace: 0,
  destroy: 0,
  import: 0,
  move: 0,
  forget: 0,
  outputs: 0,
};

export const gone = (name: string): PlannedResource => ({
  address: `aws_sqs_queue.${name}`,
  path: `prod-stack/jobs/${name}`,
  type: "aws_sqs_queue",
  action: "destroy",
});

const replaced: PlannedResource = {
  address: "aws_ecs_service.web",
  path: "prod-stack/web/service",
  type: "aws_ecs_service",
  action: "replace",
  because: ["name", "launch_type"],
};

/** A plan that makes the service anew, and destroys these. */
export const planOf = (
  destroyed: readonly PlannedResource[],
  more: Partial<PlanSummary> = {},
): PlanSummary =>
  summary({
    id: ID,
    commit: COMMIT,
    counts: { ...NONE, add: 2, replace: 1, destroy: destroyed.length },
    resources: [...destroyed, replaced],
    plannedBy: {
      arn: "arn:aws:sts::111111111111:assumed-role/groundwork-plan-main/run",
      actor: "kim",
    },
    plannedAt: "2026-11-21T04:20:00.000Z",
    expiresAt: "2026-11-24T04:20:00.000Z",
    runUrl: "https://github.com/acme/infra/actions/runs/1",
    ...more,
  });

export const plan = planOf([gone("a"), gone("b")]);

export const by = {
  arn: "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_1/lee@acme.com",
};

export const outcome: Outcome = {
  ok: true,
  exit: 0,
  counts: plan.counts,
  at: "2026-11-21T05:00:00.000Z",
  by,
};

const image: PushedImage = {
  service: "web",
  environment: "dev",
  image: `111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/groundwork/web@sha256:${"1".repeat(64)}`,
  digest: `sha256:${"1".repeat(64)}`,
  tag: "v1.2.3",
  commit: COMMIT,
  by: "kim",
};

const report: DriftReport = {
  stack: "prod-stack",
  checkedAt: "2026-11-21T04:20:00.000Z",
  since: "2026-11-20T04:20:00.000Z",
  drifted: [
    {
      address: "aws_security_group.web",
      path: "prod-stack/web/group",
      type: "aws_security_group",
      action: "changed",
      attributes: ["ingress"],
    },
  ],
  ignored: [],
  unapplied: { counts: { ...NONE, add: 1 }, addresses: ["aws_sqs_queue.c: create"] },
  notes: [],
};

const run: EndedRun = {
  what: "check",
  owner: "delivery",
  failed: [],
  branch: "main",
  commit: COMMIT,
  by: "kim",
  runUrl: "https://github.com/acme/shop/actions/runs/7",
};

/** Each kind of event, by what it says. */
const set = { environment: "prod", commit: COMMIT, by: "kim" };
const wavesOf = (...results: PlaceResult["result"][]) => [
  {
    tolerated: 0,
    places: results.map((result, index) => ({
      stack: `prod-eu-west-${index + 1}-stack`,
      result,
      ...(result === "failed" && { why: "no capacity\nat all" }),
    })),
  },
];

export const events: Record<string, DeliveryEvent> = {
  "plan that waits": { type: "plan-ready", plan },
  "plan without a gate": { type: "plan-ready", plan: planOf([], { needsApproval: false }) },
  approved: {
    type: "approved",
    plan,
    approval: { verdict: "approved", by, at: "2026-11-21T04:30:00.000Z", sha256: SHA256 },
  },
  rejected: {
    type: "rejected",
    plan,
    approval: {
      verdict: "rejected",
      by,
      at: "2026-11-21T04:30:00.000Z",
      sha256: SHA256,
      why: "not on a Friday",
    },
  },
  applied: { type: "applied", plan, outcome },
  failed: {
    type: "failed",
    plan,
    outcome: { ...outcome, ok: false, exit: 1, error: "aws_ecs_service.web: not enough capacity" },
  },
  "drift found": { type: "drift-found", report },
  "drift gone": { type: "drift-gone", report: { ...report, drifted: [], unapplied: undefined } },
  "run failed": {
    type: "run-failed",
    run: { ...run, failed: ["test (22)", "validate"] },
  },
  "run passed": { type: "run-passed", run },
  "set that waits": {
    type: "set-ready",
    set: { ...set, sha256: SHA256, waves: wavesOf("planned", "planned") },
  },
  "set approved": {
    type: "set-approved",
    set: { ...set, sha256: SHA256, waves: wavesOf("planned", "planned") },
  },
  "set applied": { type: "set-ended", set: { ...set, waves: wavesOf("applied", "unchanged") } },
  "set failed": {
    type: "set-ended",
    set: { ...set, waves: wavesOf("failed", "not begun"), stoppedAfter: 1 },
  },
  "image pushed": { type: "image-pushed", image },
  "scan findings": { type: "scan-findings", image, severities: { LOW: 4, CRITICAL: 1, HIGH: 0 } },
};
