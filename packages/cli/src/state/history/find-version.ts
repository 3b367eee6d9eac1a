import { ownCommand } from "@groundwork/constructs/own-command";
import pMap from "p-map";
import { OperationError } from "../../core/errors";
import { AT_A_TIME } from "../../core/at-a-time";
import type { StateVersion } from "./versions";

/** Enough to tell the versions of most states apart. */
const SHORTEST = 8;

/** Beginnings of the ids, as long as they must be to be unambiguous among these versions. */
export function shortIds(versions: readonly StateVersion[]): (versionId: string) => string {
  const ids = [...new Set(versions.map(({ versionId }) => versionId))].toSorted();
  // Those that have most in common follow each other.
  const shared = ids.slice(1).map((id, index) => sharedBeginning(id, ids[index]!));
  // A beginning of digits alone would be taken for a serial.
  const digits = ids.map((id) => /^\d*/.exec(id)![0].length);
  const length = Math.max(SHORTEST, ...[...shared, ...digits].map((count) => count + 1));
  return (versionId) => versionId.slice(0, length);
}

function sharedBeginning(one: string, other: string): number {
  const differs = [...one].findIndex((letter, index) => letter !== other[index]);
  return differs === -1 ? one.length : differs;
}

/**
 * The version that a person means: by its id, the beginning of one, or, in digits alone, its serial.
 *
 * @param serialOf undefined for what is not a state
 * @throws OperationError when it is none, or several, or only the mark of a deletion
 */
export async function findVersion(
  versions: readonly StateVersion[],
  wanted: string,
  serialOf: (version: StateVersion) => Promise<number | undefined>,
): Promise<StateVersion> {
  const exact = versions.filter(({ versionId }) => versionId === wanted);
  const found =
    exact.length > 0
      ? exact
      : /^\d+$/.test(wanted)
        ? await withSerialOf(versions, Number(wanted), serialOf)
        : versions.filter(({ versionId }) => versionId.startsWith(wanted));
  const [version, ...others] = found;
  if (!version) {
    throw new OperationError(
      `got the version ${wanted}, expected the id of one, its beginning, or a serial; ${ownCommand("history <stack>")} lists them`,
    );
  }
  if (others.length > 0) {
    const short = shortIds(versions);
    const each = found.map(
      ({ versionId, lastModified }) =>
        `  ${short(versionId)}  ${lastModified.toISOString()}  (${versionId})`,
    );
    throw new OperationError(
      `got the version ${wanted}, which may be any of these; name one by its id:\n${each.join("\n")}`,
    );
  }
  if (version.deleted) {
    throw new OperationError(
      `version ${wanted} is no state, only S3's mark that it was deleted at ` +
        `${version.lastModified.toISOString()}; the version before it is the state as it was then`,
    );
  }
  return version;
}

async function withSerialOf(
  versions: readonly StateVersion[],
  serial: number,
  serialOf: (version: StateVersion) => Promise<number | undefined>,
): Promise<StateVersion[]> {
  const states = versions.filter(({ deleted }) => !deleted);
  const serials = await pMap(states, serialOf, AT_A_TIME.requests);
  return states.filter((_, index) => serials[index] === serial);
}
