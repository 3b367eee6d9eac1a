import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheDir } from "./project";

/*
 * Names that commands have met, for the completion of a shell: it reads them, a line each, and runs
 * nothing of the checkout in which somebody happens to press Tab.
 */

export type KnownName = "stacks" | "plans";

/** How many are kept, newest first. */
const KEPT = 100;

/** Below the project, as scripts of shells have it. */
export const knownNamesFolder = ".cache/completion";

/**
 * Keeps names before those that are known already.
 *
 * @param all whether there are no others. @default false
 */
export function rememberNames(what: KnownName, names: readonly string[], all = false): void {
  const file = path.join(cacheDir, "completion", what);
  const known = linesOf(file);
  const kept = [...new Set([...names, ...(all ? [] : known)])].slice(0, KEPT);
  if (kept.join() === known.join()) return;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    // Whole or not at all, also of two commands at once.
    const made = `${file}.${process.pid}`;
    writeFileSync(made, kept.map((name) => `${name}\n`).join(""));
    renameSync(made, file);
  } catch {
    // A checkout that is somebody else's: the shell completes less there.
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}
