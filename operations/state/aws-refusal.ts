import type { StateLocation } from "../../environments/names";
import { OperationError } from "../errors";
import { httpStatus, oneLine } from "./aws-error";

const EXPIRED =
  /^(ExpiredToken(Exception)?|RequestExpired|InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|SignatureDoesNotMatch|CredentialsProviderError|TokenProviderError)$/;

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
  if (EXPIRED.test(name)) {
    return new OperationError(
      `AWS does not take the credentials: ${oneLine(error)}. ` +
        "Log in (aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) and run it again",
    );
  }
  if (/^E[A-Z]+$/.test((error as NodeJS.ErrnoException).code ?? "")) {
    return new OperationError(
      `AWS cannot be reached: ${oneLine(error)}. Check the network and AWS_ENDPOINT_URL`,
    );
  }
  // What else AWS said: an answer that has a status.
  return httpStatus(error) === undefined
    ? error
    : new OperationError(`AWS refused: ${message === name ? name : oneLine(error)}`);
}
