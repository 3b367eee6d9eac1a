import type { Configuration, Environment } from "@groundwork/configuration";
import { ownerOf } from "@groundwork/configuration/names";
import { nearest } from "@groundwork/constructs/nearest";
import { loadConfiguration } from "./configured";
import { OperationError } from "./errors";
import { unlistedEnvironments } from "./unlisted-environments";

/**
 * The environment that an argument names, by its own name or by its stack's.
 *
 * @throws OperationError when there is none; it names the one that may be meant
 */
export function askedEnvironment(
  name: string,
  { environments }: Pick<Configuration, "environments"> = loadConfiguration(),
): Environment {
  const found = environments.find((one) => one.name === ownerOf(name));
  if (found) return found;
  const names = environments.map((one) => one.name);
  const meant = nearest(ownerOf(name), names);
  throw new OperationError(
    [
      `got the environment ${name || '""'}, expected one of ${names.join(", ")}`,
      ...(meant.length === 0 ? [] : [`Did you mean ${meant.join(" or ")}?`]),
      ...unlistedEnvironments(environments),
    ].join("\n"),
  );
}
