import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../core/errors";
import { unlessMissing } from "../core/unless-missing";
import { FOLDER } from "./scratch";
import type { Migrated } from "./migrations";
import type { Origin } from "./origin";
import type { Release } from "./releases";

/**
 * What the commands of a clone hand to those of the release that it goes to, as a file. Both are of
 * different releases, so this is a contract: a format is read for ever, and a new one gets a number.
 */
export interface UpgradeRequest {
  readonly format: 1;
  /** The top of the clone. */
  readonly clone: string;
  /** What groundwork.json says afterwards. */
  readonly origin: Origin;
  readonly from: Release;
  readonly to: Release;
  /** The clone's commit that is upgraded. */
  readonly head: string;
  /** The branch that the clone gets. */
  readonly branch: string;
  readonly options: RequestOptions;
  /** How far it came, where a person has to do something and goes on then. */
  readonly progress?: Progress;
}

/** What the person asked for the last time. */
export interface RequestOptions {
  readonly allowDestroy: readonly string[];
  readonly test: boolean;
  readonly json: boolean;
}

export interface Progress {
  readonly notes: readonly string[];
  /** Files that a person has to look into. */
  readonly conflicts: readonly string[];
  /** @default they have not run */
  readonly migrated?: readonly Migrated[];
}

/** Raised with what a request is made of; older formats are still read. */
const FORMAT = 1;

const fileIn = (folder: string): string => path.join(folder, "request.json");

/** @param folder of the upgrade */
export async function writeRequest(folder: string, request: UpgradeRequest): Promise<string> {
  const file = fileIn(folder);
  await writeFile(`${file}.new`, JSON.stringify(request, null, 2));
  await rename(`${file}.new`, file);
  return file;
}

/** @throws OperationError where it is of a release that is newer than this one */
export async function readRequest(folder: string): Promise<UpgradeRequest> {
  const request = JSON.parse(await readFile(fileIn(folder), "utf8")) as UpgradeRequest;
  if (request.format <= FORMAT) return request;
  throw new OperationError(
    `the upgrade in ${folder}: got format ${request.format}, expected ${FORMAT}: run the command of the clone`,
  );
}

/** Where a clone keeps the folder of its upgrade. */
const noteIn = (clone: string): string => path.join(clone, ".cache/upgrade.json");

interface Note {
  readonly folder: string;
  /** Whether a person is to go on with it; otherwise it is under way, or was killed. */
  readonly waits: boolean;
}

async function readNote(clone: string): Promise<Note | undefined> {
  const text = await unlessMissing(readFile(noteIn(clone), "utf8"));
  try {
    const { folder, waits } = JSON.parse(text ?? "{}") as Partial<Note>;
    const isOurs = typeof folder === "string" && path.basename(folder).startsWith(FOLDER);
    return isOurs ? { folder, waits: waits === true } : undefined;
  } catch {
    return undefined;
  }
}

/** @returns the folder of an upgrade that a person is to go on with; undefined where there is none */
export async function keptFolder(clone: string): Promise<string | undefined> {
  const note = await readNote(clone);
  return note?.waits && existsSync(fileIn(note.folder)) ? note.folder : undefined;
}

/** @param waits whether a person is to go on with it */
export async function keepFolder(clone: string, folder: string, waits: boolean): Promise<void> {
  await mkdir(path.dirname(noteIn(clone)), { recursive: true });
  await writeFile(noteIn(clone), JSON.stringify({ folder, waits } satisfies Note));
}

/** Removes what an upgrade that waits, or one that was killed, has left. */
export async function forgetFolder(clone: string): Promise<void> {
  const note = await readNote(clone);
  await rm(noteIn(clone), { force: true });
  if (note !== undefined) await rm(note.folder, { recursive: true, force: true });
}
