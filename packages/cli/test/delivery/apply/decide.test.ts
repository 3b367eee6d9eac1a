import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { approve, reject } from "../../../src/delivery/apply/decide";
import { OperationError } from "../../../src/core/errors";
import type { PlanRecord } from "../../../src/delivery/store/plan-meta";
import { ID, KIM, LEE, NOW, record, SHA256, summary } from "../plan/plan-records";

const DEV = ID.replace("prod", "dev");

/** What was done, in its order. */
let done: string[];
let found: PlanRecord;
let proves: () => Promise<void>;
let proved: (found: PlanRecord) => PlanRecord;

jest.mock("../../../src/delivery/open", () => ({
  openDelivery: () => ({
    asked: { bucket: "plans", lockTable: "" },
    configuration: configuration({}, [
      environmentInput("dev", { production: false }),
      environmentInput("prod"),
    ]),
    person: { tell: () => undefined, confirm: () => Promise.resolve(true) },
    store: {
      now: () => NOW,
      putApproval: async (_: string, { verdict, by }: { verdict: string; by: object }) => {
        done.push(`${verdict} by ${JSON.stringify(by)}`);
      },
    },
    identities: {
      self: () => Promise.resolve(LEE),
      proved: (of: PlanRecord) => Promise.resolve(proved(of)),
      prove: async (deed: string, { id, sha256 }: { id: string; sha256: string }) => {
        await proves();
        done.push(`proved ${deed} ${id} ${sha256}`);
      },
    },
    announce: () => Promise.resolve(),
  }),
  recordOf: () => Promise.resolve(found),
}));

beforeEach(() => {
  done = [];
  found = record({ approval: undefined });
  proves = () => Promise.resolve();
  proved = (of) => of;
});

const options = { id: ID, env: {}, signal: new AbortController().signal, sha256: SHA256 };
const DECIDED = JSON.stringify(LEE);

test("an approval is proved before it counts", async () => {
  await approve(options);
  expect(done).toEqual([`proved approved ${ID} ${SHA256}`, `approved by ${DECIDED}`]);
});

test("what cannot be proved is not approved", async () => {
  proves = () => Promise.reject(new OperationError("no proof"));
  await expect(approve(options)).rejects.toThrow("no proof");
  expect(done).toEqual([]);
});

test("who planned is who is proved to have, whatever the record says", async () => {
  proved = ({ summary: found, ...more }) => ({ ...more, summary: { ...found, plannedBy: LEE } });
  await expect(approve(options)).rejects.toMatchObject({ exitCode: 6 });
  expect(found.summary.plannedBy).toEqual(KIM);
  expect(done).toEqual([]);
});

test("nothing is proved of a rejection, nor where nobody must approve", async () => {
  proved = () => {
    throw new OperationError("somebody has written to the store");
  };
  await reject({ ...options, why: "no" });
  found = record({ approval: undefined, summary: summary({ id: DEV, stack: "dev-stack" }) });
  await approve({ ...options, id: DEV });
  expect(done).toEqual([`rejected by ${DECIDED}`, `approved by ${DECIDED}`]);
});

test("an agent approves nothing, and says whom to tell; it may reject", async () => {
  const env = { CLAUDECODE: "1" };
  const { exitCode, message } = await approve({ ...options, env }).catch((error) => error);
  expect({ exitCode, done }).toEqual({ exitCode: 6, done: [] });
  expect(message).toContain(`Tell a person`);
  expect(message).toContain(`npx --no -- groundwork approve ${ID}`);
  await reject({ ...options, env, why: "too many tasks" });
  expect(done).toEqual([`rejected by ${DECIDED}`]);
});
