import { copyFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../core/project";
import { LOCK_FILE } from "./store/bundle";

/** One file a stack, because cdktf.out, where Terraform writes it, is not in git. */
export const lockFileOf = (stack: string): string => `locks/${stack}.terraform.lock.hcl`;

/**
 * Puts the stack's lock file of providers where Terraform looks for it.
 *
 * @returns its name in the checkout, undefined where there is none
 */
export async function takeLocks(stack: string, dir: string): Promise<string | undefined> {
  const name = lockFileOf(stack);
  try {
    await copyFile(path.join(projectRoot, name), path.join(dir, LOCK_FILE));
    return name;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
