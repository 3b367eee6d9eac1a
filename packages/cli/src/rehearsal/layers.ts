import { LAYERS } from "@groundwork/constructs/layers/options";
import { environmentStack, stacksOfAll } from "@groundwork/configuration/place-names";
import { layersBeside } from "@groundwork/configuration/rounds";
import { loadConfiguration } from "../core/configured";

/** The same stacks and those that they stand on: a layer has the values of the layers below. */
export function withLayersBelow(stacks: readonly string[]): string[] {
  const { environments } = loadConfiguration();
  const below = (stack: string) => layersBeside(environments, stack).below.map(({ id }) => id);
  return [...new Set(stacks.flatMap((stack) => [...below(stack), stack]))];
}

/** Stacks in the order in which they are delivered: what is no environment's first. */
export function inOrder<Stack extends { readonly name: string }>(
  stacks: readonly Stack[],
): Stack[] {
  const ids = stacksOfAll(loadConfiguration().environments).map(({ id }) => id);
  return stacks.toSorted((one, other) => ids.indexOf(one.name) - ids.indexOf(other.name));
}

/** Stacks that can be applied side by side, each group after the one before. */
export function inOrderOfLayers<Stack extends { readonly name: string }>(
  stacks: readonly Stack[],
): Stack[][] {
  const { environments } = loadConfiguration();
  const layerOf = ({ name }: Stack) => environmentStack(environments, name)?.layer ?? LAYERS[0];
  return LAYERS.map((layer) => stacks.filter((stack) => layerOf(stack) === layer)).filter(
    ({ length }) => length > 0,
  );
}
