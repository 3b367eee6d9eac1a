import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { nearest } from "@groundwork/constructs/nearest";
import { ownerOf, stackId } from "./names";

/**
 * Owners of the stacks that were asked for.
 *
 * @param owners of all stacks there are
 * @param only names of stacks, as `dev-stack` or `dev`; none for all
 * @throws ConfigurationError when a stack is asked for that there is not
 */
export function wantedStacks(
  owners: readonly string[],
  only: readonly string[] = [],
): ReadonlySet<string> {
  const there = owners.map(stackId);
  const unknown = only.filter((name) => !owners.includes(ownerOf(name)));
  if (unknown.length > 0) {
    const meant = unknown.flatMap((name) => nearest(ownerOf(name), owners).map(stackId));
    throw new ConfigurationError([
      `STACKS: got ${unknown.join(", ")}, expected some of ${there.join(", ")}` +
        (meant.length === 0
          ? ". An environment has a stack once it is in the list of environments/index.ts"
          : `. Did you mean ${meant.join(" or ")}?`),
    ]);
  }
  return new Set(only.length === 0 ? owners : only.map(ownerOf));
}
