import { mkdir } from "node:fs/promises";
import path from "node:path";
import { ownerOf, stateKey } from "@groundwork/configuration/names";
import { deployApplied } from "../../code-deploy/applied";
import { OperationError } from "../../core/errors";
import { DONE, FAILED, type ExitCode } from "../../core/exit-codes";
import { projectRoot } from "../../core/project";
import { originalAddresses } from "../../stand-ins/addresses";
import type { Workspace } from "../../stand-ins/workspace";
import { oneLine } from "../../core/aws-error";
import type { OpenOptions } from "../../state/open";
import { parseState } from "../../terraform/state-file";
import { Terraform } from "../../terraform/terraform";
import { PLAN_FILE, unpack } from "../store/bundle";
import { rescueErrored, tellUnwritten } from "../errored-state";
import { explainTerraform } from "../explain";
import { runUrl } from "../../core/workflow";
import { privateWorkspace, terraformEnvironment, type OpenDelivery } from "../open";
import type { Identity, Outcome, PlanSummary } from "../store/plan-meta";
import { initLocked } from "../provider-locks";
import { masker, secretsIn } from "../plan/secrets";

export interface RunApplyOptions extends OpenOptions {
  readonly by: Identity;
  readonly lockTimeout: string;
}

export interface Applied {
  readonly outcome: Outcome;
  /** Undefined where they could not be read. */
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
  /** Why it failed. */
  readonly error?: unknown;
}

/** A plan that is ready to be applied, and has not been marked as used. */
export interface PreparedApply {
  readonly workspace: Workspace;
  readonly terraform: Terraform;
  /** Takes what the plan marks as sensitive out of a text. */
  readonly mask: (text: string) => string;
}

/**
 * Unpacks a plan and reads its secrets: without them nothing that Terraform says can be shown, so
 * this comes before the plan is used up.
 */
export async function prepareApply(
  { id, stack, standIns }: PlanSummary,
  bundle: Buffer,
  { records }: OpenDelivery,
  { env, signal }: OpenOptions,
): Promise<PreparedApply> {
  const workspace = await privateWorkspace();
  try {
    // What cannot be written is told by this name: rescueErrored.
    const dir = path.join(workspace.dir, id);
    await mkdir(dir, { mode: 0o700 });
    await unpack(bundle, dir);
    const terraform = new Terraform({
      stack,
      dir,
      env: await terraformEnvironment(env),
      signal,
      records,
      ...(standIns && { translate: originalAddresses }),
    });
    await initLocked(terraform);
    const mask = masker(secretsIn(await terraform.showJson(PLAN_FILE)));
    return { workspace, terraform, mask };
  } catch (error) {
    await workspace.remove();
    throw error;
  }
}

/** Applies a plan, and stores log, outputs and outcome, whatever that is. */
export async function runApply(
  summary: PlanSummary,
  { workspace, terraform, mask }: PreparedApply,
  open: OpenDelivery,
  options: RunApplyOptions,
): Promise<Applied> {
  const { locks, person, store } = open;
  const { id, stack, counts } = summary;
  const log: string[] = [];
  const say = (line: string) => {
    const text = mask(line);
    log.push(text);
    person.tell(text);
  };
  const key = stateKey(ownerOf(stack));
  let after: After = {};
  const unwritten: string[] = [];
  const attempt = async () => {
    try {
      try {
        await terraform.apply(PLAN_FILE, say, [`-lock-timeout=${options.lockTimeout}`]);
      } finally {
        after = await readAfter(terraform);
      }
      const { env, signal } = options;
      const { configuration } = open;
      await deployApplied({ stack, configuration, outputs: after.outputs, env, signal, say });
    } finally {
      for (const file of await rescueErrored(workspace.dir, projectRoot)) {
        unwritten.push(await tellUnwritten(file, projectRoot, key, options.env, open));
      }
    }
  };
  const failure = await attempt().then(
    () => undefined,
    async (thrown: unknown) => masked(await explainTerraform(locks, key, thrown), mask),
  );
  const outputs = after.outputs && maskValues(after.outputs, mask);
  // Nothing that Terraform says is as urgent as a state that it could not write.
  const reasons = (tell: (thrown: unknown) => string) => [
    ...unwritten,
    ...(failure === undefined ? [] : [tell(failure)]),
  ];
  const error =
    unwritten.length === 0
      ? failure
      : new OperationError(reasons(messageOf).join("\n"), codeOf(failure));
  if (error !== undefined) log.push(mask(messageOf(error)));
  const run = runUrl(options.env);
  const outcome: Outcome = {
    ok: error === undefined,
    exit: error === undefined ? DONE : exitOf(error, options.signal),
    ...(error !== undefined && { error: mask(reasons(shortly).join(". ")) }),
    counts,
    ...(after.serial !== undefined && { serial: after.serial }),
    at: new Date().toISOString(),
    by: options.by,
    ...(run !== undefined && { runUrl: run }),
  };
  const stored = await Promise.allSettled([
    store.putOutcome(id, outcome),
    store.putLog(id, `${log.join("\n")}\n`),
    ...(outputs === undefined ? [] : [store.putOutputs(id, outputs)]),
  ]);
  const lost = stored.find((one) => one.status === "rejected");
  if (lost) {
    const reason = oneLine(lost.reason);
    person.tell(`Warning: what came of ${id} could not be stored: ${reason}`);
    if (error === undefined) {
      const text = `${id} was applied, but that could not be stored: ${reason}`;
      return {
        outcome: { ...outcome, ok: false, exit: FAILED, error: text },
        error: new OperationError(text),
      };
    }
  }
  return { outcome, outputs, error };
}

interface After {
  readonly serial?: number | undefined;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What the state says then, also where an apply got half-way. It is not what decides. */
async function readAfter(terraform: Terraform): Promise<After> {
  try {
    const serial = parseState(await terraform.pullState())?.serial;
    const all = JSON.parse(await terraform.outputs()) as Record<string, Output>;
    const open = Object.entries(all).filter(([, { sensitive }]) => !sensitive);
    return { serial, outputs: Object.fromEntries(open.map(([name, { value }]) => [name, value])) };
  } catch {
    return {};
  }
}

interface Output {
  readonly sensitive: boolean;
  readonly value: unknown;
}

/** A failure without secrets in its words; of others than ours none are shown (unexpected.ts). */
const masked = (error: unknown, mask: (text: string) => string): unknown =>
  error instanceof OperationError ? new OperationError(mask(error.message), error.exitCode) : error;

/** By value, as names say nothing and programs know outputs by them. */
const maskValues = (
  values: Readonly<Record<string, unknown>>,
  mask: (text: string) => string,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      (JSON.parse(mask(JSON.stringify([value]))) as unknown[])[0],
    ]),
  );

const exitOf = (error: unknown, signal: AbortSignal): ExitCode =>
  codeOf(signal.aborted ? signal.reason : error);

const codeOf = (error: unknown): ExitCode =>
  error instanceof OperationError ? error.exitCode : FAILED;

const messageOf = (error: unknown): string => (error as Error).message;

/** Terraform's own headlines where there are some; the log has the rest. */
function shortly(error: unknown): string {
  const headlines = [...messageOf(error).matchAll(/^\W*Error: (.+)$/gm)].map(([, text]) =>
    text!.trim(),
  );
  return headlines.length > 0 ? headlines.join("; ").slice(0, 1000) : oneLine(error).slice(0, 1000);
}
