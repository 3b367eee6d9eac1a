import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { nearest } from "@groundwork/constructs/nearest";
import type { Configuration } from "./check";
import { ownerOf, stackId, stateHome, stateOwners } from "./names";
import { environmentStacks } from "./place-names";

/**
 * Names of the stacks that were asked for.
 *
 * @param only names of stacks, as `dev-stack`, or of environments, as `dev` for all of its stacks; none for all
 * @throws ConfigurationError when a stack is asked for that there is not
 */
export function wantedStacks(
  { organization, environments }: Configuration,
  only: readonly string[] = [],
): ReadonlySet<string> {
  const owners = stateOwners(environments, organization).filter(
    // Where no state lies in S3 there is nothing to bootstrap.
    (owner) => owner !== "bootstrap" || stateHome(organization) !== undefined,
  );
  const stacksOf = (owner: string): string[] => {
    const environment = environments.find(({ name }) => name === owner);
    return environment ? environmentStacks(environment).map(({ name }) => name) : [owner];
  };
  const names = owners.flatMap(stacksOf);
  const there = names.map(stackId);
  const unknown = only.filter((name) => !names.includes(ownerOf(name)));
  if (unknown.length > 0) {
    const meant = unknown.flatMap((name) => nearest(ownerOf(name), names).map(stackId));
    throw new ConfigurationError([
      `STACKS: got ${unknown.join(", ")}, expected some of ${there.join(", ")}` +
        (meant.length === 0
          ? ". An environment has a stack once it is in the list of environments/index.ts"
          : `. Did you mean ${meant.join(" or ")}?`),
    ]);
  }
  const isStack = (name: string) => name !== ownerOf(name) || !owners.includes(name);
  return new Set(
    only.length === 0
      ? names
      : only.flatMap((name) => (isStack(name) ? [ownerOf(name)] : stacksOf(name))),
  );
}
