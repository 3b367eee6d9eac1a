import { releaseName } from "../../terraform/release";
import { writerNote } from "../../terraform/state-engine";
import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { sizeText } from "../../core/size";
import { differenceOf, readContents, type StateContents, type StateDifference } from "./contents";
import { findVersion, shortIds } from "./find-version";
import { historyOf, type History, type HistoryEntry } from "./entries";
import { openBackend, stateKeyOf, type OpenBackend, type OpenOptions } from "../open";
import { listVersions, readHead, readVersion, tryVersion } from "./versions";
import { isSameLineage, stateFormat } from "../../terraform/state-format";
import { table } from "../../core/table";
import { parseAddress } from "../../terraform/address";
import { when } from "../../core/when";
import { say, sayJson } from "../../core/outlet";

export interface HistoryOptions extends OpenOptions {
  readonly stack: string;
  /** How many versions are listed. */
  readonly limit: number;
  /** The version to look into: its id, the beginning of one, or its serial. @default the list */
  readonly show?: string | undefined;
}

interface Subject {
  readonly backend: OpenBackend;
  readonly stack: string;
  readonly key: string;
}

/** `groundwork history`: the versions of a state, or what one of them holds. Values are never shown. */
export async function history(options: HistoryOptions): Promise<void> {
  const { stack, limit, show, json } = options;
  const backend = openBackend(options, "history", options.stack);
  const subject = { backend, stack, key: stateKeyOf(backend, stack) };
  await runCommand(backend, async () => {
    const shown = await (show === undefined ? list(subject, limit) : look(subject, show));
    if (json) sayJson(shown.json);
    else say(shown.text);
  });
}

interface Shown {
  readonly text: string;
  readonly json: object;
}

const placeOf = ({ backend, key }: Subject): string => `s3://${backend.location.bucket}/${key}`;

async function list(subject: Subject, limit: number): Promise<Shown> {
  const { backend, stack, key } = subject;
  const found = await historyOf(backend, key, limit);
  const { entries, ...rest } = found;
  return {
    text: listText(subject, found),
    json: { stack, place: placeOf(subject), ...rest, versions: entries.map(entryJson) },
  };
}

function entryJson({ lastModified, author, state, format, ...entry }: HistoryEntry) {
  const { shortId, versionId, ...rest } = entry;
  return {
    versionId,
    shortId,
    time: lastModified.toISOString(),
    ...rest,
    ...(entry.deleted
      ? {}
      : { state: state ?? null, ...(format && { format: format.kind }), author: author ?? null }),
  };
}

function listText(subject: Subject, { total, entries, notes }: History): string {
  if (total === 0) return `${subject.stack}: no state yet at ${placeOf(subject)}`;
  const all = count(total, "version");
  const shown = entries.length < total ? `the newest ${entries.length} of ${all}` : all;
  return [
    `${subject.stack}: ${placeOf(subject)}, ${shown}, newest first`,
    "",
    table([HEADINGS, ...entries.map(row)], {
      giveWay: ["full id", "Terraform", "size", "resources"],
    }),
    ...(notes.length > 0 ? ["", ...notes] : []),
    "",
    `What one holds: ${ownCommand(`history ${subject.stack} --show VERSION`)}`,
    `To make one current again: ${ownCommand(`restore ${subject.stack} VERSION`)}`,
    "VERSION is an id, the beginning of one, or a serial",
  ].join("\n");
}

const HEADINGS = [
  "version",
  "serial",
  "time",
  "resources",
  "changes",
  "size",
  "Terraform",
  "who",
  "",
  "full id",
];

function row({ state, author, ...entry }: HistoryEntry): string[] {
  return [
    entry.shortId,
    state ? String(state.serial) : "-",
    when(entry.lastModified),
    state ? String(state.resources) : "-",
    state ? changes(state) : "-",
    entry.deleted ? "-" : sizeText(entry.bytes),
    state ? writerNote(state) : "-",
    entry.deleted ? "-" : who(author),
    marks(entry, state),
    entry.versionId,
  ];
}

function marks(entry: Omit<HistoryEntry, "state">, state: HistoryEntry["state"]): string {
  return [
    ...(entry.current ? ["current"] : []),
    ...(entry.deleted ? ["deleted"] : []),
    ...(entry.format ? [entry.format.words] : []),
    ...(entry.unread === undefined ? [] : [`cannot be read: ${entry.unread}`]),
    ...(state?.newLineage ? ["new lineage"] : []),
  ].join(", ");
}

function changes({ added, removed, changed, outputsChanged }: NonNullable<HistoryEntry["state"]>) {
  const outputs = outputsChanged === 0 ? "" : `, ${count(outputsChanged, "output")}`;
  return `+${added} -${removed} ~${changed}${outputs}`;
}

const who = (author: HistoryEntry["author"]): string =>
  author
    ? `${author.who}${author.operation === undefined ? "" : ` (${author.operation})`}`
    : "unknown";

async function look(subject: Subject, wanted: string): Promise<Shown> {
  const { backend, stack, key } = subject;
  const { clients, location } = backend;
  const versions = await listVersions(clients, location, key);
  const version = await findVersion(versions, wanted, async (one) =>
    readHead(clients, location, key, one).then((head) => head?.serial),
  );
  const read = (id: string) => readVersion(clients, location, key, id);
  const content = await read(version.versionId);
  const contents = readContents(String(content));
  if (!contents) {
    throw new OperationError(
      `version ${version.versionId} of ${placeOf(subject)}, ${sizeText(version.bytes)}: got ${stateFormat(content).words}, expected a state of format 4`,
    );
  }
  const newest = versions[0]!;
  const other =
    newest.deleted || newest === version
      ? undefined
      : await tryVersion(clients, location, key, newest.versionId);
  const current = other?.bytes && readContents(String(other.bytes));
  const against = current && differenceOf(contents, current);
  const { serial, lineage, terraformVersion, bytes } = contents;
  const resources = [...contents.resources.keys()].map((address) => ({
    type: parseAddress(address)?.type ?? "",
    address,
  }));
  const described = {
    versionId: version.versionId,
    shortId: shortIds(versions)(version.versionId),
    time: version.lastModified.toISOString(),
    current: version.current,
    serial,
    lineage,
    terraformVersion,
    bytes,
    resources,
    outputs: [...contents.outputs.keys()],
  };
  const comparison = against && {
    versionId: newest.versionId,
    serial: current.serial,
    sameLineage: isSameLineage(current.lineage, lineage),
    ...against,
  };
  const text = [
    `${stack}, version ${version.versionId} of ${when(version.lastModified)}`,
    `serial ${serial}, lineage ${lineage}, ${releaseName(writerNote(contents))}, ${sizeText(bytes)}`,
    "",
    resources.length === 0
      ? "It holds no resources."
      : table([["type", "address"], ...resources.map(({ type, address }) => [type, address])]),
    ...(described.outputs.length === 0 ? [] : ["", `Outputs: ${described.outputs.join(", ")}`]),
    "",
    ...(current && against
      ? againstCurrent(contents, current, against)
      : [
          version === newest
            ? "It is the current one."
            : other
              ? `The current one cannot be compared: ${other.bytes ? `it is ${stateFormat(other.bytes).words}` : other.unread}.`
              : "There is no current one: it was deleted.",
        ]),
  ].join("\n");
  return {
    text,
    json: {
      stack,
      place: placeOf(subject),
      version: described,
      againstCurrent: comparison ?? null,
    },
  };
}

function againstCurrent(
  { lineage }: StateContents,
  current: StateContents,
  against: StateDifference,
): string[] {
  const { added, removed, changed, outputsChanged } = against;
  const listed = (sign: string, addresses: readonly string[]) =>
    addresses.map((address) => `  ${sign} ${address}`);
  return [
    `Since then, up to the current one (serial ${current.serial}): ` +
      `${added.length} added, ${removed.length} removed, ${changed.length} changed, ${count(outputsChanged, "output")} changed`,
    ...(isSameLineage(current.lineage, lineage)
      ? []
      : [`The current one has another lineage: ${current.lineage}`]),
    ...listed("+", added),
    ...listed("-", removed),
    ...listed("~", changed),
  ];
}
