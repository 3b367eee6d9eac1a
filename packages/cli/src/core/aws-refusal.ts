import type { StateLocation } from "@groundwork/configuration";
import { OperationError } from "./errors";
import { httpStatus, isSilence, oneLine } from "./aws-error";

const EXPIRED =
  /^(ExpiredToken(Exception)?|RequestExpired|InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|SignatureDoesNotMatch|CredentialsProviderError|TokenProviderError)$/;

/** Where credentials come from. */
export const LOG_IN_BY =
  "aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

/** What to do about AWS not answering; undefined when it did. */
export function explainSilence(error: unknown): OperationError | undefined {
  if (!isSilence(error)) return undefined;
  return new OperationError(
    `AWS cannot be reached: ${oneLine(error)}. Check the network and AWS_ENDPOINT_URL`,
  );
}

/** @param what AWS says to the credentials, as the beginning of a sentence */
export const logInAgain = (what: string, error: unknown): OperationError =>
  new OperationError(`${what}: ${oneLine(error)}. Log in (${LOG_IN_BY}) and run it again`);

/**
 * What an answer of AWS that is no success means to whoever works on a state, and what he can do.
 *
 * @returns errors of other kinds as they are
 */
export function explainRefusal({ bucket, lockTable }: StateLocation, error: unknown): unknown {
  const { name, message } = error as Error;
  if (error instanceof OperationError) return error;
  if (name === "NoSuchBucket") {
    return new OperationError(
      `bucket ${bucket} does not exist; npm run bootstrap makes it, or organization.backend.bucket names another`,
    );
  }
  if (name === "ResourceNotFoundException") {
    return new OperationError(`table ${lockTable} does not exist; npm run bootstrap makes it`);
  }
  if (EXPIRED.test(name)) return logInAgain("AWS does not take the credentials", error);
  const silence = explainSilence(error);
  if (silence) return silence;
  // What else AWS said: an answer that has a status.
  return httpStatus(error) === undefined
    ? error
    : new OperationError(`AWS refused: ${message === name ? name : oneLine(error)}`);
}
