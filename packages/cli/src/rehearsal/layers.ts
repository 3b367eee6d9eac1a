import { LAYERS } from "@groundwork/constructs/layers/options";
import {
  environmentStack,
  stacksByPlace,
  stacksOfAll,
} from "@groundwork/configuration/place-names";
import { loadConfiguration } from "../core/configured";

const layerOf = (stack: string) => environmentStack(loadConfiguration().environments, stack)?.layer;

/** The same stacks and those that they stand on: a layer has the values of the layers below. */
export const withLayersBelow = (stacks: readonly string[]): string[] => {
  const places = loadConfiguration().environments.flatMap(stacksByPlace);
  const below = (stack: string) => {
    const place = places.find((layers) => layers.some(({ id }) => id === stack)) ?? [];
    const ids = place.map(({ id }) => id);
    return layerOf(stack) === undefined ? [stack] : ids.slice(0, ids.indexOf(stack) + 1);
  };
  return [...new Set(stacks.flatMap(below))];
};

/** Stacks in the order in which they are delivered: what is no environment's first. */
export const inOrder = <Stack extends { readonly name: string }>(
  stacks: readonly Stack[],
): Stack[] => {
  const ids = stacksOfAll(loadConfiguration().environments).map(({ id }) => id);
  return stacks.toSorted((one, other) => ids.indexOf(one.name) - ids.indexOf(other.name));
};

/** Stacks that can be applied side by side, each group after the one before. */
export const inOrderOfLayers = <Stack extends { readonly name: string }>(
  stacks: readonly Stack[],
): Stack[][] => {
  const groups = LAYERS.map((layer) =>
    stacks.filter(({ name }) => (layerOf(name) ?? LAYERS[0]) === layer),
  );
  return groups.filter(({ length }) => length > 0);
};
