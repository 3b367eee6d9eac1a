import type { Environment } from "@groundwork/configuration";
import { layerParts } from "@groundwork/configuration/layers";
import { stacksByPlace, stateKeyOf } from "@groundwork/configuration/place-names";
import { isForeign, LAYERS } from "@groundwork/constructs/layers/options";
import { ownCommand } from "@groundwork/constructs/own-command";
import { standInAddress } from "../../stand-ins/addresses";
import { addressesIn, type StackJson } from "../stack-json";
import type { Finding } from "./examination";
import type { Strays } from "./judge-strays";
import type { StackReport } from "./stack";

type Report = Pick<StackReport, "stack" | "key" | "state">;

/** A move that the code asks for. */
export interface MoveDue {
  readonly finding: Finding;
  /** Stacks that have no state as long as it is to come. */
  readonly stateless: readonly string[];
  /** Keys of states that are no stack's as long as it is to come. */
  readonly others: readonly string[];
}

/**
 * The moves of resources between layers that an option asks for and nobody has run.
 *
 * @param synthesized the stacks as the code has them, by their names
 */
export const judgeLayers = (
  { environments }: { readonly environments: readonly Environment[] },
  stacks: readonly Report[],
  synthesized: ReadonlyMap<string, StackJson> | undefined,
  strays: Pick<Strays, "otherStates"> | undefined,
): MoveDue[] =>
  environments.flatMap(stacksByPlace).flatMap((place) => {
    const { environment } = place[0]!;
    const here = stacks.filter(({ stack }) => place.some(({ id }) => id === stack));
    const stateless = here
      .filter((one) => isWithin(one, here, synthesized?.get(one.stack)))
      .map(({ stack }) => stack);
    if (stateless.length > 0) return [dueSplit(environment, stateless)];
    const others = strays?.otherStates.map(({ key }) => key) ?? [];
    const left = lowerKeys(environment).filter((key) => others.includes(key));
    return left.length > 0 ? [dueJoin(environment, left)] : [];
  });

/** The findings without those that a state is lost: a split that was taken back leaves none. */
export const withoutLost = (findings: readonly Finding[], moves: readonly MoveDue[]): Finding[] =>
  findings.filter(
    ({ check, about }) =>
      check !== "state-deleted" || !moves.some(({ stateless }) => stateless.includes(about)),
  );

/** Strays without the states that a move is to bring back. */
export const withoutMoves = (strays: Strays, moves: readonly MoveDue[]): Strays => ({
  ...strays,
  otherStates: strays.otherStates.filter(
    ({ key }) => !moves.some(({ others }) => others.includes(key)),
  ),
});

/** Whether a stack has no state, and something that it declares lies in another. */
function isWithin({ state }: Report, others: readonly Report[], json: StackJson | undefined) {
  if (state === undefined || state.object !== undefined || json === undefined) return false;
  const held = new Set(others.flatMap((one) => one.state?.object?.format.state?.addresses ?? []));
  return addressesIn(json).some((one) => held.has(one) || held.has(standInAddress(one)));
}

/** Where the states of an environment's lower layers lie, if it has such. */
const lowerKeys = (environment: Environment): string[] =>
  LAYERS.filter((layer) => layerParts(layer).length > 0).map((layer) =>
    stateKeyOf(environment, layer),
  );

const DUE = {
  check: "move-due",
  severity: "error",
  about: "backend",
  why: "the option layers was changed, and no resource was moved yet: plan and drift refuse its stacks",
} as const;

const dueSplit = ({ name }: Environment, stateless: readonly string[]): MoveDue => ({
  stateless,
  others: [],
  finding: {
    ...DUE,
    what: `${stateless.join(" and ")} ${stateless.length === 1 ? "has" : "have"} no state, and what the code has there lies in that of another layer`,
    repair: ownCommand(`split ${name}`),
  },
});

const dueJoin = ({ name, network }: Environment, others: readonly string[]): MoveDue => ({
  stateless: [],
  others,
  finding: {
    ...DUE,
    what: `${others.join(" and ")} ${others.length === 1 ? "has a layer" : "have layers"} that ${name} has no more`,
    repair: `${isForeign(network) ? `write layers: "one" and the network of before in environments/${name}.ts, then ` : ""}${ownCommand(`join ${name}`)}`,
  },
});
