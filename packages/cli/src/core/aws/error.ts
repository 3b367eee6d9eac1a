import { OperationError } from "../errors";

/** The status of an answer of AWS that was no success. */
export const httpStatus = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;

/**
 * An answer of AWS that nothing here knows better about, as one line; the answer is its cause. What
 * is in words for people already stays as it is.
 *
 * @param what was asked for
 */
export const awsError = (what: string, error: unknown): Error =>
  error instanceof OperationError
    ? error
    : Object.assign(new OperationError(`${what}: ${oneLine(error)}`), { cause: error });

/** What AWS answered: the error itself, or the cause of one that was put in words. */
export function answerOf(error: unknown): unknown {
  const { cause } = (error ?? {}) as Error;
  return error instanceof OperationError && cause !== undefined ? cause : error;
}

/** Names by which the SDK says that it knows none: to a HEAD request S3 answers without any. */
const NAMELESS = /^(Error|Unknown(Error)?|BadRequest|Forbidden|\d+)$/;

/** Whether an answer is a mere status, without a name and a text. */
export const isMereStatus = (error: unknown): boolean =>
  httpStatus(error) !== undefined && NAMELESS.test((error as Error).name);

/** An error as one line: its name and its message, or its code or status where it has none. */
export function oneLine(error: unknown): string {
  const { name, message, code } = error as NodeJS.ErrnoException;
  if (error instanceof OperationError) return message.replace(/\s*\n\s*/g, " ");
  if (isMereStatus(error)) return `AWS answers with ${httpStatus(error)}, and does not say why`;
  // Where each of a host's addresses fails, Node's error has no message of its own.
  const text = message === "" ? (code ?? "") : message;
  return `${name === "Error" ? "" : `${name}: `}${text}`.replace(/\s*\n\s*/g, " ");
}
