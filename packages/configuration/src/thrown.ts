import { isNativeError } from "node:util/types";
import { ConfigurationError } from "@groundwork/constructs/configuration-error";

/** A place in a stack trace that was compiled from `environments/`. */
const PLACE = /[/\\]dist[/\\](environments[/\\][\w./\\-]+)\.js:\d/;

/**
 * An error that a file of `environments/` threw while it was read, told as all other problems are:
 * by the file that somebody wrote, not by the one that the compiler made of it.
 *
 * @returns any other error as it is
 */
export function asProblem(error: unknown): unknown {
  if (!isNativeError(error) || error instanceof ConfigurationError) return error;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^ +at /.test(line));
  // What a file calls of JavaScript or Node itself, as JSON.parse or readFileSync, is its own doing.
  const place = frames.find((line) => !/\((<anonymous>|node:[^)]*)\)$|^ +at node:/.test(line));
  const file = PLACE.exec(place ?? "")?.[1];
  return file === undefined
    ? error
    : new ConfigurationError([
        `${file.replaceAll("\\", "/")}.ts: got the error ${JSON.stringify(error.message)} while it was read, expected values`,
      ]);
}
