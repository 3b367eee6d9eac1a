import { inspect } from "node:util";
import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { OperationError } from "./errors";
import { httpStatus, oneLine } from "./aws/error";
import { isSilence } from "./aws/hindrance";
import { localText } from "./local-error";
import { ownPlace } from "./own-place";

/**
 * An error for whoever ran a command. Of one that nobody has thought of no message is shown, as it
 * may hold parts of a state or a plan (a SyntaxError of JSON.parse does), and no stack trace.
 *
 * @param env with GROUNDWORK_DEBUG=1 all of it is shown
 */
export function failureText(error: unknown, env: NodeJS.ProcessEnv): string {
  if (error instanceof OperationError || error instanceof ConfigurationError) {
    return `Error: ${error.message}`;
  }
  if (env["GROUNDWORK_DEBUG"] === "1") return inspect(error);
  const local = localText(error);
  if (local !== undefined) return `Error: ${local}`;
  return `Error: ${unexpected(error)}. To see all, which may be parts of a state or plan: GROUNDWORK_DEBUG=1`;
}

/** In a line, without what it may hold of a state or plan. */
export function unexpected(error: unknown): string {
  if (error instanceof OperationError || error instanceof ConfigurationError) return error.message;
  const local = localText(error);
  if (local !== undefined) return local;
  if (isHarmless(error)) return oneLine(error);
  const { name = "error", stack = "" } = (error ?? {}) as Partial<Error>;
  const place = ownPlace(stack);
  return `unexpected ${NAME.exec(name)?.[0] ?? "error"}${place === undefined ? "" : ` at ${place}`}`;
}

/** Errors of AWS, and of Node about files and connections, name what was asked for, no content. */
function isHarmless(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("message" in error)) return false;
  // An error of a process has what the process printed.
  if ("stdout" in error) return false;
  return (
    httpStatus(error) !== undefined ||
    isSilence(error) ||
    (error as Error).name.endsWith("ProviderError")
  );
}

const NAME = /^\w{1,60}/;
