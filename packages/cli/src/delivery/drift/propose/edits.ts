import type { DriftIgnore } from "@groundwork/configuration";
import { OperationError } from "../../../core/errors";
import { projectRoot } from "../../../core/project";
import type { EditedFile } from "../../../comparison/patch";
import { formatted } from "../../../sources/formatted";
import { fileOfOption, withOption, type OptionEdit } from "../../../sources/option-edit";
import { inFile, type SourceFile } from "../../../sources/values";
import { readSource } from "../../../sources/write";
import { IGNORES_FILE, withEntries } from "./ignore-entries";

/** What is to be written into files in environments/. */
export interface Edits {
  readonly options: readonly OptionEdit[];
  /** New entries of the list of what is accepted. */
  readonly entries: readonly DriftIgnore[];
  /** Entries that have expired, with the day that they are to have. */
  readonly renewed: readonly DriftIgnore[];
}

/**
 * The files with the edits, in the form of the project's formatter.
 *
 * @param drafts files that others have edited before. @default as they are in the project
 * @throws OperationError where one cannot be edited
 */
export async function withEdits(
  { options, entries, renewed }: Edits,
  drafts: readonly EditedFile[] = [],
): Promise<EditedFile[]> {
  const files = new Map(drafts.map((draft) => [draft.file, draft]));
  const edit = async (file: string, change: (text: string) => string) => {
    const before = files.get(file) ?? (await readFile(file));
    const text = inFile(file, () => change(before.text));
    const { text: well } = await formatted({ file, text }, before.text);
    files.set(file, { ...before, text: well });
  };
  for (const option of options) {
    await edit(fileOfOption(option), (text) => withOption(text, option));
  }
  if (entries.length + renewed.length > 0) {
    await edit(IGNORES_FILE, (text) => withEntries(text, entries, renewed));
  }
  return [...files.values()].filter(({ before, text }) => before !== text);
}

async function readFile(file: string): Promise<EditedFile> {
  const found: SourceFile | undefined = await readSource(projectRoot, file);
  if (found) return { ...found, before: found.text };
  throw new OperationError(`${file}: got no such file, expected what it says there`);
}
