import path from "node:path";
import { ownCommand } from "@groundwork/constructs/own-command";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { LOCKED } from "../../core/exit-codes";
import { projectRoot } from "../../core/project";
import { oneLine } from "../../core/aws/error";
import { backUp } from "../backup";
import { digestOf, storedDigest } from "../state-digest";
import { holderSigns, judge } from "./lock-holder";
import { readLockPlaces, type LockPlace } from "./lock-places";
import {
  FORCED,
  lockJson,
  lockReport,
  releasedText,
  withoutTerraform,
  type JudgedPlace,
  type ReleasedLock,
} from "./lock-report";
import { heldBy } from "./locks";
import { expectPersonToForce, notReleased } from "./may-live";
import { isInS3, openState, openStates, type OpenOptions, type OpenState } from "../open";
import { unlockElsewhere } from "./unlock-elsewhere";
import { stateFormat } from "../../terraform/state-format";
import { readStateBytes } from "../state-object";

export interface UnlockOptions extends OpenOptions {
  readonly stack: string;
  /** Release it although its holder is, or may be, alive. */
  readonly force: boolean;
  /** Age in minutes below which a holder may be alive. */
  readonly olderThan: number;
}

/** The document for programs, as far as the command came. */
interface Released {
  readonly stack: string;
  readonly key: string;
  locks?: ReturnType<typeof lockJson>;
  /** The place that keeps the lock's text. */
  backup?: string;
  released?: readonly ReleasedLock[];
  digestMatches?: boolean | undefined;
  /** Undefined where that could not be read any more. */
  free?: boolean | undefined;
  error?: string;
}

/**
 * `groundwork unlock`: shows who holds the lock of a state, and releases what a dead run has left.
 *
 * @throws OperationError with exit code 7 when the state stays locked, 6 when an agent would release
 *   a lock whose holder may be alive
 */
export async function unlock(options: UnlockOptions): Promise<void> {
  const { stack, olderThan, json } = options;
  expectPersonToForce(options);
  const states = openStates(options);
  if (!isInS3(states)) return unlockElsewhere(await openState(stack, options, states), options);
  const open = await openState(stack, options, states);
  const { key, asked, clients, location } = open;
  const document: Released = { stack, key };
  await runCommand({ asked, json, document }, async () => {
    const places = await readJudged(open, olderThan);
    document.locks = lockJson(places);
    try {
      await releaseAll(open, places, options, document);
    } finally {
      const left = await readLockPlaces(clients, location, key).catch(() => undefined);
      document.free = left === undefined ? undefined : left.length === 0;
    }
  });
}

async function releaseAll(
  open: OpenState,
  places: readonly JudgedPlace[],
  options: UnlockOptions,
  document: Released,
): Promise<void> {
  const { key, person } = open;
  const { force } = options;
  if (places.length === 0) {
    person.tell(`${key} is not locked; nothing was changed.`);
    return;
  }
  person.tell(lockReport(key, places));
  if (!force && places.some(({ verdict }) => !verdict.releasable))
    throw notReleased(places, options);
  const id = await idForTerraform(open, places);
  await agree(open, places, id, force);
  const backup = await keep(open, places);
  if (backup !== undefined) {
    document.backup = backup;
    person.tell(`The lock's text is kept in ${backup}`);
  }
  const released = await release(open, places, id);
  document.released = released;
  for (const one of released)
    person.tell(releasedText(one, open.terraform.command("force-unlock")));
  if (released.length === 0) person.tell("It was released meanwhile, by somebody else.");
  await expectFree(open);
  document.digestMatches = await hintAtDigest(open);
  person.tell(`${key} is free.`);
}

async function readJudged(open: OpenState, olderThan: number): Promise<JudgedPlace[]> {
  const { clients, location, key, records, stack, terraform, programs } = open;
  const folders = [terraform.dir, path.join(projectRoot, "cdktf.out/stacks", stack)];
  const places = await readLockPlaces(clients, location, key);
  return Promise.all(
    places.map(async (place) => {
      const signs = await holderSigns(records, stack, place.info, folders, programs);
      return { ...place, verdict: judge(place, signs, olderThan, new Date()) };
    }),
  );
}

/** @throws OperationError when the person says no */
async function agree(
  { person, terraform }: OpenState,
  places: readonly JudgedPlace[],
  terraformsId: string | undefined,
  force: boolean,
): Promise<void> {
  if (force && places.some(({ verdict }) => !verdict.releasable)) {
    person.tell(FORCED);
  }
  const byTerraform = terraformsId !== undefined;
  const ways = [
    ...(byTerraform ? [`${terraform.command("force-unlock")} in ${terraform.dir}`] : []),
    ...(byTerraform && places.every(({ used }) => used)
      ? []
      : ["deleting what is shown above, as long as it is still the same"]),
  ];
  if (!(await person.confirm(`Release it by ${ways.join(", then ")}?`))) {
    throw new OperationError("stopped at your no; nothing was changed", LOCKED);
  }
}

/**
 * The lock that Terraform can release: force-unlock ends in an error unless every place at which
 * it looks holds one and the same (internal/backend/remote-state/s3/client.go, Unlock). And init
 * has to read the state first, for which it tries 10 s where it cannot.
 */
async function idForTerraform(
  open: OpenState,
  places: readonly LockPlace[],
): Promise<string | undefined> {
  const { lock } = open.location;
  const used = places.filter((place) => place.used);
  const ids = new Set(used.map(({ info }) => info?.ID));
  if (used.length !== (lock === "both" ? 2 : 1) || ids.size !== 1) return undefined;
  const { bytes, fits } = await stateAndDigest(open);
  return fits && (bytes === undefined || stateFormat(bytes).readByTerraform)
    ? [...ids][0]
    : undefined;
}

/** A lock is no state, so a person who may not write beside it may still release it. */
async function keep(
  { clients, location, key, person }: OpenState,
  places: readonly LockPlace[],
): Promise<string | undefined> {
  const text = JSON.stringify(places.map(({ where, text }) => ({ where, text })));
  try {
    return await backUp(clients, location, key, "unlock", text);
  } catch (error) {
    person.tell(`No copy of the lock is kept: ${oneLine(error)}`);
    return undefined;
  }
}

type Places = Awaited<ReturnType<typeof readLockPlaces>>;

/** Releases what was seen: by Terraform where it can, else each place by itself. */
async function release(
  open: OpenState,
  seen: readonly LockPlace[],
  terraformsId: string | undefined,
): Promise<ReleasedLock[]> {
  const { clients, location, key, terraform, person, records, stack } = open;
  const read = (): Promise<Places> => readLockPlaces(clients, location, key);
  const released: ReleasedLock[] = [];
  if (terraformsId !== undefined && sameLocks(seen, await read())) {
    try {
      await terraform.init("-reconfigure");
      await terraform.forceUnlock(terraformsId);
    } catch (error) {
      person.tell(withoutTerraform(error as Error));
    }
    const left = await read();
    const gone = seen.filter((one) => !left.some((other) => isSame(one, other)));
    released.push(
      ...gone.map(({ place, info }) => ({ place, id: info?.ID, by: "terraform" as const })),
    );
  }
  for (const place of await read()) {
    if (!seen.some((one) => isSame(one, place))) continue;
    if (await place.release()) {
      released.push({ place: place.place, id: place.info?.ID, by: "groundwork" });
    }
  }
  await records.forgetDead(stack);
  return released;
}

const isSame = (one: LockPlace, other: LockPlace): boolean =>
  one.place === other.place && one.text === other.text;

const sameLocks = (seen: readonly LockPlace[], now: readonly LockPlace[]): boolean =>
  seen.length === now.length && seen.every((one) => now.some((other) => isSame(one, other)));

/** @throws OperationError when the state is locked, by somebody who came in between */
async function expectFree({ clients, location, key }: OpenState): Promise<void> {
  const [left] = await readLockPlaces(clients, location, key);
  if (!left) return;
  if (left.info) throw heldBy(key, left.info);
  throw new OperationError(`${key} is still locked: ${left.where}`, LOCKED);
}

/** A run that was killed while it wrote can have left a state without its digest. */
async function hintAtDigest(open: OpenState): Promise<boolean | undefined> {
  const { location, stack, person } = open;
  if (location.lock === "s3") return undefined;
  const { fits } = await stateAndDigest(open);
  if (!fits) {
    person.tell(
      `The state and its digest in the lock table differ. Next: ${ownCommand(`repair-digest ${stack}`)}`,
    );
  }
  return fits;
}

async function stateAndDigest({ clients, location, key }: OpenState) {
  const [bytes, digest] = await Promise.all([
    readStateBytes(clients, location, key),
    location.lock === "s3" ? undefined : storedDigest(clients, location, key),
  ]);
  const fits = digest === undefined || (bytes !== undefined && digest === digestOf(bytes));
  return { bytes, fits };
}
