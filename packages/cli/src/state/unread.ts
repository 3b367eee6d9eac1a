import { httpStatus } from "../core/aws/error";

/** What AWS says of the bucket or table itself, whatever is asked for in it. */
const OF_ALL = /^(NoSuchBucket|PermanentRedirect|ResourceNotFoundException)$/;

/**
 * Why AWS keeps one object or row to itself that is asked for among others, in a word or two.
 *
 * @throws what holds for everything else that is asked for as well, such as what hinders a client
 *   (core/aws/client.ts), and what AWS has not said
 */
export function unreadBecause(error: unknown): string {
  const { name } = error as Error;
  if (httpStatus(error) === undefined || OF_ALL.test(name)) throw error;
  return name === "InvalidObjectState" ? `${name}: it is archived` : name;
}
