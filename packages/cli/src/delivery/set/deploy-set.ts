import type { Environment } from "@groundwork/configuration";
import type { Layer } from "@groundwork/constructs/layers/options";
import { needsApproval } from "@groundwork/configuration/delivery";
import { stackId } from "@groundwork/configuration/names";
import { wavesOf } from "@groundwork/configuration/waves";
import { ownCommand } from "@groundwork/constructs/own-command";
import { expectPersonInProduction } from "../../core/agent";
import { runCommand } from "../../core/command";
import { count } from "../../core/count";
import { OperationError } from "../../core/errors";
import { CHANGES, DONE, FAILED, type ExitCode } from "../../core/exit-codes";
import { AT_A_TIME } from "../../core/at-a-time";
import type { OpenOptions } from "../../state/open";
import { requireTerraform } from "../../terraform/release";
import { runUrl } from "../../core/workflow";
import { personOf } from "../messages/events";
import { openDelivery, type OpenDelivery } from "../open";
import { readCheckout } from "../plan/checkout";
import { OwnCommands } from "./own-commands";
import { planRound } from "./plan-round";
import { roundsAsked, roundWords } from "./rounds";
import { setDigest, waitingIn } from "./set-plans";
import { beforeText, endText, waitingText, type PlaceResult, type WaveResult } from "./set-text";
import { applyWaves } from "./apply-waves";

export interface DeploySetOptions extends OpenOptions {
  /** In its own place; its others are in it. */
  readonly environment: Environment;
  /** How many places are planned or applied at once. @default 2 */
  readonly atATime?: number | undefined;
  /** Plan all places, and apply none; of layers, up to the first that has something to apply. */
  readonly plan: boolean;
  /** The layer that is delivered alone. @default all that the environment has, one after the other */
  readonly layer?: Layer | undefined;
  /** Plan although the checkout has changes that its commit, or the shared branch, does not have. */
  readonly allowDirty: boolean;
  /** How long each waits for the lock of its state, as `5m`. */
  readonly lockTimeout: string;
}

/** The document for programs, as far as the command came. */
export interface SetDocument {
  readonly environment: string;
  commit?: string;
  /** Whether a plan waits for an approval; then nothing was applied. */
  waits?: boolean;
  /** One hash for the plans that wait. */
  sha256?: string;
  waves?: readonly WaveResult[];
  /** The wave after which none began, from 1 in the list of waves, where that is not the last. */
  stoppedAfter?: number | undefined;
  error?: string;
}

/**
 * `groundwork deploy-set`: plans the stacks of all places of an environment, then applies them in waves,
 * and where it has layers does so with one after the other. After a wave with more failures than the
 * environment tolerates no other begins. Run again at the same commit it goes on with what is not applied.
 *
 * @returns the exit code: 2 when plans wait for an approval
 * @throws OperationError where a place has failed, and with exit code 6 when an agent deploys production
 */
export async function deploySet(options: DeploySetOptions): Promise<ExitCode> {
  const { environment, json } = options;
  const { name } = environment;
  expectPersonInProduction("deploy-set", stackId(name), `deploy-set ${name}`, options);
  await requireTerraform(options.env);
  const open = openDelivery(options);
  const document: SetDocument = { environment: name };
  return runCommand({ asked: open.asked, json, document }, () => deploy(open, options, document));
}

async function deploy(
  open: OpenDelivery,
  options: DeploySetOptions,
  document: SetDocument,
): Promise<ExitCode> {
  const { environment, signal } = options;
  const { name } = environment;
  const rounds = roundsAsked(environment, options.layer);
  const total = rounds.flatMap(({ stacks }) => wavesOf(stacks, environment.waves.sizes)).length;
  const checkout = await readCheckout(options.env);
  document.commit = checkout.commit;
  const gated = needsApproval(open.configuration, name);
  const atATime = options.atATime ?? AT_A_TIME.terraform.concurrency;
  const commands = new OwnCommands(atATime, options);
  const context = { ...options, atATime, gated, open, commands, checkout };
  const waves: WaveResult[] = [];
  document.waves = waves;
  const placesOf = (some: readonly WaveResult[]) => some.flatMap(({ places }) => places);

  const tell = async (type: "set-ready" | "set-ended") => {
    const by = personOf(await open.identities.self());
    const { waits: _, error: __, ...told } = document;
    await open.announce({ type, set: { ...told, waves, by, runUrl: runUrl(options.env) } });
  };
  let hasApplied = false;
  for (const round of rounds) {
    const { own, progress, isNew } = await planRound(round, waves, context);
    const before = waves.length;
    waves.push(...own);
    const waiting = waitingIn(progress);
    if (waiting.length > 0) {
      document.waits = true;
      document.sha256 = setDigest(waiting);
      open.person.tell(waitingText(name, waves, document.sha256));
      // One that waited before was told of then.
      if (isNew) await tell("set-ready");
      expectPlanned(placesOf(own), name);
      return CHANGES;
    }
    const isReady = placesOf(own).some(({ result }) => result === "planned");
    if (options.plan && isReady) {
      open.person.tell(endText(name, waves, undefined));
      expectPlanned(placesOf(own), name);
      return CHANGES;
    }
    if (isReady) {
      open.person.tell(beforeText(name, waves));
      const what = roundWords(environment, round);
      if (!(await open.person.confirm(`Apply ${what} in ${count(own.length, "wave")}?`))) {
        throw new OperationError(
          "stopped at your no; what was planned now was not applied, and still can be",
        );
      }
      hasApplied = true;
    }
    const stopped = await applyWaves(own, commands, { ...context, before, total });
    signal.throwIfAborted();
    if (stopped === undefined) continue;
    if (isReady) document.stoppedAfter = before + stopped;
    break;
  }
  open.person.tell(endText(name, waves, document.stoppedAfter));
  if (hasApplied) await tell("set-ended");
  else expectPlanned(placesOf(waves), name);
  return ended(name, waves, document.stoppedAfter);
}

/** @throws OperationError where a place could not be planned */
function expectPlanned(places: readonly PlaceResult[], name: string): void {
  const failed = places.filter(({ result }) => result === "failed");
  if (failed.length > 0) throw failure(name, failed, "planned");
}

/** @throws OperationError where a place has failed, tolerated or not: not all is as the commit says */
function ended(
  name: string,
  waves: readonly WaveResult[],
  stoppedAfter: number | undefined,
): ExitCode {
  const failed = waves
    .flatMap(({ places }) => places)
    .filter(({ result, why }) => result === "failed" || (result === "not begun" && why));
  if (failed.length === 0 && stoppedAfter === undefined) return DONE;
  throw failure(name, failed, "applied");
}

/** Each reason once, with how many have it: what is wrong with all is told of all. */
function reasonsOf(failed: readonly PlaceResult[]): string[] {
  const reasons = failed.map(({ why = "" }) => why.split("\n")[0]!);
  return [...new Set(reasons)].map((reason) => {
    const having = failed.filter((_, index) => reasons[index] === reason);
    return `  ${having.length === 1 ? having[0]!.stack : count(having.length, "place")}: ${reason}`;
  });
}

const failure = (name: string, failed: readonly PlaceResult[], done: string): OperationError =>
  new OperationError(
    [
      `${failed.map(({ stack }) => stack).join(", ")} could not be ${done}`,
      ...reasonsOf(failed),
      `When that is mended, this goes on with what is left: ${ownCommand(`deploy-set ${name}`)}`,
    ].join("\n"),
    FAILED,
  );
