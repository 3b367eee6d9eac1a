import { expectPerson } from "../../core/agent";
import { OperationError } from "../../core/errors";
import { LOCKED } from "../../core/exit-codes";
import { PLACE, WAIT_OR_FORCE, type JudgedPlace } from "./lock-report";
import type { UnlockOptions } from "./unlock";

/** Minutes below which a holder may be alive, unless a person says otherwise. */
export const MAY_LIVE_MINUTES = 15;

/**
 * Refuses an agent to say that a holder is dead which may be alive.
 *
 * @throws OperationError with exit code 6
 */
export function expectPersonToForce(options: UnlockOptions): void {
  const { force, olderThan, stack } = options;
  if (force) expectPerson("unlock --force", `unlock ${stack} --force`, options);
  if (olderThan < MAY_LIVE_MINUTES) {
    const flag = `--older-than ${olderThan}`;
    expectPerson(`unlock ${flag}`, `unlock ${stack} ${flag}`, options);
  }
}

/** The same where a lock was found that is not released. */
export const expectPersonForLiving = (options: UnlockOptions): void =>
  expectPerson(
    "unlock of a lock whose holder may be alive",
    `unlock ${options.stack} --force`,
    options,
  );

/**
 * Why a lock stays, told to a person.
 *
 * @throws OperationError to an agent
 */
export function notReleased(
  places: readonly JudgedPlace[],
  options: UnlockOptions,
): OperationError {
  expectPersonForLiving(options);
  const reasons = places
    .filter(({ verdict }) => !verdict.releasable)
    .map(({ place, verdict }) => `${PLACE[place]}: ${verdict.why}`);
  return new OperationError(
    `the lock was not released; ${reasons.join("; ")}. ${WAIT_OR_FORCE}`,
    LOCKED,
  );
}
