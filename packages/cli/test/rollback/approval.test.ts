import { OperationError } from "../../src/core/errors";
import { NOT_USABLE } from "../../src/core/exit-codes";
import { approvalOf } from "../../src/rollback/approval";
import type { PlanRecord } from "../../src/delivery/store/plan-meta";
import {
  approval,
  ID,
  NOW,
  outcome,
  record,
  rejection,
  started,
} from "../delivery/plan/plan-records";

const waiting = record({ approval: undefined });

/** Waits, while the store has one record after another; the last stays. */
function wait(records: readonly PlanRecord[], minutes = 1, signal = new AbortController().signal) {
  const left = [...records];
  const store = {
    now: () => NOW,
    address: "s3://plans",
    record: () => Promise.resolve(left.length > 1 ? left.shift() : left[0]),
  };
  const options = { id: ID, sha256: "ab", minutes, signal, pollMs: 1 };
  return approvalOf({ store } as never, options);
}

test("it is waited for", async () => {
  expect(await wait([waiting, waiting, record({ approval })])).toBe("approved");
});

test("whoever else applies it is let go on to the end", async () => {
  const begun = record({ started });
  expect(await wait([waiting, begun, begun, record({ started, outcome })])).toBe("applied");
});

test.each<[string, PlanRecord, string]>([
  ["rejected", record({ approval: rejection }), "rejected by"],
  [
    "superseded",
    record({ approval: undefined, newer: "prod-stack-2" }),
    "superseded by prod-stack-2",
  ],
  ["failed", record({ outcome: { ...outcome, ok: false, error: "no tasks" } }), "failed: no tasks"],
])("%s: 5, with what came of it", async (_, last, words) => {
  const error = await wait([waiting, last]).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ exitCode: NOT_USABLE, message: expect.stringContaining(words) });
});

test("nobody comes: 5, and how to go on", async () => {
  const error = await wait([waiting], 0.001).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    exitCode: NOT_USABLE,
    message: expect.stringContaining(`Once it is approved: npx --no -- groundwork apply ${ID}`),
  });
});

test("Ctrl-C ends the wait alone", async () => {
  const interruption = new AbortController();
  const ended = wait([waiting], 1, interruption.signal);
  interruption.abort(new OperationError("interrupted", 130));
  await expect(ended).rejects.toThrow("interrupted");
});
