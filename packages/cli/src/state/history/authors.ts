import pMap from "p-map";
import { AT_A_TIME } from "../../core/at-a-time";
import { LOGS_FOR_A_VERSION, logsFrom, readLog, writesIn, type LoggedWrite } from "./access-log";
import { operationName, type LockInfo } from "../../terraform/lock-info";
import type { OpenBackend } from "../open";
import { listVersions, readVersion, type StateVersion } from "./versions";

/** Who wrote a version, as far as that is known. */
export interface Author {
  /** `user@host` out of a lock, an ARN out of the access log. */
  readonly who: string;
  /** What the lock was taken for, as `apply`. */
  readonly operation?: string | undefined;
  readonly source: "lock file" | "access log";
}

export interface Authors {
  /** Authors by version id. */
  readonly of: ReadonlyMap<string, Author>;
  /** Why some authors are not known, if that is known. */
  readonly note?: string | undefined;
}

type Place = Pick<OpenBackend, "clients" | "location">;

/** Log objects of one history: each takes a request, and most tell of other things. */
const LOGS_READ = 4 * LOGS_FOR_A_VERSION;

/** S3 notes times in whole seconds, and a log the request's begin. */
const LOG_TOLERANCE_MS = 2000;

/**
 * Finds out who wrote versions of a state: whoever held its lock file at that time, old versions of
 * which the bucket keeps as well; else what the access log tells, which comes late and takes a
 * permission of its own.
 */
export async function authorsOf(
  place: Place,
  key: string,
  versions: readonly StateVersion[],
): Promise<Authors> {
  const found = new Map<string, Author>();
  const notes: string[] = [];
  const attempt = async (what: string, work: (unknown: StateVersion[]) => Promise<Found>) => {
    const unknown = versions.filter(({ versionId }) => !found.has(versionId));
    if (unknown.length === 0) return;
    try {
      for (const [versionId, author] of await work(unknown)) found.set(versionId, author);
    } catch (error) {
      notes.push(`${what} cannot be read (${(error as Error).name})`);
    }
  };
  await attempt("old lock files", (unknown) => holdersAt(place, key, unknown));
  await attempt(`the access log in ${place.location.logBucket}`, (unknown) =>
    loggedAuthors(place, key, unknown),
  );
  return notes.length === 0
    ? { of: found }
    : { of: found, note: `Who wrote a version is not always known: ${notes.join("; ")}` };
}

type Found = readonly (readonly [string, Author])[];

/** A time in which the lock file was there. */
interface Holding {
  readonly versionId: string;
  readonly from: number;
  readonly to: number;
}

async function holdersAt(
  place: Place,
  key: string,
  versions: readonly StateVersion[],
): Promise<Found> {
  const { clients, location } = place;
  const lockFile = `${key}.tflock`;
  const holdings = holdingsIn(await listVersions(clients, location, lockFile));
  const candidates = versions.map(({ versionId, lastModified }) => ({
    versionId,
    holdings: holdings.filter(
      ({ from, to }) => from <= lastModified.valueOf() && lastModified.valueOf() <= to,
    ),
  }));
  const ids = [...new Set(candidates.flatMap((one) => one.holdings.map((h) => h.versionId)))];
  const texts = await pMap(
    ids,
    (id) => readVersion(clients, location, lockFile, id).then(String),
    AT_A_TIME.requests,
  );
  const locks = new Map(ids.map((id, index) => [id, parseLock(texts[index]!)]));
  return candidates.flatMap(({ versionId, holdings: during }) => {
    const author = authorAmong(during.flatMap((holding) => locks.get(holding.versionId) ?? []));
    return author ? [[versionId, author] as const] : [];
  });
}

/**
 * When the lock was held. It is only ever written where there is none, so versions and marks of
 * its deletion come in turns, also those of the same second.
 */
export function holdingsIn(versions: readonly StateVersion[]): Holding[] {
  const released = versions.filter(({ deleted }) => deleted);
  const taken = versions.filter(({ deleted }) => !deleted);
  const held = taken.some(({ current }) => current) ? 1 : 0;
  return taken.map(({ versionId, lastModified }, index) => ({
    versionId,
    from: lastModified.valueOf(),
    to:
      index < held
        ? Number.POSITIVE_INFINITY
        : (released[index - held]?.lastModified ?? lastModified).valueOf(),
  }));
}

/** Several where runs followed each other within a second. A plan takes the lock but writes nothing. */
function authorAmong(locks: readonly LockInfo[]): Author | undefined {
  const writers = locks.filter(({ Operation }) => Operation !== "OperationTypePlan");
  const names = [...new Set(writers.map(({ Who }) => Who))];
  const operations = [...new Set(writers.map(({ Operation }) => operationName(Operation)))];
  if (names.length === 0) return undefined;
  return {
    who: names.join(" or "),
    operation: operations.length === 1 ? operations[0] : undefined,
    source: "lock file",
  };
}

function parseLock(text: string): LockInfo | undefined {
  try {
    const lock = JSON.parse(text);
    return typeof lock?.Who === "string" && typeof lock.Operation === "string" ? lock : undefined;
  } catch {
    return undefined;
  }
}

async function loggedAuthors(
  place: Place,
  key: string,
  versions: readonly StateVersion[],
): Promise<Found> {
  const read = new Set<string>();
  const writes: LoggedWrite[] = [];
  const writeOf = ({ lastModified }: StateVersion) =>
    writes.find(
      ({ time }) => Math.abs(time.valueOf() - lastModified.valueOf()) <= LOG_TOLERANCE_MS,
    );
  for (const version of versions) {
    if (writeOf(version) || read.size >= LOGS_READ) continue;
    const names = (await logsFrom(place, version.lastModified)).filter((name) => !read.has(name));
    const logs = await pMap(names, (name) => readLog(place, name), AT_A_TIME.requests);
    names.forEach((name) => read.add(name));
    writes.push(...logs.flatMap((log) => writesIn(log, key)));
  }
  return versions.flatMap((version) => {
    const write = writeOf(version);
    if (!write) return [];
    return [[version.versionId, { who: write.requester, source: "access log" }] as const];
  });
}
