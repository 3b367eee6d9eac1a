import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { LOCKED } from "../core/exit-codes";
import { keyOfState } from "../core/stack-of";
import type { OpenDelivery } from "../delivery/open";
import { nameOf, statusOf } from "../delivery/store/plan-meta";
import type { Deployments } from "./deployments";

/** An apply that has begun has the state's lock by then: what comes before it takes seconds. */
const LOCKED_WITHIN_MS = 120_000;

/**
 * Looks whether somebody rolls the same service back at this moment: whoever stops the deployment of a
 * rollback brings the bad image back. One that was killed is nobody's: it holds no lock, and nothing is
 * deployed.
 *
 * @param deployments of the service. @default nothing can be under way
 * @returns the id of a plan whose apply was killed; undefined where none was
 * @throws OperationError with exit code 7 where one is applied at this moment, or may be
 */
export async function expectNoOther(
  open: Pick<OpenDelivery, "store" | "locks" | "location">,
  stack: string,
  service: string,
  deployments?: Pick<Deployments, "underWay">,
): Promise<string | undefined> {
  const now = open.store.now();
  const newest = await open.store.newest(stack);
  if (!newest || statusOf(newest, now) !== "started") return undefined;
  const { summary, started } = newest;
  if (summary.rollback?.service !== service) return undefined;
  const { row, file } = await open.locks.read(keyOfState(stack));
  const isLocked = row !== undefined || file !== undefined || !open.location;
  const isYoung = now.valueOf() - Date.parse(started!.at) < LOCKED_WITHIN_MS;
  if (!isLocked && !isYoung && !(await deployments?.underWay())) return summary.id;
  throw new OperationError(
    `${nameOf(started!.by)} rolls ${service} back at this moment, by ${summary.id}; nothing was done. What becomes of it: ${ownCommand(`show ${summary.id}`)}. If that was killed: ${isLocked ? `${ownCommand(`unlock ${stack}`)}, then this once more` : `this once more, ${LOCKED_WITHIN_MS / 60_000} minutes after it began`}`,
    LOCKED,
  );
}
