import { readFile } from "node:fs/promises";
import { OperationError } from "../../core/errors";
import { backUp } from "../backup";
import type { Source } from "./migration-source";
import type { OpenState } from "../open";
import { finishShredding, shred, SHRED_REMARK } from "./shred";

/** What came of it. */
export interface ShreddedCopies {
  readonly backups: readonly string[];
  readonly shredded: readonly string[];
}

/**
 * Offers to shred what lies on this machine of a state that has been moved. Right only under the
 * source's lock.
 */
export async function shredCopies(
  { clients, location, key, person }: Pick<OpenState, "clients" | "location" | "key" | "person">,
  source: Source,
): Promise<ShreddedCopies> {
  const { whole, begun } = await source.localFiles();
  const files = [...begun, ...whole];
  const backups: string[] = [];
  const kept = { backups, shredded: [] };
  if (files.length === 0) return kept;
  const agreed = await person.confirm(`Shred ${files.join(", ")}?`).catch((error: unknown) => {
    // Nobody is there to answer, and the move is done all the same.
    if (error instanceof OperationError) return false;
    throw error;
  });
  if (!agreed) return kept;
  // The state itself is at its new place by now; the older ones beside it are nowhere else.
  for (const [index, file] of whole.filter((name) => name !== source.name).entries()) {
    const text = await readFile(file, "utf8");
    if (text === "") continue;
    backups.push(await backUp(clients, location, key, `migrate-local-copy-${index + 1}`, text));
  }
  for (const file of begun) await finishShredding(file);
  for (const file of whole) await shred(file);
  person.tell(SHRED_REMARK);
  return { backups, shredded: files };
}
