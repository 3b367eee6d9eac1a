import { mkdir, readdir, rename } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "./errors";

/** Where a command puts a folder that was asked for. */
export interface NewFolder {
  readonly target: string;
  /** Whether it is there, and empty. */
  readonly isThere: boolean;
}

/**
 * The place of a folder that a command is to make. Nothing there is replaced, and an empty folder
 * stays the one it is: somebody's shell may be in it.
 *
 * @param option such as `--out`
 * @throws OperationError when a file or a folder with files is there
 */
export async function newFolder(option: string, asked: string): Promise<NewFolder> {
  const target = path.resolve(asked);
  const refuse = (what: string) =>
    new OperationError(
      `${option}: got ${asked}, which ${what}, expected a folder that is empty, or not there`,
    );
  try {
    if ((await readdir(target)).length > 0) throw refuse("has files in it");
    return { target, isThere: true };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") throw refuse("is a file, or lies in one");
    if (code !== "ENOENT") throw error;
    return { target, isThere: false };
  }
}

/** A folder from which its contents can be renamed to their place, made where that is missing. */
export async function folderBeside({ target, isThere }: NewFolder): Promise<string> {
  if (isThere) return target;
  await mkdir(path.dirname(target), { recursive: true });
  return path.dirname(target);
}

/**
 * Puts what was made in its place.
 *
 * @param made a folder of the same file system
 */
export async function putInPlace(made: string, { target, isThere }: NewFolder): Promise<void> {
  if (!isThere) {
    await rename(made, target);
    return;
  }
  for (const name of await readdir(made)) {
    await rename(path.join(made, name), path.join(target, name));
  }
}
