import { environmentServedBy } from "../../core/stack-of";
import { explainAnswer } from "../../core/aws/refusal";
import type { OpenDelivery } from "../../delivery/open";
import { lastOutcome, type EndedApply } from "../../delivery/store/last-outcome";
import { nameOf, statusOf, type PlanRecord } from "../../delivery/store/plan-meta";
import { authorsOf, type Author } from "../../state/history/authors";
import { listVersions } from "../../state/history/versions";
import { isInS3, stateKeyOf } from "../../state/open";
import { operationName, type LockInfo } from "../../terraform/lock-info";
import { clusterOf, ecsOf } from "../environment";
import { askedOfStates, problemOf, type FoundState, type StackState } from "../states";
import { servicesIn, type ServiceStatus } from "./services";

/** The last write of a state, by an apply whose result is stored, or past all plans. */
export interface LastWrite {
  /** Undefined where the backend does not tell. */
  readonly at?: string | undefined;
  readonly by?: string | undefined;
  /** What it was, as `apply`, where the lock told that. */
  readonly operation?: string | undefined;
  /** The plan whose apply it was; undefined where it was none. */
  readonly plan?: string | undefined;
}

/** A plan that waits for somebody, or whose apply is under way. */
export interface OpenPlan {
  readonly id: string;
  readonly status: "waiting" | "approved" | "started";
  readonly needsApproval: boolean;
  readonly by: string;
  readonly at: string;
}

/** The lock of a state. */
export interface HeldLock {
  readonly id: string;
  readonly who: string;
  readonly operation: string;
  readonly since: string;
}

/** How one stack does. */
export interface StackStatus {
  readonly stack: string;
  /** Undefined where nothing was applied yet, or the state cannot be read. */
  readonly serial?: number | undefined;
  readonly resources?: number | undefined;
  readonly terraformVersion?: string | undefined;
  readonly lastWrite?: LastWrite | undefined;
  /** Serial of the newest apply whose result is stored, where the state is another one. */
  readonly storedSerial?: number | null | undefined;
  readonly lock?: HeldLock | undefined;
  /** Processes of this checkout that run Terraform on the stack: one may wait for the lock. */
  readonly processes: readonly number[];
  readonly plan?: OpenPlan | undefined;
  /** Undefined where the stack has none of an environment, or they were not asked for. */
  readonly services?: readonly ServiceStatus[] | undefined;
  /** What could not be looked at, each in a line. */
  readonly problems: readonly string[];
}

/** Looks at one stack, at all of it at once; what cannot be read is a problem among others. */
export async function stackStatus(
  { stack, state, problem }: StackState,
  open: OpenDelivery,
  { env, standIns = false }: { readonly env: NodeJS.ProcessEnv; readonly standIns?: boolean },
): Promise<StackStatus> {
  const problems = problem === undefined ? [] : [`state: ${problem}`];
  const attempt = async <Found>(
    what: string,
    look: () => Promise<Found>,
    asked = open.asked,
  ): Promise<Found | undefined> => {
    try {
      return await look();
    } catch (error) {
      problems.push(`${what}: ${problemOf(await explainAnswer(asked, error))}`);
      return undefined;
    }
  };
  const [lock, processes, store, services] = await Promise.all([
    attempt("lock", () => lockOf(open, stack), askedOfStates(open)),
    open.records.living(stack),
    attempt("plans", () => storedOf(open, stack)),
    // Stand-ins have no tasks.
    standIns ? undefined : attempt("services", () => servicesOf(open, stack, env)),
  ]);
  // Before the first apply there are none, which is as it should be.
  const isToBeThere =
    state !== undefined ||
    problem !== undefined ||
    services?.some(({ status }) => status !== "missing");
  // Whoever has the lock may be about to store a result.
  const past = state && store && lock === undefined && isUnrecorded(state, store);
  return {
    stack,
    serial: state?.serial,
    resources: state?.addresses.length,
    terraformVersion: state?.terraformVersion,
    lastWrite:
      state &&
      (await attempt("who wrote the state", () => lastWriteOf(open, stack, state, store?.last))),
    storedSerial: past ? (store?.last?.outcome.serial ?? null) : undefined,
    lock,
    processes,
    plan: store?.newest && openPlanOf(store.newest),
    services: isToBeThere ? services : undefined,
    problems,
  };
}

interface Stored {
  readonly newest: PlanRecord | undefined;
  readonly last: EndedApply | undefined;
}

/** Not every team plans this way: without a store there is nothing to miss in it. */
async function storedOf({ store, objects }: OpenDelivery, stack: string): Promise<Stored> {
  try {
    const [newest, last] = await Promise.all([store.newest(stack), lastOutcome(objects, stack)]);
    return { newest, last };
  } catch (error) {
    if ((error as Error).name !== "NoSuchBucket") throw error;
    return { newest: undefined, last: undefined };
  }
}

/**
 * Whether the state was written by no apply whose result is stored. A stack of which no plan is
 * stored is applied in another way, and misses nothing; not every result has a serial.
 */
function isUnrecorded({ serial }: FoundState, { last, newest }: Stored): boolean {
  if (last) return last.outcome.serial !== undefined && last.outcome.serial !== serial;
  return newest !== undefined;
}

async function lastWriteOf(
  open: OpenDelivery,
  stack: string,
  { serial, written }: FoundState,
  last: Stored["last"],
): Promise<LastWrite> {
  if (last && last.outcome.serial === serial) {
    return { at: last.outcome.at, by: nameOf(last.outcome.by), plan: last.id };
  }
  if (!written) return {};
  const author = await authorOf(open, stack, written.versionId);
  return { at: written.at.toISOString(), by: author?.who, operation: author?.operation };
}

async function authorOf(
  open: OpenDelivery,
  stack: string,
  versionId: string | undefined,
): Promise<Author | undefined> {
  if (!isInS3(open) || versionId === undefined) return undefined;
  const key = stateKeyOf(open, stack);
  // Locks are told by the times of a list, which an answer with the object does not have to the digit.
  const versions = await listVersions(open.clients, open.location, key);
  const version = versions.find((one) => one.versionId === versionId);
  return version && (await authorsOf(open, key, [version])).of.get(versionId);
}

async function lockOf(open: OpenDelivery, stack: string): Promise<HeldLock | undefined> {
  const { row, file } = await open.locks.read(stateKeyOf(open, stack));
  const lock: LockInfo | undefined = row ?? file;
  if (!lock) return undefined;
  const operation = operationName(lock.Operation);
  return { id: lock.ID, who: lock.Who, operation, since: lock.Created };
}

/** A plan that is done with, or that another has taken the place of, waits for nobody. */
function openPlanOf(record: PlanRecord): OpenPlan | undefined {
  const status = statusOf(record);
  if (status !== "waiting" && status !== "approved" && status !== "started") return undefined;
  const { summary, started } = record;
  return {
    id: summary.id,
    status,
    needsApproval: summary.needsApproval,
    by: nameOf(started?.by ?? summary.plannedBy),
    at: started?.at ?? record.storedAt,
  };
}

async function servicesOf(
  { configuration, organization }: OpenDelivery,
  stack: string,
  env: NodeJS.ProcessEnv,
): Promise<ServiceStatus[] | undefined> {
  const environment = environmentServedBy(stack, configuration);
  if (environment === undefined || environment.services.length === 0) return undefined;
  const ecs = ecsOf(environment, env);
  try {
    const names = environment.services.map(({ name }) => name);
    return await servicesIn(ecs, clusterOf(organization, environment), names);
  } finally {
    ecs.destroy();
  }
}
