import { rm } from "node:fs/promises";
import path from "node:path";
import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { expectPerson } from "../../core/agent";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { CHANGES, DONE, STALE, type ExitCode } from "../../core/exit-codes";
import { differenceOf, readContents, type StateContents } from "./contents";
import { findVersion } from "./find-version";
import { versioningOf } from "./entries";
import { makeCurrent, type MadeCurrent } from "./make-current";
import { shellWord } from "../../core/shell-word";
import { openBackend, openState, type OpenOptions, type OpenState } from "../open";
import { listVersions, readHead, readVersion, type StateVersion } from "./versions";
import { isSameLineage, stateFormat, type StateFormat } from "../../terraform/state-format";
import { planSummary, plannedChanges, type PlannedChanges } from "../../terraform/plan-changes";
import { requireTerraform } from "../../terraform/release";
import { when } from "../../core/when";

export interface RestoreOptions extends OpenOptions {
  readonly stack: string;
  /** Its id, the beginning of one, or its serial. */
  readonly version: string;
  /** Take a version of another lineage than the current one's. */
  readonly force: boolean;
  /** Show what Terraform would do then. */
  readonly plan: boolean;
}

/** The restoration as it was shown. */
interface Restoration {
  readonly version: StateVersion;
  readonly text: string;
  readonly contents: StateContents;
  /** The newest version; undefined where there never was any. */
  readonly newest: StateVersion | undefined;
  /** The kind of the current version; undefined if there is none. */
  readonly currentFormat: StateFormat | undefined;
  /** Undefined where there is none, or one that cannot be read here. */
  readonly current: StateContents | undefined;
}

/**
 * `groundwork restore`: makes an old version of a state the current one, as a new version, and shows
 * the plan that follows.
 *
 * @returns the exit code: 2 when Terraform would change something now
 * @throws OperationError with exit code 3 when the state changed meanwhile, 6 when an agent is at
 *   work, 7 when the state is locked
 */
export async function restore(options: RestoreOptions): Promise<ExitCode> {
  const { stack, version, force } = options;
  const line = `restore ${stack} ${shellWord(version)}${force ? " --force" : ""}`;
  expectPerson("restore", line, options);
  await requireTerraform(options.env);
  const open = await openState(
    options.stack,
    options,
    openBackend(options, "restore", options.stack),
  );
  const document: Outcome = { stack: open.stack, key: open.key };
  return runCommand({ asked: open.asked, json: options.json, document }, async () => {
    await carryOut(open, options, document);
    const { resources = [], outputs = [] } = document.plan ?? {};
    return resources.length + outputs.length > 0 ? CHANGES : DONE;
  });
}

/** The document for programs, as far as the command came. */
interface Outcome {
  readonly stack: string;
  readonly key: string;
  version?: string;
  serial?: number;
  replaces?: { readonly serial: number; readonly versionId: string } | null;
  comesBack?: readonly string[];
  goes?: readonly string[];
  changed?: readonly string[];
  made?: MadeCurrent;
  plan?: PlannedChanges;
  error?: string;
}

async function carryOut(
  open: OpenState,
  options: RestoreOptions,
  document: Outcome,
): Promise<void> {
  const { person, stack } = open;
  await open.locks.releaseLeft(open.key);
  const restoration = await prepare(open, options);
  const { version, contents, current, newest } = restoration;
  const { added, removed, changed } = differenceOf(current, contents);
  Object.assign(document, {
    version: version.versionId,
    serial: contents.serial,
    replaces: current ? { serial: current.serial, versionId: newest!.versionId } : null,
    comesBack: added,
    goes: removed,
    changed,
  });
  if (version.current) {
    person.tell(
      `Version ${options.version} is the current one already; nothing was changed. ` +
        `If Terraform does not take its content: ${ownCommand(`repair-digest ${stack}`)}`,
    );
    return;
  }
  person.tell(describe(open, restoration));
  if (!(await person.confirm("Make it current?"))) {
    throw new OperationError("stopped at your no; nothing was changed");
  }
  const made = await write(open, restoration);
  document.made = made;
  person.tell(
    `Restored: serial ${made.serial}, version ${made.versionId}.` +
      (made.backup === undefined ? "" : ` What was current before is also kept in ${made.backup}`),
  );
  try {
    await pull(open, restoration, made);
    if (options.plan) document.plan = await planNow(open);
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    // An error from here on does not undo what is done.
    throw new OperationError(
      `the version is restored, but was not seen to work: ${error.message}\nNext: ${ownCommand(`doctor ${stack}`)}`,
      error.exitCode,
    );
  }
  if (document.plan) person.tell(planSummary(document.plan));
}

async function prepare(open: OpenState, options: RestoreOptions): Promise<Restoration> {
  const { clients, location, key } = open;
  const versioning = await versioningOf(open);
  if (versioning !== "Enabled") {
    throw new OperationError(
      `versioning of bucket ${location.bucket}: got ${versioning}, expected Enabled: what is written now takes the place of ` +
        `another version. ${ownCommand("bootstrap")} turns it on; nothing was changed`,
    );
  }
  const versions = await listVersions(clients, location, key);
  const version = await findVersion(versions, options.version, async (one) =>
    readHead(clients, location, key, one).then((head) => head?.serial),
  );
  const bytes = await readVersion(clients, location, key, version.versionId);
  const text = String(bytes);
  const contents = readContents(text);
  if (!contents) {
    throw new OperationError(
      `version ${version.versionId}: got ${stateFormat(bytes).words}, expected a state of format 4; nothing was changed`,
    );
  }
  const newest = versions[0];
  const there =
    newest === undefined || newest.deleted
      ? undefined
      : await readVersion(clients, location, key, newest.versionId);
  const currentFormat = there && stateFormat(there);
  const { lineage } = currentFormat ?? {};
  if (lineage !== undefined && !isSameLineage(lineage, contents.lineage) && !options.force) {
    throw new OperationError(
      `version ${version.versionId}: got the lineage ${contents.lineage}, expected ${lineage}, the current one's. ` +
        "A lineage is given when a state is made, so the two describe different resources, or this stack was once made anew. " +
        "Restoring it leaves all that the current one manages without a state. If that is meant: add --force",
    );
  }
  const current = there && readContents(String(there));
  return { version, text, contents, newest, currentFormat, current };
}

function describe({ stack, key, location }: OpenState, restoration: Restoration): string {
  const { version, contents, current, currentFormat, newest } = restoration;
  const { added, removed, changed, outputsChanged } = differenceOf(current, contents);
  const { lineage } = currentFormat ?? {};
  const listed = (title: string, addresses: readonly string[]) =>
    addresses.length === 0 ? [] : [`  ${title}`, ...addresses.map((address) => `    ${address}`)];
  const replaced = current
    ? `serial ${current.serial} of ${when(newest!.lastModified)}`
    : newest?.deleted
      ? `nothing: the state was deleted at ${when(newest.lastModified)}`
      : (currentFormat?.words ?? "none");
  return [
    `${stack}: s3://${location.bucket}/${key}`,
    `  current: ${replaced}`,
    `  to be made current: serial ${contents.serial} of ${when(version.lastModified)}, version ${version.versionId}, ` +
      `${count(contents.addresses.length, "resource")}, as a new version with a serial above all others`,
    ...(lineage !== undefined && !isSameLineage(lineage, contents.lineage)
      ? [`  It has another lineage: ${contents.lineage} instead of ${lineage}`]
      : []),
    ...listed("comes back into the state; if it is gone from AWS, the plan makes it again:", added),
    ...listed("goes out of the state; what of it is in AWS stays there, unmanaged:", removed),
    ...listed("with its attributes of then, until the plan reads them anew:", changed),
    ...(outputsChanged === 0
      ? []
      : [`  ${count(outputsChanged, "output")} with the value of then`]),
    "Nothing is deleted: the current one stays a version, and a copy is kept beside it.",
  ].join("\n");
}

/** Restores under the lock, and only if the state is still the one that was shown. */
function write(open: OpenState, { version, text, newest }: Restoration): Promise<MadeCurrent> {
  const { clients, location, key, locks, stack } = open;
  return locks.holding(key, "groundwork restore", async () => {
    const [now] = await listVersions(clients, location, key);
    if (now?.versionId !== newest?.versionId) {
      throw new OperationError(
        `${key}: got a new version since it was shown, ${now?.versionId} of ${now?.lastModified.toISOString()}; nothing was changed. ` +
          `Look again: ${ownCommand(`history ${stack}`)}, then ${ownCommand(`restore ${stack} ${version.versionId}`)}`,
        STALE,
      );
    }
    return makeCurrent(open, text, "restore");
  });
}

/** Has Terraform read what was written. */
async function pull(
  { terraform, person }: OpenState,
  { contents }: Restoration,
  made: MadeCurrent,
): Promise<void> {
  await terraform.init("-reconfigure");
  const pulled = readContents(await terraform.pullState());
  if (!pulled || pulled.lineage !== contents.lineage || pulled.serial < made.serial) {
    const got = pulled ? `serial ${pulled.serial}, lineage ${pulled.lineage}` : "no state";
    throw new OperationError(
      `${terraform.command("state pull")}: got ${got}, expected serial ${made.serial}, lineage ${contents.lineage}`,
    );
  }
  if (pulled.serial > made.serial) {
    person.tell(`Somebody has written the state since: Terraform reads serial ${pulled.serial}`);
  }
}

const PLAN_FILE = "restore.tfplan";

async function planNow({ terraform }: OpenState): Promise<PlannedChanges> {
  try {
    // This plan must not wait for a run that has begun since, nor stop one.
    await terraform.plan(PLAN_FILE, "-lock=false");
    return plannedChanges(await terraform.showJson(PLAN_FILE));
  } finally {
    // It holds all values of the state.
    await rm(path.join(terraform.dir, PLAN_FILE), { force: true });
  }
}
