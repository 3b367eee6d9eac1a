import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../core/errors";
import { unlessMissing } from "../core/unless-missing";
import type { SourceFile } from "./values";

/** @returns undefined where there is no such file */
export async function readSource(root: string, file: string): Promise<SourceFile | undefined> {
  const text = await unlessMissing(readFile(path.join(root, file), "utf8"));
  return text === undefined ? undefined : { file, text };
}

/**
 * Writes files of a team: all of them, or none. Each has its old text or its new one, whenever the
 * process ends.
 *
 * @param files in the order in which they take their places: what others name comes first
 * @throws OperationError when one cannot be written
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
    for (const { place, draft } of all) {
      const before = await unlessMissing(readFile(place));
      await rename(draft, place);
      done.push(() => (before === undefined ? rm(place) : writeFile(place, before)));
    }
  } catch (error) {
    for (const undo of done.toReversed()) await undo();
    const { message } = error as Error;
    throw new OperationError(`the files of the project cannot be written: ${message}`);
  } finally {
    await Promise.all(all.map(({ draft }) => rm(draft, { force: true })));
  }
}
