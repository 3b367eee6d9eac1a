import { cp, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { runsOnlyTheStep, STEP_PACKAGES } from "@groundwork/constructs/container-service/options";
import { count } from "../core/count";
import { makeFolder, newFolder } from "../core/new-folder";
import { say } from "../core/outlet";
import {
  copyAssets,
  packagesDir,
  projectRoot,
  readStackJson,
  type SynthesizedStack,
} from "../core/project";
import { shellWord } from "../core/shell-word";
import { table } from "../core/table";
import { takeLocks } from "../delivery/lock-files";
import { Workspace } from "../stand-ins/workspace";
import { standInOptions } from "../state/open";
import type { StackJson } from "../state/stack-json";
import { terraformCommand } from "../terraform/release";
import { plainTerraform } from "./plain-terraform";

export interface EjectOptions {
  /** @default all */
  readonly stacks: readonly string[];
  /** Folder that is made for them. */
  readonly out: string;
  /** Writes the stand-ins, whose states a rehearsal has left. */
  readonly standIns: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * `groundwork eject`: writes the stacks as Terraform alone, each as a root module with the same
 * backend, key and addresses, so that a plan there is the plan here.
 *
 * @throws OperationError when the folder is there already, a stack is not, or a policy has a finding;
 *   then nothing is written
 */
export async function eject({ stacks, out, standIns, env }: EjectOptions): Promise<void> {
  const place = await newFolder("--out", out);
  const rows = [["stack", "what is in it"]];
  let first = "";
  let withTasks = false;
  await makeFolder(place, async (draft) => {
    const workspace = await Workspace.create(path.join(draft, "work"), process.pid);
    const synthesized = await workspace.synthesize(env, { stacks });
    for (const { dir } of synthesized) withTasks ||= hasTasks(await readStackJson(dir));
    const folders = standIns
      ? await workspace.standIn(synthesized, standInOptions(env))
      : synthesized;
    const modules = path.join(draft, "modules");
    for (const folder of folders) {
      rows.push([folder.name, await write(folder, path.join(modules, folder.name))]);
    }
    await copyIfThere(path.join(projectRoot, ".terraform-version"), modules);
    first = shellWord(path.join(out, folders[0]!.name));
    return modules;
  });
  say(table(rows));
  say(
    `\nEach folder of ${out} is plain Terraform now, in JSON, with the backend and the addresses that ` +
      `the stack has. No changes are shown where none are waiting here:\n` +
      `  ${terraformCommand(`-chdir=${first} init`, env)}\n` +
      `  ${terraformCommand(`-chdir=${first} plan`, env)}\n` +
      "The sources stay as they are. Deploy from one of the two only: the policies, plans that are " +
      "approved and the watch for drift belong to this project.",
  );
  if (!withTasks) return;
  say(
    "\nTasks before a deployment are run by a program of this project. Where it is elsewhere, Terraform finds it by:\n" +
      `  export ${STEP_PACKAGES}=${shellWord(packagesDir)}\n` +
      "Without it an apply that deploys such a service fails and says so; to run them in another way, take their terraform_data out.",
  );
}

/** Whether a stack has tasks before a deployment. A stand-in runs their program in another way. */
function hasTasks({ resource }: StackJson): boolean {
  return Object.values(resource?.["terraform_data"] ?? {}).some(({ provisioner }) =>
    runsOnlyTheStep("terraform_data", provisioner),
  );
}

/** @returns what is in it, as `74 resources, 1 module` */
async function write({ name, dir }: SynthesizedStack, target: string): Promise<string> {
  await mkdir(target, { recursive: true });
  const json = plainTerraform(await readStackJson(dir));
  await writeFile(path.join(target, "main.tf.json"), `${JSON.stringify(json, null, 2)}\n`);
  await copyAssets(dir, target);
  await takeLocks(name, target);
  const types = (json["resource"] ?? {}) as Record<string, Record<string, object>>;
  const resources = Object.values(types);
  const number = resources.reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
  const modules = Object.keys(json["module"] ?? {}).length;
  const counts = [count(number, "resource"), ...(modules > 0 ? [count(modules, "module")] : [])];
  return counts.join(", ");
}

async function copyIfThere(source: string, folder: string): Promise<void> {
  await cp(source, path.join(folder, path.basename(source)), { recursive: true }).catch(
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    },
  );
}
