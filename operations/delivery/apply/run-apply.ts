import { mkdir } from "node:fs/promises";
import path from "node:path";
import { ownerOf, stateKey } from "../../../environments/names";
import { deployApplied } from "../../code-deploy/applied";
import { OperationError } from "../../errors";
import { projectRoot } from "../../project";
import { originalAddresses } from "../../rehearsal/addresses";
import { oneLine } from "../../state/aws-error";
import type { OpenOptions } from "../../state/open";
import { parseState } from "../../state/state-file";
import { Terraform } from "../../terraform/terraform";
import { PLAN_FILE, unpack } from "../plan/bundle";
import { rescueErrored, tellUnwritten } from "./errored-state";
import { explainTerraform } from "./explain";
import { runUrl } from "../identity";
import { privateWorkspace, terraformEnvironment, type OpenDelivery } from "../open";
import type { Identity, Outcome, PlanSummary } from "../plan/plan-meta";
import { initLocked } from "../plan/provider-locks";
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

/** Applies the plan in a bundle, and stores log, outputs and outcome, whatever that is. */
export async function runApply(
  summary: PlanSummary,
  bundle: Buffer,
  open: OpenDelivery,
  options: RunApplyOptions,
): Promise<Applied> {
  const { locks, person, store } = open;
  const { id, stack, counts } = summary;
  const log: string[] = [];
  let mask = (text: string) => text;
  const say = (line: string) => {
    log.push(mask(line));
    person.tell(mask(line));
  };
  const key = stateKey(ownerOf(stack));
  let after: After = {};
  const unwritten: string[] = [];
  const attempt = async () => {
    const workspace = await privateWorkspace();
    try {
      const translate = (text: string) => mask(summary.standIns ? originalAddresses(text) : text);
      const terraform = await prepare(bundle, workspace.dir, summary, translate, open, options);
      mask = masker(secretsIn(await terraform.showJson(PLAN_FILE)));
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
      await workspace.remove();
    }
  };
  const failure = await attempt().then(
    () => undefined,
    (thrown: unknown) => explainTerraform(locks, key, thrown),
  );
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
    exit: error === undefined ? 0 : exitOf(error, options.signal),
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
    ...(after.outputs === undefined ? [] : [store.putOutputs(id, after.outputs)]),
  ]);
  const lost = stored.find((one) => one.status === "rejected");
  if (lost) {
    const reason = oneLine(lost.reason);
    person.tell(`Warning: what came of ${id} could not be stored: ${reason}`);
    if (error === undefined) {
      const text = `${id} was applied, but that could not be stored: ${reason}`;
      return {
        outcome: { ...outcome, ok: false, exit: 1, error: text },
        error: new OperationError(text),
      };
    }
  }
  return { outcome, outputs: after.outputs, error };
}

async function prepare(
  bundle: Buffer,
  workspace: string,
  { id, stack }: PlanSummary,
  translate: (text: string) => string,
  { records }: OpenDelivery,
  { env, signal }: RunApplyOptions,
): Promise<Terraform> {
  // What cannot be written is told by this name: rescueErrored.
  const dir = path.join(workspace, id);
  await mkdir(dir, { mode: 0o700 });
  await unpack(bundle, dir);
  const terraform = new Terraform({
    stack,
    dir,
    env: await terraformEnvironment(env),
    signal,
    records,
    translate,
  });
  await initLocked(terraform);
  return terraform;
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

const exitOf = (error: unknown, signal: AbortSignal): number =>
  codeOf(signal.aborted ? signal.reason : error);

const codeOf = (error: unknown): number => (error instanceof OperationError ? error.exitCode : 1);

const messageOf = (error: unknown): string => (error as Error).message;

/** Terraform's own headlines where there are some; the log has the rest. */
function shortly(error: unknown): string {
  const headlines = [...messageOf(error).matchAll(/^\W*Error: (.+)$/gm)].map(([, text]) =>
    text!.trim(),
  );
  return headlines.length > 0 ? headlines.join("; ").slice(0, 1000) : oneLine(error).slice(0, 1000);
}
