import type { Environment } from "@groundwork/configuration";
import { needsApproval } from "@groundwork/configuration/delivery";
import { stackId } from "@groundwork/configuration/names";
import { environmentStacks } from "@groundwork/configuration/place-names";
import { toleratedIn, wavesOf } from "@groundwork/configuration/waves";
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
import { planPlaces } from "./plan-places";
import { progressOf, setDigest, waitingIn } from "./set-plans";
import { beforeText, endText, waitingText, type PlaceResult, type WaveResult } from "./set-text";
import { applyWaves } from "./apply-waves";

export interface DeploySetOptions extends OpenOptions {
  /** In its own place; its others are in it. */
  readonly environment: Environment;
  /** How many places are planned or applied at once. @default 2 */
  readonly atATime?: number | undefined;
  /** Plan all places, and apply none. */
  readonly plan: boolean;
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
  /** The wave after which none began, from 1, where that is not the last. */
  stoppedAfter?: number | undefined;
  error?: string;
}

/**
 * `groundwork deploy-set`: plans the stacks of all places of an environment, then applies them in waves.
 * After a wave with more failures than the environment tolerates no other begins. Run again at the same
 * commit it goes on with what is not applied.
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
  const { name, waves: settings } = environment;
  const stacks = environmentStacks(environment);
  const checkout = await readCheckout(options.env);
  document.commit = checkout.commit;
  const gated = needsApproval(open.configuration, name);
  const known = await progressOf(open, stacks, checkout, gated);
  const atATime = options.atATime ?? AT_A_TIME.terraform.concurrency;
  const commands = new OwnCommands(atATime, options);
  const planned = await planPlaces(known, commands, { ...options, atATime, gated, open });
  const waves = wavesOf(planned, settings.sizes);
  const results = waves.map((places): WaveResult => ({
    tolerated: toleratedIn(places, settings),
    places: places.map(({ stack, result, plan, why }): PlaceResult => ({
      stack,
      result,
      ...plan,
      why,
    })),
  }));
  document.waves = results;
  const places = results.flatMap((wave) => wave.places);

  const tell = async (type: "set-ready" | "set-ended") => {
    const by = personOf(await open.identities.self());
    const { waves: _, waits: __, error: ___, ...told } = document;
    await open.announce({
      type,
      set: { ...told, waves: results, by, runUrl: runUrl(options.env) },
    });
  };
  const waiting = waitingIn(planned.flatMap(({ progress }) => progress));
  if (waiting.length > 0) {
    document.waits = true;
    document.sha256 = setDigest(waiting);
    open.person.tell(waitingText(name, results, document.sha256));
    // One that waited before was told of then.
    if (known.some(({ status }) => status === "open")) await tell("set-ready");
    expectPlanned(places, name);
    return CHANGES;
  }
  const isReady = places.some(({ result }) => result === "planned");
  if (options.plan || !isReady) {
    open.person.tell(endText(name, results, undefined));
    expectPlanned(places, name);
    return isReady ? CHANGES : DONE;
  }
  open.person.tell(beforeText(name, results));
  if (!(await open.person.confirm(`Apply ${name} in ${results.length} waves?`))) {
    throw new OperationError("stopped at your no; nothing was applied, and the plans still can be");
  }
  document.stoppedAfter = await applyWaves(results, commands, { ...options, atATime, open });
  signal.throwIfAborted();
  open.person.tell(endText(name, results, document.stoppedAfter));
  await tell("set-ended");
  return ended(name, results, document.stoppedAfter);
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
  const failed = waves.flatMap(({ places }) => places).filter(({ result }) => result === "failed");
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
