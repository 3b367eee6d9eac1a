import { copyFile } from "node:fs/promises";
import path from "node:path";
import { stackId } from "@groundwork/configuration/names";
import { projectRoot } from "../core/project";
import { ownerOfAny } from "../core/stack-of";
import { LOCK_FILE } from "./store/bundle";

/** One file a stack, because cdktf.out, where Terraform writes it, is not in git. */
export const lockFileOf = (stack: string): string => `locks/${stack}.terraform.lock.hcl`;

/**
 * Puts the stack's lock file of providers where Terraform looks for it. A place or layer of an
 * environment that has none takes that of the environment's own stack: they have the same providers.
 *
 * @returns its name in the checkout, undefined where there is none
 */
export async function takeLocks(stack: string, dir: string): Promise<string | undefined> {
  for (const one of new Set([stack, stackId(ownerOfAny(stack))])) {
    const name = lockFileOf(one);
    try {
      await copyFile(path.join(projectRoot, name), path.join(dir, LOCK_FILE));
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return undefined;
}
