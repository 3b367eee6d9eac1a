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
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Unlike rename, link fails where there is a file already.
    await (replace ? rename(draft, file) : link(draft, file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      throw new OperationError(`${file} is a folder: name a file in it`);
    }
    throw new OperationError(
      code === "EEXIST"
        ? `${file} exists already, and is not overwritten: name another file, or add --yes`
        : `${file} cannot be written: ${message}`,
    );
  } finally {
    await rm(draft, { force: true });
  }
}
