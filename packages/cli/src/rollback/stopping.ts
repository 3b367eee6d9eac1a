import { setTimeout as sleep } from "node:timers/promises";
import { oneLine } from "../core/aws/error";
import { OperationError } from "../core/errors";
import { during } from "../core/waiting";
import type { Deployments, Standing, UnderWay } from "./deployments";

const POLL_MS = 5000;

/**
 * Minutes after which nobody waits any more for the tasks before. They run already where requests are
 * moved, and start anew where tasks are replaced a few at a time.
 */
const LONGEST_MINUTES = 30;

export interface StoppingOptions {
  readonly service: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Milliseconds between two looks at a deployment. @default 5000 */
  readonly pollMs?: number | undefined;
}

/**
 * Stops a deployment, and waits until the tasks before serve. One that goes back already is waited for
 * alone: somebody else was faster, or this command was killed before.
 *
 * @returns `back`; or `done` where it ended well before it could be stopped
 * @throws OperationError when nobody brings the tasks before back, or it is not known whether
 */
export async function stopAndWait(
  deployments: Deployments,
  underWay: UnderWay,
  options: StoppingOptions,
): Promise<"back" | "done"> {
  const { service, say } = options;
  const { id } = underWay;
  if (underWay.state === "going-back") say(`${service}: it goes back already (${underWay.status})`);
  else await stop(deployments, id, options);
  const { state, status, why } = await during(
    `${service} goes back`,
    ended(deployments, id, options),
  );
  if (state === "back" || state === "done") return state;
  throw new OperationError(
    `${service}: the deployment ${id} ended with ${status}${why === undefined ? "" : `: ${why}`}. Nobody brings the tasks before back by themselves; look at the service before anything else`,
  );
}

/** An answer that says no, or that is lost, decides nothing: what counts is how the deployment stands. */
async function stop(
  deployments: Deployments,
  id: string,
  { service, say }: StoppingOptions,
): Promise<void> {
  try {
    await deployments.stop(id);
  } catch (error) {
    const { state, status } = await deployments.standing(id);
    if (state === "going") {
      throw new OperationError(
        `${service}: the deployment ${id} could not be stopped, and goes on (${status}): ${oneLine(error)}`,
      );
    }
  }
  say(`${service}: the deployment ${id} is stopped, and the tasks before come back`);
}

async function ended(
  deployments: Deployments,
  id: string,
  { service, say, signal, pollMs = POLL_MS }: StoppingOptions,
): Promise<Standing> {
  const end = Date.now() + LONGEST_MINUTES * 60_000;
  let told: string | undefined;
  try {
    while (Date.now() < end) {
      const standing = await deployments.standing(id);
      if (standing.status !== told) say(`${service}: ${standing.status}`);
      told = standing.status;
      if (standing.state !== "going" && standing.state !== "going-back") return standing;
      await sleep(pollMs, undefined, { signal });
    }
  } catch (error) {
    throw stillGoing(service, id, signal.aborted ? "interrupted" : oneLine(error));
  }
  throw stillGoing(service, id, `it is ${told} after ${LONGEST_MINUTES} minutes`);
}

const stillGoing = (service: string, id: string, why: string): OperationError =>
  new OperationError(
    `${service}: ${why}. The deployment ${id} is stopped and goes back by itself; this command, run again, waits for it`,
  );
