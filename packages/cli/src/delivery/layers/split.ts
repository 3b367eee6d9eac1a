import path from "node:path";
import type { Environment } from "@groundwork/configuration";
import { stackId } from "@groundwork/configuration/names";
import { stacksByPlace, type EnvironmentStackNames } from "@groundwork/configuration/place-names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { expectPersonInProduction } from "../../core/agent";
import { explainAnswer } from "../../core/aws/refusal";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { CHANGES, DONE, type ExitCode } from "../../core/exit-codes";
import { originalAddress } from "../../stand-ins/addresses";
import { exchangeOf, NO_EXCHANGE } from "../../stand-ins/exchange";
import { expectNoOwnNetwork } from "../../state/layers/expect-settled";
import { layerKeys } from "../../state/layers/layer-keys";
import { LayerStates } from "../../state/layers/layer-states";
import type { LayerCommand } from "../../state/layers/unfinished";
import {
  isInS3,
  openBackend,
  standInOptions,
  type OpenBackend,
  type OpenOptions,
} from "../../state/open";
import { initStacks, withStacks, type OpenStack, type OpenStacks } from "../open-stacks";
import { layersLine, moveText, outcomeText, wayBack, type ShownMove } from "./move-text";
import { PlaceMove, type PlacedStack, type PlaceOutcome } from "./place-move";

export interface LayerMoveOptions extends OpenOptions {
  readonly environment: Environment;
  /** Only say what would move. */
  readonly dryRun: boolean;
  /** Leave what was moved where it is also where a plan finds more than the move explains. */
  readonly keep: boolean;
}

/** The document for programs, as far as the command came. */
interface Result {
  readonly environment: string;
  places: PlaceDocument[];
  error?: string;
}

interface PlaceDocument extends PlaceOutcome {
  readonly moves?: readonly {
    readonly address: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly undeclared?: readonly string[];
}

/**
 * `groundwork split`: moves what one state has of an environment to the states of its layers, as the
 * code says which stack declares it.
 *
 * @returns the exit code: 2 when a plan finds more than the move explains
 * @throws OperationError with exit code 3 when a state changed meanwhile, 4 when one is not that of its
 *   digest, 6 when an agent is at work in production, 7 when one is locked
 */
export const split = (options: LayerMoveOptions): Promise<ExitCode> => moveLayers("split", options);

/** `groundwork join`: the way back, to the state of one stack. Returns and throws as `split`. */
export const join = (options: LayerMoveOptions): Promise<ExitCode> => moveLayers("join", options);

async function moveLayers(command: LayerCommand, options: LayerMoveOptions): Promise<ExitCode> {
  const { environment, dryRun, json } = options;
  const { name } = environment;
  openBackend(options, command, stackId(name));
  const places = placesOf(command, environment);
  const line = `${command} ${name}`;
  if (!dryRun) expectPersonInProduction(command, stackId(name), line, options);
  const stacks = places.flat().map(({ id }) => id);
  return withStacks({ ...options, stacks, use: "apply" }, (open) => {
    const { delivery } = open;
    // openBackend has refused all others.
    if (!isInS3(delivery)) throw new TypeError("the states do not lie in S3");
    const document: Result = { environment: name, places: [] };
    return runCommand({ asked: delivery.asked, json, document }, () =>
      carryOut(command, places, { ...open, delivery }, options, document),
    );
  });
}

/**
 * The stacks of the places whose layers are those that there are after the command: in several places
 * each may have others.
 *
 * @throws OperationError where the code says that there is nothing of the kind to be done
 */
function placesOf(command: LayerCommand, environment: Environment): EnvironmentStackNames[][] {
  const { name } = environment;
  const places = stacksByPlace(environment);
  const fits = ([first]: readonly EnvironmentStackNames[]) =>
    (first!.layer === undefined) === (command === "join");
  if (places.some(fits)) return places.filter(fits);
  const got = command === "join" ? "split" : "join";
  throw new OperationError(
    `${name}.layers: got ${layersLine(got, name).slice("layers: ".length)}, expected that of the code after the ${command}. ` +
      `Write ${layersLine(command, name)} in environments/${name}.ts, then ${ownCommand(`${command} ${name} --dry-run`)} says what moves`,
  );
}

type Open = OpenStacks & { readonly delivery: OpenStacks["delivery"] & OpenBackend };

async function carryOut(
  command: LayerCommand,
  places: readonly EnvironmentStackNames[][],
  open: Open,
  options: LayerMoveOptions,
  document: Result,
): Promise<ExitCode> {
  const { person } = open.delivery;
  const all: {
    readonly move: PlaceMove;
    readonly shown: ShownMove;
    readonly stacks: readonly OpenStack[];
  }[] = [];
  for (const place of places) {
    await expectNoOwnNetwork(open.delivery, place[0]!.environment);
    const stacks = place.map(({ id, key }) => placedStack(id, key, open, options));
    const move = placeMove(command, place, stacks, open, options);
    const shown = await move.check();
    document.places.push(documentOf(move, shown));
    if (shown === undefined) continue;
    person.tell(moveText(command, shown));
    all.push({ move, shown, stacks });
  }
  if (all.length === 0) {
    person.tell(
      `Nothing to move: each resource of ${options.environment.name} lies in the state of the stack that declares it.`,
    );
    return DONE;
  }
  if (options.dryRun) {
    person.tell("Nothing was changed: --dry-run");
    return DONE;
  }
  if (!(await person.confirm("Move them?"))) {
    throw new OperationError("stopped at your no; nothing was changed");
  }
  for (const { move, shown } of all) if (shown.goesOn) await move.mend();
  // What is wrong with a folder is known before anything is changed.
  for (const stack of await initStacks(
    all.flatMap(({ stacks }) => stacks),
    options,
  ))
    stack.expectInit();
  const done: string[] = [];
  for (const { move, shown } of all) {
    const outcome = document.places.find(({ services }) => services === move.services)!;
    await runOne(command, move, outcome, open, options).catch((error: unknown) => {
      throw withDone(error, done);
    });
    person.tell(outcomeText(command, outcome, options.environment.name));
    if (outcome.outcome !== "moved") return stopped(done, open);
    done.push(move.services);
    if (shown.undeclared.length > 0)
      person.tell(`The next apply destroys what no stack declares: ${shown.undeclared.join(", ")}`);
  }
  return all.some(({ shown }) => shown.undeclared.length > 0) ? CHANGES : DONE;
}

function placedStack(
  id: string,
  key: string,
  { stacks, workspace }: Open,
  { env, standIns }: LayerMoveOptions,
): PlacedStack {
  const stack = stacks.find(({ name }) => name === id)!;
  const synthesized = { name: id, dir: path.join(workspace.dir, "cdktf.out/stacks", id) };
  const exchange = standIns
    ? exchangeOf(synthesized, stack.terraform, workspace, standInOptions(env))
    : NO_EXCHANGE;
  return { ...stack, key, ...exchange };
}

function placeMove(
  command: LayerCommand,
  place: readonly EnvironmentStackNames[],
  stacks: readonly PlacedStack[],
  { delivery }: Open,
  { env, signal, keep, dryRun, environment: { name } }: LayerMoveOptions,
): PlaceMove {
  const states = new LayerStates(delivery, layerKeys(place[0]!.environment));
  const { person } = delivery;
  return new PlaceMove({
    command,
    environment: name,
    states,
    stacks,
    person,
    keep,
    dryRun,
    env,
    signal,
  });
}

const documentOf = (move: PlaceMove, shown: ShownMove | undefined): PlaceDocument =>
  shown === undefined
    ? { services: move.services, outcome: "nothing to move" }
    : {
        services: move.services,
        moves: shown.distribution.moves.flatMap(({ entry, from, to }) =>
          entry.addresses.map((address) => ({ address: originalAddress(address), from, to })),
        ),
        undeclared: shown.undeclared,
      };

/** An error after the beginning leaves a move that the next run ends. */
async function runOne(
  command: LayerCommand,
  move: PlaceMove,
  outcome: PlaceDocument,
  { delivery: { asked } }: Open,
  { environment: { name } }: LayerMoveOptions,
): Promise<void> {
  try {
    await move.run(outcome);
  } catch (thrown) {
    const error = await explainAnswer(asked, thrown);
    if (!(error instanceof OperationError) || outcome.copies === undefined) throw error;
    throw new OperationError(
      `${error.message}\nThe ${command} of ${move.services} is not finished, and until it is, plan, apply and drift refuse ${name}. ` +
        `Nothing is lost: each resource is in one of its states. To go on: ${ownCommand(`${command} ${name}`)}. ${wayBack(command, name)}`,
      error.exitCode,
    );
  }
}

function stopped(done: readonly string[], { delivery: { person } }: Open): ExitCode {
  if (done.length > 0) person.tell(doneText(done));
  return CHANGES;
}

const doneText = (done: readonly string[]) => `Done before: ${done.join(", ")}`;

const withDone = (error: unknown, done: readonly string[]): unknown =>
  error instanceof OperationError && done.length > 0
    ? new OperationError(`${error.message}\n${doneText(done)}`, error.exitCode)
    : error;
