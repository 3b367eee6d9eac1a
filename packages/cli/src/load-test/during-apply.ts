import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "@groundwork/configuration";
import type { LoadTest } from "@groundwork/configuration/load-tests";
import { environmentStacks, stackIdOf } from "@groundwork/configuration/place-names";
import { oneLine } from "../core/aws/error";
import { OperationError } from "../core/errors";
import { FAILED } from "../core/exit-codes";
import { during } from "../core/waiting";
import { parseId } from "../delivery/store/plan-id";
import { statusOf, type PlanStatus } from "../delivery/store/plan-meta";
import { letGoOnUntested } from "../rollback/without-waiting";
import { openServices, POLL_MS, testAtStage, type Deployed } from "./at-deployment";
import { nameOf, type Testing } from "./testing";

/** Minutes in which an apply begins whose plan was named: it asks for the lock, and for approvals. */
const BEGINS_MINUTES = 20;

/** How often a deployment is tested that could not be: a machine that was late, an answer that was lost. */
const TRIES = 3;

/** How many looks in a row may fail, as AWS does not answer. */
const MOST_LOST = 12;

/**
 * Tests the deployments of an apply while it goes on, each as soon as its new tasks take all requests
 * of the test listener, and lets it go on or back. It ends with the apply.
 *
 * @param id of the plan that is applied
 * @throws OperationError with exit code 8 where one does not stand its load, with 1 where one could
 *   not be tested, or nobody applies the plan
 */
export async function testDuring(
  id: string,
  tests: readonly LoadTest[],
  testing: Testing,
): Promise<void> {
  const { options, open } = testing;
  await planNow(id, testing);
  const services = openServices(tests, testing);
  const tries = new Map<string, number>();
  const problems = new Map<string, OperationError>();
  const begins = Date.now() + BEGINS_MINUTES * 60_000;
  let lost = 0;
  const look = async (): Promise<"ended" | "goes on"> => {
    const { status, rollback } = await planNow(id, testing);
    if (status === "started") {
      for (const one of services) {
        if (rollback === one.test.service) await letGoBack(one, testing);
        else await testWhereDue(one, testing, { tries, problems });
      }
    } else if (!GOES_ON.has(status)) {
      return "ended";
    } else if (Date.now() > begins) {
      throw new OperationError(`${id}: nobody applies it (${status}), so nothing was tested`);
    }
    lost = 0;
    return "goes on";
  };
  try {
    for (;;) {
      const found = await look().catch((error: unknown) => {
        lost += 1;
        if (options.signal.aborted || error instanceof OperationError || lost > MOST_LOST) {
          throw error;
        }
        return "goes on";
      });
      if (found === "ended") break;
      const pause = sleep(options.pollMs ?? POLL_MS, undefined, { signal: options.signal });
      await during(`deployments of ${id}`, pause);
    }
  } finally {
    for (const { running } of services) running.close();
  }
  const found = [...problems.values()];
  if (tries.size === 0) open.person.tell(`${id} deployed nothing that a test was to be of.`);
  if (found.length === 0) return;
  const exits = found.map(({ exitCode }) => exitCode);
  throw new OperationError(
    found.map(({ message }) => message).join("\n"),
    exits.find((exit) => exit !== FAILED) ?? FAILED,
  );
}

const stackOf = (plan: string, environment: Environment) =>
  environmentStacks(environment).find(({ id }) => id === parseId(plan)?.stack);

/** The environment as it is in the place of whose stack a plan is; itself where it is another's plan. */
export const placeOf = (plan: string, environment: Environment): Environment =>
  stackOf(plan, environment)?.environment ?? environment;

/** Whether a plan is of a layer that has no services, of which workflows ask as of any other. */
export const isBelowServices = (plan: string, environment: Environment): boolean =>
  (stackOf(plan, environment)?.layer ?? "services") !== "services";

/** Of plans that may still be applied. */
const GOES_ON: ReadonlySet<PlanStatus> = new Set(["waiting", "approved"]);

/** How far the plan has come, and which service goes back by it, if one does. */
async function planNow(
  id: string,
  { open: { store }, options: { environment } }: Testing,
): Promise<{ readonly status: PlanStatus; readonly rollback: string | undefined }> {
  const record = await store.record(id);
  const own = stackIdOf(environment);
  if (record?.summary.stack === own) {
    const rollback = record.summary.rollback?.service;
    return { status: statusOf(record, store.now()), rollback };
  }
  const what = record ? `, a plan of ${record.summary.stack}` : "";
  throw new OperationError(`--during: got ${id}${what}, expected the id of a plan of ${own}`);
}

/** A rollback needs no test, and waits for none. */
const letGoBack = (
  { test, running }: Pick<Deployed, "test" | "running">,
  { open }: Testing,
): Promise<void> =>
  letGoOnUntested(running.deployments, nameOf(test), (line) => open.person.tell(line));

interface Tried {
  /** How often each deployment was tested, by id. */
  readonly tries: Map<string, number>;
  /** What came of those that did not go well, by id. */
  readonly problems: Map<string, OperationError>;
}

async function testWhereDue(
  one: Pick<Deployed, "test" | "running">,
  testing: Testing,
  { tries, problems }: Tried,
): Promise<void> {
  const { deployments } = one.running;
  const underWay = await deployments.underWay();
  if (underWay?.state !== "going") return;
  const { id } = underWay;
  const tried = tries.get(id) ?? 0;
  if (tried >= TRIES || (tried > 0 && !problems.has(id))) return;
  if ((await deployments.stage(id)).at !== "test") return;
  tries.set(id, tried + 1);
  try {
    await testAtStage({ ...one, underWay }, testing);
    problems.delete(id);
  } catch (error) {
    if (testing.options.signal.aborted) throw error;
    const known = error instanceof OperationError ? error : new OperationError(oneLine(error));
    problems.set(id, known);
    testing.open.person.tell(`${nameOf(one.test)}: ${known.message}`);
    // It is known, and decided.
    if (known.exitCode !== FAILED) tries.set(id, TRIES);
  }
}
