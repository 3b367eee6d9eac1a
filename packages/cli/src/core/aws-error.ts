import { OperationError } from "./errors";

/** The status of an answer of AWS that was no success. */
export const httpStatus = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** An answer of AWS that nothing here knows better about, as one line; the answer is its cause. */
export const awsError = (what: string, error: unknown): Error =>
  Object.assign(new OperationError(`${what}: ${oneLine(error)}`), { cause: error });

/** What the SDK says where there are no credentials, which no network mends; and interruptions. */
const NO_SILENCE = /ProviderError$|^AbortError$/;

/** Codes by which Node names mistakes of a program. */
const MISTAKE = /^(ERR_INVALID_ARG|MODULE_NOT_FOUND)/;

/**
 * Whether AWS did not answer at all: its name, the way to it, its certificate or the time failed.
 * Such an error has a code of Node's or OpenSSL's, and no status; it may be another one's cause.
 */
export function isSilence(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { name, code, cause } = error as NodeJS.ErrnoException;
  if (httpStatus(error) !== undefined || NO_SILENCE.test(name)) return false;
  if (name === "TimeoutError") return true;
  return typeof code === "string" ? !MISTAKE.test(code) : isSilence(cause);
}

export function oneLine(error: unknown): string {
  const { name, message, code } = error as NodeJS.ErrnoException;
  // Where each of a host's addresses fails, Node's error has no message of its own.
  const text = message === "" ? (code ?? "") : message;
  return `${name === "Error" ? "" : `${name}: `}${text}`.replace(/\s*\n\s*/g, " ");
}
