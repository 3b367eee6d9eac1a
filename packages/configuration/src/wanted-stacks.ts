import { ConfigurationError } from "@groundwork/constructs/configuration-error";
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
    throw new ConfigurationError([
      `STACKS: got ${unknown.join(", ")}, expected some of ${there.join(", ")}`,
    ]);
  }
  return new Set(only.length === 0 ? owners : only.map(ownerOf));
}
