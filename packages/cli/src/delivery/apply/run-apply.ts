import { mkdir } from "node:fs/promises";
import path from "node:path";
import { STEP_ROLLED_BACK } from "@groundwork/constructs/container-service/options";
import { keyOfState } from "../../core/stack-of";
import { deployApplied } from "../../code-deploy/applied";
import { OperationError } from "../../core/errors";
import { DONE, FAILED, type ExitCode } from "../../core/exit-codes";
import { projectRoot } from "../../core/project";
import { putParameters } from "../../stand-ins/parameters";
import type { Workspace } from "../../stand-ins/workspace";
import { oneLine } from "../../core/aws/error";
import type { OpenOptions } from "../../state/open";
import type { Terraform } from "../../terraform/terraform";
import { PLAN_FILE, unpack } from "../store/bundle";
import { rescueErrored, tellUnwritten } from "../errored-state";
import { explainTerraform } from "../explain";
import { runUrl } from "../../core/workflow";
import { privateWorkspace, terraformIn, type OpenDelivery } from "../open";
import type { Identity, Outcome, PlanSummary } from "../store/plan-meta";
import { initLocked } from "../provider-locks";
import { readAfter, type After } from "./after-apply";
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
  { id, stack, standIns, rollback }: PlanSummary,
  bundle: Buffer,
  open: OpenDelivery,
  { env, signal }: OpenOptions,
): Promise<PreparedApply> {
  const workspace = await privateWorkspace(env);
  try {
    // The folder bears the plan's id: rescueErrored names a state by it that could not be written.
    const dir = path.join(workspace.dir, id);
    await mkdir(dir, { mode: 0o700 });
    await unpack(bundle, dir);
    const terraform = await terraformIn(stack, dir, open, {
      // What runs before a deployment ran before for the version that comes back.
      env: { ...env, [STEP_ROLLED_BACK]: rollback?.service },
      signal,
      standIns,
      use: "apply",
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
  prepared: PreparedApply,
  open: OpenDelivery,
  options: RunApplyOptions,
): Promise<Applied> {
  const { mask } = prepared;
  const log: string[] = [];
  const say = (line: string) => {
    const text = mask(line);
    log.push(text);
    open.person.tell(text);
  };
  const attempt = await attemptApply(summary, prepared, open, { ...options, say });
  const error = errorOf(attempt);
  if (error !== undefined) log.push(mask(messageOf(error)));
  const outcome = outcomeOf(summary, attempt, mask, options);
  const outputs = attempt.outputs && maskValues(attempt.outputs, mask);
  const lost = await store(summary.id, { outcome, outputs, log }, open);
  if (lost === undefined) return { outcome, outputs, error };
  open.person.tell(`Warning: what came of ${summary.id} could not be stored: ${lost}`);
  if (error !== undefined) return { outcome, outputs, error };
  const text = `${summary.id} was applied, but that could not be stored: ${lost}`;
  return {
    outcome: { ...outcome, ok: false, exit: FAILED, error: text },
    error: new OperationError(text),
  };
}

/** How an attempt to apply a plan has ended. */
interface Attempt extends After {
  /** Why Terraform or CodeDeploy failed, without secrets; undefined where they did not. */
  readonly failure?: unknown;
  /** What people are told of a state that Terraform could not write. */
  readonly unwritten: readonly string[];
}

async function attemptApply(
  { stack, destroy, standIns }: PlanSummary,
  { workspace, terraform, mask }: PreparedApply,
  open: OpenDelivery,
  { env, signal, lockTimeout, say }: RunApplyOptions & { readonly say: (line: string) => void },
): Promise<Attempt> {
  const key = keyOfState(stack, open.configuration);
  let after: After = {};
  const unwritten: string[] = [];
  const apply = async () => {
    try {
      try {
        await terraform.apply(PLAN_FILE, say, [`-lock-timeout=${lockTimeout}`]);
      } finally {
        after = await readAfter(terraform);
      }
      if (standIns) await putParameters(stack, terraform, env);
      const { configuration } = open;
      // What is gone is deployed by nobody.
      if (destroy) return;
      await deployApplied({ stack, configuration, outputs: after.outputs, env, signal, say });
    } finally {
      for (const file of await rescueErrored(workspace.dir, projectRoot)) {
        unwritten.push(await tellUnwritten(file, projectRoot, key, env, open));
      }
    }
  };
  const failure = await apply().then(
    () => undefined,
    async (thrown: unknown) => masked(await explainTerraform(open.locks, key, thrown), mask),
  );
  return { ...after, failure, unwritten };
}

/** Nothing that Terraform says is as urgent as a state that it could not write. */
const reasonsOf = (
  { unwritten, failure }: Attempt,
  tell: (thrown: unknown) => string,
): string[] => [...unwritten, ...(failure === undefined ? [] : [tell(failure)])];

/** Why an attempt failed; undefined where it did not. */
const errorOf = (attempt: Attempt): unknown =>
  attempt.unwritten.length === 0
    ? attempt.failure
    : new OperationError(reasonsOf(attempt, messageOf).join("\n"), codeOf(attempt.failure));

function outcomeOf(
  { counts }: PlanSummary,
  attempt: Attempt,
  mask: (text: string) => string,
  { by, env, signal }: RunApplyOptions,
): Outcome {
  const error = errorOf(attempt);
  const run = runUrl(env);
  return {
    ok: error === undefined,
    exit: error === undefined ? DONE : exitOf(error, signal),
    ...(error !== undefined && { error: mask(reasonsOf(attempt, shortly).join(". ")) }),
    counts,
    ...(attempt.serial !== undefined && { serial: attempt.serial }),
    at: new Date().toISOString(),
    by,
    ...(run !== undefined && { runUrl: run }),
  };
}

/** @returns why something of it could not be stored; undefined when all of it is */
async function store(
  id: string,
  { outcome, outputs, log }: Pick<Applied, "outcome" | "outputs"> & { readonly log: string[] },
  { store: plans }: OpenDelivery,
): Promise<string | undefined> {
  const stored = await Promise.allSettled([
    plans.putOutcome(id, outcome),
    plans.putLog(id, `${log.join("\n")}\n`),
    ...(outputs === undefined ? [] : [plans.putOutputs(id, outputs)]),
  ]);
  const lost = stored.find((one) => one.status === "rejected");
  return lost && oneLine(lost.reason);
}

/**
 * A failure without secrets in its words; words of errors other than ours are not shown
 * (unexpected.ts).
 */
const masked = (error: unknown, mask: (text: string) => string): unknown =>
  error instanceof OperationError ? new OperationError(mask(error.message), error.exitCode) : error;

/** Masks the values only: names tell nothing, and programs know outputs by them. */
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

/** Terraform's own headlines, if there are some; the log has the rest. */
function shortly(error: unknown): string {
  const headlines = [...messageOf(error).matchAll(/^\W*Error: (.+)$/gm)].map(([, text]) =>
    text!.trim(),
  );
  return headlines.length > 0 ? headlines.join("; ").slice(0, 1000) : oneLine(error).slice(0, 1000);
}
