import { FAILED, type ExitCode } from "./exit-codes";

/**
 * What stopped a command, in words for the person who ran it: what was wrong, what was expected
 * and what to do next. Shown as its message alone, without a stack trace.
 */
export class OperationError extends Error {
  /** @param exitCode what the command ends with */
  constructor(
    message: string,
    readonly exitCode: ExitCode = FAILED,
  ) {
    super(message);
    this.name = "OperationError";
  }
}
