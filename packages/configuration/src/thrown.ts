import { ConfigurationError } from "@groundwork/constructs/configuration-error";

/** The innermost place in a stack trace that was compiled from `environments/`. */
const PLACE = /[/\\]dist[/\\](environments[/\\][\w./\\-]+)\.js:\d/;

/**
 * An error that a file of `environments/` threw while it was read, told as all other problems are:
 * by the file that somebody wrote, not by the one that the compiler made of it.
 *
 * @returns any other error as it is
 */
export function asProblem(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ConfigurationError) return error;
  const frame = (error.stack ?? "").split("\n").find((line) => /^ +at /.test(line));
  const file = PLACE.exec(frame ?? "")?.[1];
  return file === undefined
    ? error
    : new ConfigurationError([
        `${file.replaceAll("\\", "/")}.ts: got the error ${JSON.stringify(error.message)} while it was read, expected values`,
      ]);
}
