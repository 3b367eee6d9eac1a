import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../core/errors";
import { unlessMissing } from "../core/unless-missing";
import type { SourceFile } from "./values";

/** What this process has read of files, by their place; undefined where one was missing. */
const read = new Map<string, string | undefined>();

const textAt = (place: string): Promise<string | undefined> =>
  unlessMissing(readFile(place, "utf8"));

/** @returns undefined where there is no such file */
export async function readSource(root: string, file: string): Promise<SourceFile | undefined> {
  const place = path.join(root, file);
  const text = await textAt(place);
  read.set(place, text);
  return text === undefined ? undefined : { file, text };
}

/**
 * Writes files of a team: all of them, or none. Each has its old text or its new one, whenever the
 * process ends.
 *
 * @param files in the order in which they take their places: what others name comes first
 * @throws OperationError when one cannot be written, or has another text than `readSource` gave: an
 *   editor, or another command, was there meanwhile
 */
export async function writeSources(root: string, files: readonly SourceFile[]): Promise<void> {
  const all = files.map(({ file, text }) => {
    const place = path.join(root, file);
    return { file, text, place, draft: `${place}.${process.pid}.new` };
  });
  const done: (() => Promise<void>)[] = [];
  try {
    for (const { text, place, draft } of all) {
      await writeFile(draft, text, { mode: (await unlessMissing(stat(place)))?.mode });
    }
    await expectAsRead(all);
    for (const { place, draft } of all) {
      const before = await unlessMissing(readFile(place));
      await rename(draft, place);
      done.push(() => (before === undefined ? rm(place) : writeFile(place, before)));
    }
  } catch (error) {
    for (const undo of done.toReversed()) await undo();
    if (error instanceof OperationError) throw error;
    const { message } = error as Error;
    throw new OperationError(`the files of the project cannot be written: ${message}`);
  } finally {
    await Promise.all(all.map(({ draft }) => rm(draft, { force: true })));
  }
}

/** What somebody has written since a file was read would be lost. */
async function expectAsRead(
  files: readonly { readonly file: string; readonly place: string }[],
): Promise<void> {
  for (const { file, place } of files) {
    if (!read.has(place) || (await textAt(place)) === read.get(place)) continue;
    throw new OperationError(
      `${file}: got another text than the command had read, expected nobody to write there meanwhile. Nothing was written: run it again`,
    );
  }
}
