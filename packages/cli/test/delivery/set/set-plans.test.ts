import { judged, setDigest } from "../../../src/delivery/set/set-plans";
import type { PlanRecord } from "../../../src/delivery/store/plan-meta";

const COMMIT = "48cdd2f0".padEnd(40, "0");
const NOW = new Date("2026-11-30T12:00:00Z");

const record = (changes: object = {}, summary: object = {}) =>
  ({
    summary: {
      id: "prod-eu-west-1-stack-20261130T110000Z-48cdd2f0-9f3a",
      sha256: "a".repeat(64),
      commit: COMMIT,
      plannedAt: "2026-11-30T11:00:00Z",
      expiresAt: "2026-12-01T11:00:00Z",
      ...summary,
    },
    storedAt: "2026-11-30T11:00:00Z",
    ...changes,
  }) as unknown as PlanRecord;

const approval = { verdict: "approved" };
const outcome = { ok: true };

const status = (one: PlanRecord | undefined, needsApproval = true, dirty: string[] = []) =>
  judged("prod-eu-west-1-stack", one, {
    checkout: { commit: COMMIT, dirty },
    needsApproval,
    now: NOW,
  }).status;

test.each<[string, PlanRecord | undefined, string]>([
  ["was never planned", undefined, "open"],
  ["waits for an approval", record(), "waiting"],
  ["was approved", record({ approval }), "ready"],
  ["was applied", record({ approval, started: {}, outcome }), "applied"],
  ["failed", record({ approval, started: {}, outcome: { ok: false } }), "open"],
  ["was cut off", record({ approval, started: {} }), "open"],
  ["was rejected", record({ approval: { verdict: "rejected" } }), "open"],
  ["is of another commit", record({ outcome }, { commit: "0".repeat(40) }), "open"],
  ["is of more than the commit", record({ outcome }, { dirty: true }), "open"],
  ["destroyed it", record({ outcome }, { destroy: true }), "open"],
  ["is expired", record({}, { expiresAt: "2026-11-30T11:30:00Z" }), "open"],
])("a place whose newest plan %s is so far", (_, one, expected) => {
  expect(status(one)).toBe(expected);
});

test("without a gate the hash of a plan is known to the run that has made it alone", () => {
  expect(status(record(), false)).toBe("open");
  expect(status(record({ outcome }), false)).toBe("applied");
});

test("what is not committed is planned anew", () => {
  expect(status(record({ outcome }), true, ["environments/prod.ts"])).toBe("open");
});

test("the hash of a set changes with each of its plans, and with their order", () => {
  const one = { id: "a", sha256: "1" };
  const two = { id: "b", sha256: "2" };
  const all = [[one, two], [two, one], [one], [one, { ...two, sha256: "3" }]].map(setDigest);
  expect(new Set(all).size).toBe(4);
  expect(setDigest([{ ...one }, { ...two }])).toBe(all[0]);
});
