import { statSync } from "node:fs";
import { link, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "./errors";

/**
 * Writes a file that only its owner may read, all of it or none.
 *
 * @param replace whether a file of that name may go
 * @throws OperationError when there is one, or it cannot be written
 */
export async function writePrivately(file: string, text: string, replace: boolean): Promise<void> {
  // In the same folder: a rename is atomic only within a file system.
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
  try {
    await writeThrough(draft, text);
    // Unlike rename, link fails where there is a file already.
    await (replace ? rename(draft, file) : link(draft, file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      throw new OperationError(`${file} is a folder: name a file in it`);
    }
    if (code === "EEXIST") {
      throw new OperationError(
        `${file} exists already, and is not overwritten: name another file, or add --yes`,
      );
    }
    // Node names the draft, which nobody has asked for.
    const why = code === "ENOENT" ? `there is no folder ${path.dirname(file)}` : message;
    throw new OperationError(`${file} cannot be written: ${why}`);
  } finally {
    await rm(draft, { force: true });
  }
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
