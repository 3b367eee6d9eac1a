import { hostname } from "node:os";
import type { Person } from "../../person";
import type { RunRecords } from "../../terraform/run-record";
import type { LockInfo } from "./lock-info";
import type { StateLocks } from "./locks";

export interface OwnLocksOptions {
  readonly key: string;
  readonly locks: StateLocks;
  readonly stack: string;
  readonly records: RunRecords;
  readonly person: Person;
}

/** Releases what a command of this checkout, not Terraform, left locked when it was killed. */
export async function releaseOwnLocks(options: OwnLocksOptions): Promise<void> {
  const { key, locks, stack, records, person } = options;
  const { row, file } = await locks.read(key);
  for (const lock of [row, file]) {
    if (lock?.Version !== "groundwork" || !(await records.leftBehind(stack, lock))) continue;
    person.tell(`Releasing the lock ${lock.ID} of ${key}, left by a command that was killed`);
    await locks.release(key, lock.ID);
  }
}

/** The lock that somebody else has on a state, which then can be in the middle of a change. */
export async function foreignLock(locks: StateLocks, key: string): Promise<LockInfo | undefined> {
  const { row, file } = await locks.read(key);
  return [row, file].find((lock) => lock && !isOurs(lock));
}

/** As StateLocks takes them in this process. */
const isOurs = ({ Info, Who }: LockInfo): boolean =>
  Info === `groundwork, process ${process.pid}` && Who.endsWith(`@${hostname()}`);
