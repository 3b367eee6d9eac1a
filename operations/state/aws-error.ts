import { OperationError } from "../errors";

/** The status of an answer of AWS that was no success. */
export const httpStatus = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** An answer of AWS that nothing here knows better about, as one line; the answer is its cause. */
export const awsError = (what: string, error: unknown): Error =>
  Object.assign(new OperationError(`${what}: ${oneLine(error)}`), { cause: error });

export function oneLine(error: unknown): string {
  const { name, message } = error as Error;
  return `${name === "Error" ? "" : `${name}: `}${message}`.replace(/\s*\n\s*/g, " ");
}
