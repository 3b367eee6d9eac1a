import { lstat, mkdir, mkdtemp, readdir, realpath, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { OperationError } from "./errors";
import { isAlive } from "./processes";
import { unlessMissing } from "./unless-missing";

/** Where a command puts a folder that was asked for. */
export interface NewFolder {
  readonly target: string;
  /** Whether it is there, and empty. */
  readonly isThere: boolean;
  /** Why there can be none, with how it was asked for. */
  readonly refusal: (what: string) => OperationError;
}

/**
 * The place of a folder that a command is to make. Nothing there is replaced, and an empty folder
 * stays the one it is: somebody's shell may be in it. A repository in which nothing is yet counts as
 * empty, and so does what a command has left that was killed here.
 *
 * @param option such as `--out`
 * @throws OperationError when a file or a folder with files is there, or what a folder cannot be
 */
export async function newFolder(option: string, asked: string): Promise<NewFolder> {
  const target = path.resolve(asked);
  const refusal = (what: string) =>
    new OperationError(
      `${option}: got ${asked === "" ? "nothing" : `${asked}, which ${what}`}, expected a folder that is empty, or not there`,
    );
  if (asked === "" || /\p{Cc}/u.test(asked)) throw refusal("has control characters in its name");
  try {
    const files = (await readdir(target)).filter((name) => name !== ".git" && !isLeftOver(name));
    if (files.length > 0) throw refusal("has files in it");
    return { target, isThere: true, refusal };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof OperationError) throw error;
    if (code === "ENOTDIR") throw refusal("is a file, or lies in one");
    if (code !== "ENOENT") throw refusal(`cannot be read (${reason(error)})`);
    const isLink = (await unlessMissing(lstat(target))) !== undefined;
    if (isLink) throw refusal("is a link to what is not there");
    return { target, isThere: false, refusal };
  }
}

/** Node's words without the system call and its paths, one of which nobody has asked for. */
const reason = (error: unknown): string => (error as Error).message.split(",")[0]!;

/** Begins the name of a folder in which something is made, before it is put in its place. */
const DRAFT = ".groundwork-draft-";

/** Whether a draft is one of a command that is dead: of this machine, and of no process any more. */
function isLeftOver(name: string): boolean {
  if (!name.startsWith(`${DRAFT}${hostname()}-`)) return false;
  const [pid] = name.slice(`${DRAFT}${hostname()}-`.length).split("-");
  return !isAlive(Number(pid));
}

/**
 * Has a folder made, and what was made in it put in its place when it is whole. Folders on the way
 * are made where they are missing, and what killed commands have left beside the place goes.
 *
 * @param make gets a folder of the same file system, for all that it needs, and returns what is put
 *   in place
 * @throws OperationError when no folder can be made there
 */
export async function makeFolder(
  place: NewFolder,
  make: (draft: string) => Promise<string>,
): Promise<void> {
  // A folder that is there may be one that is mounted: from its parent nothing could be renamed.
  const beside = place.isThere ? place.target : path.dirname(place.target);
  const draft = await draftIn(beside, place);
  try {
    await putInPlace(await make(draft), place);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function draftIn(beside: string, { refusal }: NewFolder): Promise<string> {
  try {
    await mkdir(beside, { recursive: true });
    for (const name of (await readdir(beside)).filter(isLeftOver)) {
      await rm(path.join(beside, name), { recursive: true, force: true });
    }
    return await mkdtemp(path.join(beside, `${DRAFT}${hostname()}-${process.pid}-`));
  } catch (error) {
    throw refusal(`cannot be made (${reason(error)})`);
  }
}

async function putInPlace(made: string, { target, isThere }: NewFolder): Promise<void> {
  if (!isThere) {
    await rename(made, target);
    return;
  }
  for (const name of await readdir(made)) {
    await rename(path.join(made, name), path.join(target, name));
  }
}

/** Whether a folder that may not be there yet lies in another one, or is it. */
export async function liesIn(target: string, folder: string): Promise<boolean> {
  const there = await unlessMissing(realpath(target));
  if (there === undefined) return liesIn(path.dirname(target), folder);
  const way = path.relative(await realpath(folder), there);
  return way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
