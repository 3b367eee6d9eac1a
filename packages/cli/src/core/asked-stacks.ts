import type { Configuration } from "@groundwork/configuration";
import { nearest } from "@groundwork/constructs/nearest";
import { ownerOf, stackId, stateLocation, stateOwners } from "@groundwork/configuration/names";
import { loadConfiguration } from "./configured";
import { OperationError } from "./errors";
import { rememberNames } from "./known-names";
import { unlistedEnvironments } from "./unlisted-environments";

/** The stacks of a configuration, in the order in which they are deployed first. */
export function stacksOf({ organization, environments }: Configuration): string[] {
  const owners = stateOwners(environments, organization);
  // Where no state lies in S3 there is nothing to bootstrap.
  const all = stateLocation(organization) ? owners : owners.filter((one) => one !== "bootstrap");
  return all.map(stackId);
}

/**
 * The stack that an argument names, before anything is synthesized: `dev` is `dev-stack`.
 *
 * @throws OperationError when there is no such stack; it names the one that may be meant
 */
export function askedStack(name: string, configuration = loadConfiguration()): string {
  const stacks = stacksOf(configuration);
  const found = [name, stackId(name)].find((one) => stacks.includes(one));
  if (found !== undefined) {
    rememberNames("stacks", stacks, true);
    return found;
  }
  const meant = nearest(ownerOf(name), stacks.map(ownerOf)).map(stackId);
  throw new OperationError(
    [
      `got the stack ${name || '""'}, expected one of ${stacks.join(", ")}`,
      ...(meant.length === 0 ? [] : [`Did you mean ${meant.join(" or ")}?`]),
      ...unlistedEnvironments(configuration.environments),
    ].join("\n"),
  );
}

/** The stacks that arguments name, each one or several with commas between them. */
export function askedStacks(names: string, before: readonly string[] = []): string[] {
  const configuration = loadConfiguration();
  const added = names.split(/[\s,]+/).filter(Boolean);
  // Of an empty variable all would be meant.
  if (added.length === 0) throw new OperationError(`got "${names}", expected names of stacks`);
  return [...new Set([...before, ...added.map((name) => askedStack(name, configuration))])];
}
