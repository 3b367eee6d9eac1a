import { LAYERS, type Layer } from "@groundwork/constructs/layers/options";
import type { Environment } from "./environment";
import { layersOf } from "./layers";
import {
  environmentStacks,
  inEachPlace,
  stacksByPlace,
  type EnvironmentStackNames,
} from "./place-names";

/** Stacks of an environment that may be planned and applied side by side. */
export interface StackRound {
  /** The layer that they have, `services` also where a place is one stack. */
  readonly layer: Layer;
  /** One for each place, that of the environment's own account and region first. */
  readonly stacks: readonly EnvironmentStackNames[];
}

/**
 * The stacks of an environment in the order in which they are planned and applied: those of a layer in
 * all places, then those of the layer above, whose plans read what is applied by then. An environment
 * without layers has one round.
 */
export const roundsOf = (environment: Environment): StackRound[] => {
  const stacks = environmentStacks(environment);
  return LAYERS.map((layer) => ({
    layer,
    stacks: stacks.filter((stack) => (stack.layer ?? "services") === layer),
  })).filter((round) => round.stacks.length > 0);
};

/**
 * The stacks that have the services, one for each environment and place: by their names people call
 * these.
 */
export const stacksOfServices = (environments: readonly Environment[]): EnvironmentStackNames[] =>
  environments.flatMap(environmentStacks).filter(({ layer = "services" }) => layer === "services");

/** Whether an environment has a stack for each layer, in any of its places. */
export const hasLayers = (environment: Environment): boolean =>
  inEachPlace(environment).some((placed) => layersOf(placed).length > 0);

/**
 * The other stacks of the same place as a stack, lowest layer first.
 *
 * @returns none of what is one stack in its place, or no environment's
 */
export function layersBeside(
  environments: readonly Environment[],
  stack: string,
): { readonly below: EnvironmentStackNames[]; readonly above: EnvironmentStackNames[] } {
  const isIt = ({ id }: EnvironmentStackNames) => id === stack;
  const place = environments.flatMap(stacksByPlace).find((stacks) => stacks.some(isIt)) ?? [];
  const at = place.findIndex(isIt);
  return { below: place.slice(0, Math.max(0, at)), above: place.slice(at + 1) };
}
