import { copyFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { keyOfState } from "../../core/stack-of";
import { ownCommand } from "@groundwork/constructs/own-command";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { cacheDir, projectRoot, synthesize } from "../../core/project";
import { Workspace } from "../../stand-ins/workspace";
import { explainRefusal } from "../../core/aws/refusal";
import { differenceOf, readContents, type StateContents } from "./contents";
import { conclude, lineOf, type DrilledStack, type Tried } from "./drill-report";
import {
  openBackend,
  standInOptions,
  stateKeyOf,
  type OpenBackend,
  type OpenOptions,
} from "../open";
import { Scratch } from "./scratch";
import { unreadBecause } from "../unread";
import { withSerial } from "../../terraform/state-file";
import { isNoState, stateFormat } from "../../terraform/state-format";
import { listVersions, readVersion, type StateVersion } from "./versions";
import { plannedChanges, type PlannedChanges } from "../../terraform/plan-changes";
import { RunRecords } from "../../terraform/run-record";
import { requireTerraform } from "../../terraform/release";
import { Terraform } from "../../terraform/terraform";
import { when } from "../../core/when";

export interface DrillOptions extends OpenOptions {
  /** @default every stack */
  readonly stack?: string | undefined;
  /** How many of the newest versions are tried. */
  readonly versions: number;
}

/** The document for programs, as far as the command came. */
interface Drilled {
  readonly stacks: DrilledStack[];
  error?: string;
}

/**
 * `groundwork drill`: proves, on copies, that the newest versions of states can be restored and
 * planned on. The states themselves, their locks and their digests are not touched.
 *
 * @throws OperationError naming each version that does not restore
 */
export async function drill(options: DrillOptions): Promise<void> {
  const { stack, json, signal } = options;
  await requireTerraform(options.env);
  const backend = openBackend(options, "drill", stack);
  if (stack !== undefined) stateKeyOf(backend, stack);
  const document: Drilled = { stacks: [] };
  await runCommand({ asked: backend.asked, json, document }, async () => {
    const workspace = await Workspace.create(path.join(cacheDir, "drills"), process.pid);
    try {
      for (const folder of await folders(workspace, options)) {
        signal.throwIfAborted();
        document.stacks.push(
          await drillStack(backend, folder, options).catch((error: unknown) => {
            signal.throwIfAborted();
            // A state that these credentials may not read is no reason to leave the others untried.
            const problem = `its versions cannot be read: ${unreadBecause(error)}`;
            return { stack: folder.name, key: keyOf(folder), versions: [], problem };
          }),
        );
      }
    } finally {
      await workspace.remove();
    }
    conclude(backend, document.stacks, stack !== undefined);
  });
}

interface Folder {
  readonly name: string;
  readonly dir: string;
}

/** Folders of the drill's own, so that a deployment in cdktf.out is not disturbed. */
async function folders(
  workspace: Workspace,
  { stack, standIns, env }: DrillOptions,
): Promise<readonly Folder[]> {
  const outDir = path.join(workspace.dir, "cdktf.out");
  const synthesized = await synthesize({
    outDir,
    env: { ...env, STACKS: stack ?? "" },
    // A finding of the policies is no reason to leave a state untried.
    keepFindings: true,
  });
  if (standIns) return workspace.standIn(synthesized, standInOptions(env));
  await Promise.all(synthesized.map(copyProviderLocks));
  return synthesized;
}

/**
 * Copies the lock file of the providers: Terraform needs its checksums to take them from
 * TF_PLUGIN_CACHE_DIR.
 */
async function copyProviderLocks({ name, dir }: Folder): Promise<void> {
  const file = ".terraform.lock.hcl";
  const source = path.join(projectRoot, "cdktf.out/stacks", name, file);
  await copyFile(source, path.join(dir, file)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}

const keyOf = ({ name }: Folder): string => keyOfState(name);

async function drillStack(
  backend: OpenBackend,
  folder: Folder,
  options: DrillOptions,
): Promise<DrilledStack> {
  const { clients, location, person } = backend;
  const { env, signal } = options;
  const stack = folder.name;
  const key = keyOf(folder);
  const all = await listVersions(clients, location, key);
  const versions = all.filter(({ deleted }) => !deleted);
  const tried: Tried[] = [];
  if (versions.length === 0) {
    person.tell(`${stack}: no state yet`);
    return { stack, key, versions: tried };
  }
  if (all[0]!.deleted) {
    const time = when(all[0]!.lastModified);
    person.tell(`${stack}: its state was deleted at ${time}: ${ownCommand(`history ${stack}`)}`);
  }
  const scratch = new Scratch(backend, key);
  await scratch.removeAbandoned();
  await useKey(folder, scratch.key);
  const terraform = new Terraform({
    stack,
    dir: folder.dir,
    // A data folder elsewhere would belong to the stack itself.
    env: { ...env, TF_DATA_DIR: ".terraform" },
    signal,
    // Noted among the runs of the stack, a drill that dies could pass for the holder of its lock.
    records: new RunRecords(path.join(folder.dir, "runs")),
  });
  try {
    for (const version of versions) {
      if (tried.filter(({ passedOver }) => passedOver === undefined).length >= options.versions)
        break;
      signal.throwIfAborted();
      const result = await tryVersion(version, { backend, key, scratch, terraform, signal });
      tried.push(result);
      person.tell(lineOf(stack, result));
    }
  } finally {
    await scratch.remove();
  }
  return { stack, key, versions: tried };
}

/**
 * Writes the key into the folder itself and uses no option, so that nothing in the folder leads to
 * the state any more.
 */
async function useKey({ dir }: Folder, key: string): Promise<void> {
  const file = path.join(dir, "cdk.tf.json");
  const configuration = JSON.parse(await readFile(file, "utf8"));
  configuration.terraform.backend.s3.key = key;
  await writeFile(file, JSON.stringify(configuration));
}

/** What the drill needs to try the versions of one state. */
interface Trial {
  readonly backend: OpenBackend;
  /** Key of the state whose versions are tried. */
  readonly key: string;
  readonly scratch: Scratch;
  readonly terraform: Terraform;
  readonly signal: AbortSignal;
}

async function tryVersion(
  { versionId, lastModified, current }: StateVersion,
  { backend, key, scratch, terraform, signal }: Trial,
): Promise<Tried> {
  const { clients, location, asked } = backend;
  const start = performance.now();
  let contents: StateContents | undefined;
  let plan: PlannedChanges | undefined;
  let problem: string | undefined;
  let passedOver: string | undefined;
  try {
    const bytes = await readVersion(clients, location, key, versionId);
    const text = String(bytes);
    contents = readContents(text);
    const format = stateFormat(bytes);
    // A version that is no state cannot be gone back to.
    if (!current && isNoState(format)) passedOver = format.words;
    else if (contents) plan = await restoreCopy(scratch, terraform, text, contents);
    else throw new OperationError(`it is ${format.words}, not a state of format 4`);
  } catch (error) {
    signal.throwIfAborted();
    problem = (explainRefusal(asked, error) as Error).message;
  }
  return {
    versionId,
    time: lastModified.toISOString(),
    serial: contents?.serial,
    resources: contents?.addresses.length,
    plan,
    problem,
    passedOver,
    seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
  };
}

const PLAN_FILE = "drill.tfplan";

/** Does what restore does with the state itself. */
async function restoreCopy(
  scratch: Scratch,
  terraform: Terraform,
  text: string,
  contents: StateContents,
): Promise<PlannedChanges> {
  const serial = contents.serial + 1;
  await scratch.write(withSerial(text, serial));
  // Reads the state, which may want providers that the stack does not have any more.
  await terraform.init("-reconfigure");
  const pulled = readContents(await terraform.pullState());
  const difference = pulled && differenceOf(contents, pulled);
  const same =
    pulled?.serial === serial &&
    pulled.lineage === contents.lineage &&
    difference!.added.length + difference!.removed.length + difference!.changed.length === 0;
  if (!same) {
    throw new OperationError(
      `${terraform.command("state pull")}: got another state than was written`,
    );
  }
  await terraform.plan(PLAN_FILE, "-refresh=false", "-lock=false");
  return plannedChanges(await terraform.showJson(PLAN_FILE));
}
