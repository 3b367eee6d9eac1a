import type { Configuration } from "@groundwork/configuration";
import { nearest } from "@groundwork/constructs/nearest";
import { ownerOf } from "@groundwork/configuration/names";
import { OperationError } from "./errors";
import { unlistedEnvironments } from "./unlisted-environments";

/**
 * That an argument names no environment, with the one that may be meant.
 *
 * @param names of those that there are
 * @param more lines at the end. @default none
 */
export function unknownEnvironment(
  asked: string,
  names: readonly string[],
  { environments }: Pick<Configuration, "environments">,
  more: readonly string[] = [],
): OperationError {
  const meant = nearest(ownerOf(asked), names);
  return new OperationError(
    [
      `got the environment ${asked || '""'}, expected one of ${names.join(", ")}`,
      ...(meant.length === 0 ? [] : [`Did you mean ${meant.join(" or ")}?`]),
      ...unlistedEnvironments(environments),
      ...more,
    ].join("\n"),
  );
}
