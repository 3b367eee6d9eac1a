import { explainHindrance, httpStatus } from "../core/aws-error";

/**
 * Why AWS keeps one object or row to itself that is asked for among others, in a word or two.
 *
 * @throws what keeps AWS from answering anything else as well, and what AWS has not said
 */
export function unreadBecause(error: unknown): string {
  if (httpStatus(error) === undefined || explainHindrance(error)) throw error;
  const { name } = error as Error;
  return name === "InvalidObjectState" ? `${name}: it is archived` : name;
}
