import type { Engine } from "@groundwork/constructs/stack/oldest-engines";
import { GetBucketVersioningCommand } from "@aws-sdk/client-s3";
import { ownCommand } from "@groundwork/constructs/own-command";
import pMap from "p-map";
import { AT_A_TIME } from "../../core/at-a-time";
import { authorsOf, type Author } from "./authors";
import { differenceOf, readContents, type StateContents } from "./contents";
import { shortIds } from "./find-version";
import type { OpenBackend } from "../open";
import { isSameLineage, stateFormat, type StateFormat } from "../../terraform/state-format";
import { listVersions, tryVersion, type ReadVersion, type StateVersion } from "./versions";

export interface HistoryEntry extends StateVersion {
  /** Beginning of the id, as long as it has to be. */
  readonly shortId: string;
  /** Undefined for a deletion and for what cannot be read here, such as an encrypted state. */
  readonly state?: Summary | undefined;
  /** The kind of object, if it is no state. */
  readonly format?: StateFormat | undefined;
  /** Why AWS does not give it; undefined if it does. */
  readonly unread?: string | undefined;
  readonly author?: Author | undefined;
}

interface Summary {
  readonly serial: number;
  readonly lineage: string;
  /** Whether it has nothing to do with the state before it. */
  readonly newLineage: boolean;
  readonly terraformVersion: string;
  /** Which of the two the version is of, where the state tells. */
  readonly engine?: Engine | undefined;
  readonly resources: number;
  /** Changes against the state before it. */
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly outputsChanged: number;
}

export interface History {
  /** `Enabled`, `Suspended`, or `Off` where it never was on. */
  readonly versioning: string;
  /** How many versions and marks of deletion there are; the entries are the newest of them. */
  readonly total: number;
  readonly entries: readonly HistoryEntry[];
  /** Notes for a person. */
  readonly notes: readonly string[];
}

type Place = Pick<OpenBackend, "clients" | "location">;

/** The newest versions of a state, newest first, each compared with the one before it. */
export async function historyOf(place: Place, key: string, limit: number): Promise<History> {
  const { clients, location } = place;
  const [versions, versioning] = await Promise.all([
    listVersions(clients, location, key),
    versioningOf(place),
  ]);
  const shown = versions.slice(0, limit);
  // The last one shown is compared too.
  const oneMore = versions.slice(limit).find(({ deleted }) => !deleted);
  const read = [...shown, ...(oneMore ? [oneMore] : [])];
  const [looked, authors] = await Promise.all([
    pMap(
      read,
      ({ deleted, versionId }) =>
        deleted
          ? Promise.resolve(undefined)
          : tryVersion(clients, location, key, versionId).then(lookInto),
      AT_A_TIME.states,
    ),
    authorsOf(
      place,
      key,
      shown.filter(({ deleted }) => !deleted),
    ),
  ]);
  const short = shortIds(versions);
  const contents = looked.map((one) => one?.contents);
  return {
    versioning,
    total: versions.length,
    entries: shown.map((version, index) => ({
      ...version,
      shortId: short(version.versionId),
      format: looked[index]?.format,
      unread: looked[index]?.unread,
      state: summaryOf(contents[index], contents.slice(index + 1)),
      author: authors.of.get(version.versionId),
    })),
    notes: [
      ...versioningNotes(place, versioning, versions),
      ...(authors.note === undefined ? [] : [authors.note]),
    ],
  };
}

function lookInto({ bytes, unread }: ReadVersion): Looked {
  if (bytes === undefined) return { unread };
  const contents = readContents(String(bytes));
  return contents ? { contents } : { format: stateFormat(bytes) };
}

interface Looked extends Pick<HistoryEntry, "format" | "unread"> {
  readonly contents?: StateContents | undefined;
}

/** @param older newest first; what cannot be read is passed over */
function summaryOf(
  state: StateContents | undefined,
  older: readonly (StateContents | undefined)[],
): Summary | undefined {
  if (!state) return undefined;
  const before = older.find((contents) => contents !== undefined);
  const { serial, lineage, terraformVersion, engine, addresses } = state;
  const { added, removed, changed, outputsChanged } = differenceOf(before, state);
  return {
    serial,
    lineage,
    newLineage: before !== undefined && !isSameLineage(before.lineage, lineage),
    terraformVersion,
    ...(engine && { engine }),
    resources: addresses.length,
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    outputsChanged,
  };
}

/** Whether the bucket keeps versions: `Enabled`, `Suspended` or `Off`. */
export async function versioningOf({ clients, location }: Place): Promise<string> {
  const { Status } = await clients.s3.send(
    new GetBucketVersioningCommand({ Bucket: location.bucket }),
  );
  return Status ?? "Off";
}

/** The id of what was written while the bucket kept no versions. */
const UNVERSIONED = "null";

function versioningNotes(
  { location: { bucket } }: Place,
  versioning: string,
  versions: readonly StateVersion[],
): string[] {
  const notes: string[] = [];
  if (versioning !== "Enabled") {
    notes.push(
      `Versioning of bucket ${bucket} is ${versioning.toLowerCase()}: each write of a state now replaces the one before it. ${ownCommand("bootstrap")} turns it on`,
    );
  }
  if (versions.some(({ versionId }) => versionId === UNVERSIONED)) {
    notes.push(
      `Version ${UNVERSIONED} was written while the bucket kept no versions; there is only ever one of it`,
    );
  }
  return notes;
}
