import type { PlanRecord, PlanSummary } from "../../../src/delivery/store/plan-meta";

export const KIM = { arn: "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Deploy_0a/kim" };
export const LEE = { arn: "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Deploy_0a/lee" };

export const NOW = new Date("2026-11-21T12:00:00Z");
export const COMMIT = "48cdd2f0".repeat(5);
export const SHA256 = "ab".repeat(32);
export const ID = "prod-stack-20261121T110000Z-48cdd2f0-9f3a";

export const summary = (changed: Partial<PlanSummary> = {}): PlanSummary => ({
  id: ID,
  stack: "prod-stack",
  commit: COMMIT,
  branch: "main",
  terraformVersion: "1.11.4",
  sha256: SHA256,
  planSha256: "cd".repeat(32),
  counts: { add: 1, change: 0, replace: 0, destroy: 0, import: 0, move: 0, forget: 0, outputs: 0 },
  resources: [{ address: "aws_vpc.a", type: "aws_vpc", action: "create" }],
  outputs: [],
  findings: [],
  needsApproval: true,
  plannedBy: KIM,
  plannedAt: "2026-11-21T11:00:00.000Z",
  expiresAt: "2026-11-24T11:00:00.000Z",
  ...changed,
});

export const approval = {
  verdict: "approved",
  by: LEE,
  at: NOW.toISOString(),
  sha256: SHA256,
} as const;
export const rejection = { ...approval, verdict: "rejected", why: "not on Friday" } as const;
export const started = { by: LEE, at: NOW.toISOString(), sha256: SHA256 };
export const outcome = {
  ok: true,
  exit: 0,
  counts: summary().counts,
  at: NOW.toISOString(),
  by: LEE,
};

export const record = (changed: Partial<PlanRecord> = {}): PlanRecord => ({
  summary: summary(),
  approval,
  // Whoever planned has a clock that is an hour slow.
  storedAt: "2026-11-21T12:00:00.000Z",
  ...changed,
});
