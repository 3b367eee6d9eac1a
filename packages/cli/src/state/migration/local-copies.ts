import { readdir, readFile, realpath, rm } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../../core/errors";
import { backUp } from "../backup";
import type { Source } from "./migration-source";
import type { OpenState } from "../open";

/** What became of the files. */
export interface RemovedCopies {
  readonly backups: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Offers to remove the files of a moved state on this machine. The caller must hold the source's
 * lock.
 */
export async function removeCopies(
  { clients, location, key, person }: Pick<OpenState, "clients" | "location" | "key" | "person">,
  source: Source,
): Promise<RemovedCopies> {
  const files = await source.localFiles();
  const backups: string[] = [];
  const kept = { backups, removed: [] };
  if (files.length === 0) return kept;
  const agreed = await person.confirm(`Remove ${files.join(", ")}?`).catch((error: unknown) => {
    // Nobody is there to answer, and the move is done anyway.
    if (error instanceof OperationError) return false;
    throw error;
  });
  if (!agreed) return kept;
  // The state itself is at its new place by now; the older ones beside it are nowhere else.
  for (const [index, file] of files.filter((name) => name !== source.name).entries()) {
    const text = await readFile(file, "utf8");
    if (text === "") continue;
    backups.push(await backUp(clients, location, key, `migrate-local-copy-${index + 1}`, text));
  }
  for (const file of files) await removeFile(file);
  person.tell(REMARK);
  return { backups, removed: files };
}

const REMARK =
  "Removed, not overwritten: the blocks can outlive that until the disk uses them again, and only an " +
  "encrypted disk protects from it.";

/** Removes a file, and the symbolic link by which it is named. */
export async function removeFile(file: string): Promise<void> {
  // The file with the secrets goes first.
  await rm(await realpath(file));
  await rm(file, { force: true });
}

/**
 * A local state and the copies that Terraform keeps beside it: `.backup` of the apply before, and
 * `.<time>.backup` of each `terraform state` command. The state itself comes last: as long as it is
 * there, a run that was stopped can be repeated.
 */
export async function stateFiles(file: string): Promise<string[]> {
  const folder = path.dirname(file);
  const base = path.basename(file);
  const names = await readdir(folder).catch(() => [] as string[]);
  const copies = names
    .filter(
      (name) => name.startsWith(`${base}.`) && /^(\d+\.)?backup$/.test(name.slice(base.length + 1)),
    )
    .toSorted()
    .map((name) => path.join(folder, name));
  return names.includes(base) ? [...copies, file] : copies;
}
