import { OperationError } from "./errors";
import { explainHindrance, httpStatus, oneLine } from "./aws-error";

/** What a command asks AWS for, and what is known about it. */
export interface AskedOfAws {
  readonly bucket: string;
  readonly lockTable: string;
  /** What makes the bucket. @default npm run bootstrap, or another name in the configuration */
  readonly bucketComesFrom?: string | undefined;
  /** Where it stands who may do what. @default AWS's words are all that is said */
  readonly rights?: string | undefined;
}

/**
 * What an answer of AWS that is no success means to whoever runs a command, and what he can do.
 *
 * @returns errors of other kinds as they are
 */
export function explainRefusal(asked: AskedOfAws, error: unknown): unknown {
  const { name, message } = error as Error;
  if (error instanceof OperationError) return error;
  if (name === "NoSuchBucket") {
    const { bucket, bucketComesFrom = FROM_BOOTSTRAP } = asked;
    return new OperationError(`bucket ${bucket} does not exist; ${bucketComesFrom}`);
  }
  if (name === "ResourceNotFoundException") {
    return new OperationError(
      `table ${asked.lockTable} does not exist; npm run bootstrap makes it`,
    );
  }
  const hindrance = explainHindrance(error);
  if (hindrance) return hindrance;
  // What else AWS said: an answer that has a status.
  const status = httpStatus(error);
  if (status === undefined) return error;
  if (status === 403 && /AccessDenied/.test(name) && asked.rights !== undefined) {
    return new OperationError(
      `AWS refuses this to your identity: ${oneLine(error)}. ${asked.rights}`,
    );
  }
  return new OperationError(`AWS refused: ${message === name ? name : oneLine(error)}`);
}

const FROM_BOOTSTRAP = "npm run bootstrap makes it, or organization.backend.bucket names another";
