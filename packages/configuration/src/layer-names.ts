import type { Environment } from "./environment";
import { environmentStacks, stacksOfAll } from "./place-names";

type Mismatch = [path: PropertyKey[], got: string, expected: string];

/**
 * What stacks of layers expect of the names of other environments: path, what was got, what was
 * expected. Two of one name would write one state, and plans of one would lie among those of the other.
 */
export function layerMismatches(environments: readonly Environment[]): Mismatch[] {
  return environments.flatMap((environment) => {
    const others = stacksOfAll(environments.filter(({ name }) => name !== environment.name));
    return environmentStacks(environment)
      .filter(({ layer }) => layer !== undefined)
      .flatMap(({ id, name }): Mismatch[] =>
        others.some((other) => other.name === name)
          ? [
              [
                [environment.name, "layers"],
                `the stack ${id}`,
                `no environment of that name: ${name} has that stack already`,
              ],
            ]
          : [],
      );
  });
}
