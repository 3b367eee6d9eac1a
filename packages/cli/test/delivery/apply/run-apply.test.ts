import { runApply, type PreparedApply } from "../../../src/delivery/apply/run-apply";
import type { OpenDelivery } from "../../../src/delivery/open";
import { OperationError } from "../../../src/core/errors";
import { configuration } from "@groundwork/testing/configuration";
import { ID, KIM, summary } from "../plan/plan-records";

jest.mock("execa", () => ({}));

const SECRET = "correct-horse-battery";
const STATE = JSON.stringify({ version: 4, serial: 8, lineage: "l", outputs: {}, resources: [] });
const OUTPUTS = JSON.stringify({
  url: { sensitive: false, value: `https://${SECRET}.example.com` },
  token: { sensitive: true, value: SECRET },
});

/** What was stored, by its kind; a store that refuses keeps nothing. */
let stored: Record<string, unknown>;
let told: string[];
beforeEach(() => {
  stored = {};
  told = [];
});

/** Applies the plan with a Terraform that does this. */
function applied(apply: () => Promise<void>, refusal?: Error) {
  const put = (kind: string) => async (_: string, value: unknown) => {
    if (refusal) throw refusal;
    stored[kind] = value;
  };
  const prepared = {
    workspace: { dir: "/no/such/folder" },
    mask: (text: string) => text.replaceAll(SECRET, "(sensitive value)"),
    terraform: {
      apply: async (_: string, say: (line: string) => void) => {
        say(`token is ${SECRET}`);
        await apply();
      },
      pullState: async () => STATE,
      outputs: async () => OUTPUTS,
    },
  } as unknown as PreparedApply;
  const open = {
    configuration: configuration(),
    person: { tell: (text: string) => void told.push(text) },
    store: { putOutcome: put("outcome"), putLog: put("log"), putOutputs: put("outputs") },
  } as unknown as OpenDelivery;
  const { signal } = new AbortController();
  return runApply(summary(), prepared, open, { by: KIM, lockTimeout: "0s", env: {}, signal });
}

const done = () => Promise.resolve();
const failing = () =>
  Promise.reject(new OperationError(`prod-stack failed\nError: no room for ${SECRET}`));

test("what was applied is stored, with what is not sensitive, and without secrets", async () => {
  const outputs = { url: "https://(sensitive value).example.com" };
  const { outcome, ...rest } = await applied(done);
  expect(rest).toEqual({ outputs, error: undefined });
  expect(outcome).toMatchObject({ ok: true, exit: 0, serial: 8, by: KIM });
  expect(stored).toEqual({ outcome, outputs, log: "token is (sensitive value)\n" });
  expect(told).toEqual(["token is (sensitive value)"]);
});

test("a failure is stored with its reason, log and state, and thrown by whoever asked", async () => {
  const { outcome, error } = await applied(failing);
  expect(error).toMatchObject({
    message: expect.stringMatching(/no room for \(sensitive value\)$/),
  });
  expect(outcome).toMatchObject({ ok: false, exit: 1, serial: 8 });
  expect(outcome.error).toBe("no room for (sensitive value)");
  expect(stored).toMatchObject({ outcome, log: expect.stringContaining("Error: no room for") });
  expect(JSON.stringify(stored)).not.toContain(SECRET);
});

test("the reason of a stale plan has its own exit code", async () => {
  const { outcome } = await applied(() =>
    Promise.reject(new OperationError("Error: Saved plan is stale")),
  );
  expect(outcome).toMatchObject({ ok: false, exit: 3 });
});

test("an apply that cannot be stored did not end well, and says why", async () => {
  const { outcome, error, outputs } = await applied(done, new Error("no way to S3"));
  const text = `${ID} was applied, but that could not be stored: no way to S3`;
  expect(error).toMatchObject({ message: text });
  expect(outcome).toMatchObject({ ok: false, exit: 1, error: text });
  expect(outputs).toBeUndefined();
  expect(told.at(-1)).toBe(`Warning: what came of ${ID} could not be stored: no way to S3`);
});

test("of a failure that cannot be stored the failure is what counts", async () => {
  const { outcome, error } = await applied(failing, new Error("no way to S3"));
  expect(error).toMatchObject({ message: expect.stringContaining("no room for") });
  expect(outcome.error).toBe("no room for (sensitive value)");
  expect(told.at(-1)).toContain("could not be stored: no way to S3");
});
