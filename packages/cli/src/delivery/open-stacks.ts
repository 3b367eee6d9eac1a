import path from "node:path";
import type { CredentialUse } from "@groundwork/constructs/delivery/options";
import { runCommand } from "../core/command";
import { readStackJson, synthesize, type SynthesizedStack } from "../core/project";
import type { Workspace } from "../stand-ins/workspace";
import { expectPlansHere } from "../state/elsewhere";
import { standInOptions, stateKeyOf, type OpenOptions } from "../state/open";
import type { StackJson } from "../state/stack-json";
import { requireTerraform } from "../terraform/release";
import type { Terraform } from "../terraform/terraform";
import { openDelivery, privateWorkspace, terraformIn, type OpenDelivery } from "./open";
import { takeLocks } from "./lock-files";
import { initLocked } from "./provider-locks";

/** One stack, as it was synthesized, and Terraform in its folder. */
export interface OpenStack {
  readonly name: string;
  readonly json: StackJson;
  readonly terraform: Terraform;
}

/** A stack in whose folder `terraform init` has ended. */
export interface InitStack extends OpenStack {
  /** @throws what kept `terraform init` from a good end */
  expectInit(): void;
}

export interface OpenStacks {
  readonly delivery: OpenDelivery;
  /** The stacks of this checkout. */
  readonly stacks: readonly OpenStack[];
  /** The folder in which this run may write; it is gone afterwards. */
  readonly workspace: Workspace;
}

export interface LookOptions extends OpenOptions {
  /** @default all */
  readonly stacks: readonly string[];
  /** What is done, where providers sign on for it. @default to plan */
  readonly use?: CredentialUse | undefined;
}

/**
 * Works on stacks that are only looked at, in folders that are gone afterwards.
 *
 * @param choose what else takes the place of stacks that this checkout synthesizes
 * @throws OperationError when there is no such stack
 */
export async function withStacks<Result>(
  options: LookOptions,
  work: (open: OpenStacks) => Promise<Result>,
  choose: (synthesized: SynthesizedStack[], workspace: Workspace) => Promise<SynthesizedStack[]> = (
    synthesized,
  ) => Promise.resolve(synthesized),
): Promise<Result> {
  await requireTerraform(options.env);
  const delivery = openDelivery(options);
  for (const name of options.stacks) stateKeyOf(delivery, name);
  expectPlansHere(delivery.organization);
  const asked = { ...delivery.asked, byTerraform: true };
  return runCommand({ asked }, () => lookIn(delivery, options, work, choose));
}

async function lookIn<Result>(
  delivery: OpenDelivery,
  options: LookOptions,
  work: (open: OpenStacks) => Promise<Result>,
  choose: (synthesized: SynthesizedStack[], workspace: Workspace) => Promise<SynthesizedStack[]>,
): Promise<Result> {
  const workspace = await privateWorkspace(options.env);
  try {
    const outDir = path.join(workspace.dir, "cdktf.out");
    // Findings of the policies are no reason not to look.
    const { env, stacks } = options;
    const synthesized = await synthesize({ env, outDir, stacks, keepFindings: true });
    const chosen = await choose(synthesized, workspace);
    return await work({
      delivery,
      stacks: await openAll(chosen, workspace, delivery, options),
      workspace,
    });
  } finally {
    await workspace.remove();
  }
}

async function openAll(
  synthesized: readonly SynthesizedStack[],
  workspace: Workspace,
  open: OpenDelivery,
  { standIns, signal, env, use = "plan" }: LookOptions,
): Promise<OpenStack[]> {
  const jsons = await Promise.all(synthesized.map(({ dir }) => readStackJson(dir)));
  const folders = standIns
    ? await workspace.standIn(synthesized, standInOptions(env))
    : synthesized;
  const environment = {
    ...env,
    // Allows a provider without a lock file to come from the cache; otherwise it is downloaded
    // again, over the one in the cache. This can only spoil lock files, and those here are gone
    // after the run.
    TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true",
  };
  return Promise.all(
    folders.map(async ({ name, dir }, index) => ({
      name,
      json: jsons[index],
      terraform: await terraformIn(name, dir, open, { env: environment, signal, standIns, use }),
    })),
  );
}

/**
 * `terraform init` in each, by the stack's lock file of providers where there is one: one after
 * another, and all before the first plan. The cache of providers takes one writer at a time, and
 * none while a provider in it runs: "text file busy" (hashicorp/terraform#31964, #32915).
 *
 * @param adding names of the stacks that may have providers which their lock file has not
 */
export async function initStacks(
  stacks: readonly OpenStack[],
  options: Pick<OpenOptions, "standIns" | "signal">,
  adding: ReadonlySet<string> = new Set(),
): Promise<InitStack[]> {
  const ended: InitStack[] = [];
  for (const stack of stacks) {
    const problem = await init(stack, options, adding.has(stack.name)).catch((error: unknown) => ({
      error,
    }));
    options.signal.throwIfAborted();
    const expectInit = () => {
      if (problem) throw problem.error;
    };
    ended.push({ ...stack, expectInit });
  }
  return ended;
}

async function init(
  { name, terraform }: OpenStack,
  { standIns }: Pick<OpenOptions, "standIns">,
  mayAdd: boolean,
): Promise<void> {
  if (!standIns) await takeLocks(name, terraform.dir);
  await initLocked(terraform, mayAdd);
}
