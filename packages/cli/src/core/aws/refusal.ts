import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../errors";
import { answerOf, httpStatus, isMereStatus, oneLine } from "./error";
import { HindranceError, hindranceOf } from "./hindrance";
import { localText } from "../local-error";

/** What a command asks AWS for, and what is known about it. */
export interface AskedOfAws {
  readonly bucket: string;
  readonly lockTable: string;
  /** What makes the bucket. @default bootstrap, or another name in the configuration */
  readonly bucketComesFrom?: string | undefined;
  /** Where it stands who may do what. @default AWS's words are all that is said */
  readonly rights?: string | undefined;
  /**
   * Throws where the credentials are none, or another account's: then that is what a refusal means.
   * @default nobody asks
   */
  readonly expectAccess?: (() => Promise<void>) | undefined;
  /**
   * Whether Terraform asks too: then that is looked at first, as it would say it in its own words.
   * @default false
   */
  readonly byTerraform?: boolean;
}

/** The same, once it is known that the credentials are right. */
export async function explainAnswer(asked: AskedOfAws, error: unknown): Promise<unknown> {
  const isRefused = !(error instanceof HindranceError) && httpStatus(answerOf(error)) !== undefined;
  try {
    if (isRefused) await asked.expectAccess?.();
  } catch (better) {
    if (better instanceof OperationError) return better;
  }
  return explainRefusal(asked, error);
}

/**
 * What a refusal of AWS means to the person who runs a command, and what that person can do.
 *
 * @returns errors of other kinds as they are
 */
export function explainRefusal(asked: AskedOfAws, error: unknown): unknown {
  const { name, message } = error as Error;
  // One whose answer broke off while it was read.
  const hindrance = error instanceof HindranceError ? undefined : hindranceOf(answerOf(error));
  if (hindrance) return new HindranceError(hindrance, error);
  if (error instanceof OperationError) return error;
  if (name === "NoSuchBucket") {
    const { bucket, bucketComesFrom = FROM_BOOTSTRAP } = asked;
    return new OperationError(`bucket ${bucket} does not exist; ${bucketComesFrom}`);
  }
  if (name === "ResourceNotFoundException") {
    return new OperationError(
      `table ${asked.lockTable} does not exist; ${ownCommand("bootstrap")} makes it`,
    );
  }
  const local = localText(error);
  if (local !== undefined) return new OperationError(local);
  // What else AWS said: an answer that has a status.
  const status = httpStatus(error);
  if (status === undefined) return error;
  if (status === 403 && /AccessDenied/.test(name) && asked.rights !== undefined) {
    return new OperationError(
      `AWS refuses this to your identity: ${oneLine(error)}. ${asked.rights}`,
    );
  }
  if (isMereStatus(error)) return new OperationError(oneLine(error));
  return new OperationError(`AWS refused: ${message === name ? name : oneLine(error)}`);
}

const FROM_BOOTSTRAP = `${ownCommand("bootstrap")} makes it, or organization.backend.bucket names another`;
