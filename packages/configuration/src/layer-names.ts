import type { Environment } from "./environment";
import { stacksOfAll } from "./place-names";

type Mismatch = [path: PropertyKey[], got: string, expected: string];

/**
 * What stacks of layers expect of the names of other environments: path, what was got, what was
 * expected. Two of one name would write one state, and plans of one would lie among those of the other.
 */
export function layerMismatches(environments: readonly Environment[]): Mismatch[] {
  const layers = stacksOfAll(environments).filter(({ layer }) => layer !== undefined);
  // Most have none, and there may be hundreds.
  const all = layers.length === 0 ? [] : stacksOfAll(environments);
  return layers
    .filter(({ name, environment }) =>
      all.some((other) => other.name === name && other.environment.name !== environment.name),
    )
    .map(({ id, name, environment }) => [
      [environment.name, "layers"],
      `the stack ${id}`,
      `no environment of that name: ${name} has that stack already`,
    ]);
}
