import { copyFile, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { projectRoot, synthesize } from "../core/project";
import { stateKeyOf, type OpenOptions } from "../state/open";
import type { Terraform } from "../terraform/terraform";
import { lockFileOf } from "./lock-files";
import { LOCK_FILE } from "./store/bundle";
import { privateWorkspace, terraformIn, type OpenDelivery } from "./open";

/** The platforms on which people and workflows run Terraform. */
const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_arm64", "darwin_amd64", "windows_amd64"];

/** In what Terraform and OpenTofu say of lock files; the last where the stack demands another release. */
const OF_LOCKS = /lock\s+file|checksums|dependency|locked\s+provider/i;

/**
 * `terraform init`, with the lock file if there is one.
 *
 * @param mayAdd whether providers that the file does not have may come beside those that it has
 */
export async function initLocked(terraform: Terraform, mayAdd = false): Promise<void> {
  const locked = await readFile(path.join(terraform.dir, LOCK_FILE)).then(
    () => true,
    () => false,
  );
  try {
    await terraform.init(...(locked && !mayAdd ? ["-lockfile=readonly"] : []));
  } catch (error) {
    const { message } = error as Error;
    if (!locked || !OF_LOCKS.test(message)) throw error;
    throw new OperationError(
      `${message}\nThe providers are not those of the lock file, or it has no checksums for this platform: ${ownCommand("plan <stack> --update-locks")}, then commit the file and plan again`,
    );
  }
}

/**
 * Writes a stack's lock file with the checksums for all platforms.
 * @returns its name in the checkout
 */
export async function updateLocks(
  { stack, env, signal, standIns }: OpenOptions & { readonly stack: string },
  { records, person, stacks }: OpenDelivery,
): Promise<string> {
  stateKeyOf({ stacks }, stack);
  if (standIns) throw new OperationError("stand-ins have no providers to lock");
  const workspace = await privateWorkspace(env);
  try {
    const [synthesized] = await synthesize({
      outDir: path.join(workspace.dir, "cdktf.out"),
      env,
      stacks: [stack],
      keepFindings: true,
    });
    const { dir } = synthesized!;
    const terraform = await terraformIn(stack, dir, { records }, { env, signal, standIns: false });
    await terraform.lockProviders(...PLATFORMS);
    const name = lockFileOf(stack);
    await mkdir(path.join(projectRoot, path.dirname(name)), { recursive: true });
    await copyFile(path.join(dir, LOCK_FILE), path.join(projectRoot, name));
    person.tell(`Written: ${name}. Look at its difference, and commit it.`);
    return name;
  } finally {
    await workspace.remove();
  }
}
