import type { Configuration } from "@groundwork/configuration";
import { environmentStacks } from "@groundwork/configuration/place-names";
import { nearest } from "@groundwork/constructs/nearest";
import { ownerOf, stackId } from "@groundwork/configuration/names";
import { wantedStacks } from "@groundwork/configuration/wanted-stacks";
import { loadConfiguration } from "./configured";
import { OperationError } from "./errors";
import { rememberNames } from "./known-names";
import { unlistedEnvironments } from "./unlisted-environments";

/** The stacks of a configuration, in the order in which they are deployed first. */
export function stacksOf(configuration: Configuration): string[] {
  return [...wantedStacks(configuration)].map(stackId);
}

/**
 * The stack that an argument names, before anything is synthesized: `dev` is `dev-stack`, and where
 * dev has several places the one of its own account and region.
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

/**
 * The stacks that an argument names where it can be several: an environment's name stands for all of
 * its stacks, in the order in which they are applied.
 *
 * @throws OperationError as `askedStack` does
 */
export function stacksNamed(name: string, configuration = loadConfiguration()): string[] {
  const environment = configuration.environments.find((one) => one.name === name);
  return environment
    ? environmentStacks(environment).map(({ id }) => id)
    : [askedStack(name, configuration)];
}

/**
 * The one stack that an argument names.
 *
 * @throws OperationError where it names an environment with several, besides what `askedStack` throws
 */
export function oneStack(name: string, configuration = loadConfiguration()): string {
  const stacks = stacksNamed(name, configuration);
  if (stacks.length === 1) return stacks[0]!;
  throw new OperationError(
    `got ${name}, which has ${stacks.length} stacks, expected one of them here: ${stacks.join(", ")}`,
  );
}

/** The stacks that arguments name, each one or several with commas between them. */
export function askedStacks(names: string, before: readonly string[] = []): string[] {
  const configuration = loadConfiguration();
  const added = names.split(/[\s,]+/).filter(Boolean);
  // Of an empty variable all would be meant.
  if (added.length === 0) throw new OperationError(`got "${names}", expected names of stacks`);
  return [...new Set([...before, ...added.flatMap((name) => stacksNamed(name, configuration))])];
}
