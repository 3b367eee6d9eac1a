import { readdir } from "node:fs/promises";
import { isAlive } from "../../src/core/processes";

/**
 * What processes that have ended left in a folder of .cache, where each works under its number. Tests
 * that run at the same time share that folder.
 */
export const leftIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => !isAlive(Number(name)));
