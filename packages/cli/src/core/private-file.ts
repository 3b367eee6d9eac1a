import { link, mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "./errors";

/**
 * Writes a file that only its owner may read, all of it or none. Folders on the way to it are made.
 *
 * @param replace whether a file of that name may go
 * @throws OperationError when there is one, or it cannot be written
 */
export async function writePrivately(file: string, text: string, replace: boolean): Promise<void> {
  // In the same folder: a rename is atomic only within a file system.
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    // One that was killed may have had this process's number.
    await rm(draft, { force: true });
    await writeThrough(draft, text);
    // Unlike rename, link fails where there is a file already.
    await (replace ? rename(draft, file) : link(draft, file));
  } catch (error) {
    const { code, message, syscall } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && syscall === "link") await expectPlaceFor(file, false);
    await expectPlaceFor(file, true);
    // What follows the comma names the draft, which nobody has asked for.
    throw new OperationError(`${file} cannot be written: ${message.split(",")[0]}`);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/**
 * What writePrivately would refuse of what is there, before work is done for it.
 *
 * @param replace whether a file of that name may go
 * @throws OperationError when there is a file, or a folder
 */
export async function expectPlaceFor(file: string, replace: boolean): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) throw new OperationError(`${file} is a folder: name a file in it`);
  if (there === undefined || replace) return;
  throw new OperationError(
    `${file} exists already, and is not overwritten: name another file, or add --yes`,
  );
}

/**
 * Writes a file that there is not yet, for its owner alone, and returns when the disk has it.
 *
 * @throws what Node says of it, with the code EEXIST where there is one
 */
export async function writeThrough(file: string, content: string | Buffer): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
