import { ownerOf, stateKey, type StateLocation } from "@groundwork/configuration/names";
import type { Person } from "../../core/person";
import type { RunRecords } from "../../terraform/run-record";
import type { AwsClients } from "../clients";
import { StateLocks } from "../lock/locks";
import { matchDigest } from "../state-digest";

export interface KilledRunOptions {
  readonly location: StateLocation;
  readonly clients: AwsClients;
  readonly records: RunRecords;
  readonly person?: Pick<Person, "tell"> | undefined;
}

/**
 * A killed run of this checkout has left its lock, which nobody else would release, and perhaps a
 * state that does not match its digest yet.
 */
export async function recoverKilledRun(
  { clients, location, records, person }: KilledRunOptions,
  stack: string,
): Promise<void> {
  const key = stateKey(ownerOf(stack));
  const locks = new StateLocks(location, clients);
  const held = await locks.read(key);
  for (const lock of [held.row, held.file]) {
    const taker = lock && (await records.taker(stack, lock));
    if (lock === undefined || taker?.fate !== "dead") continue;
    person?.tell(
      `Releasing the lock ${lock.ID}, taken at ${lock.Created} by a run that was killed`,
    );
    if (location.lock !== "s3") await matchDigest(clients, location, key);
    await locks.release(key, lock.ID);
  }
  await records.forgetDead(stack);
}
