import { stepCommand } from "@groundwork/constructs/container-service/options";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { CHECK_FAILED, LOCKED, STALE } from "../core/exit-codes";
import { stackOfKey } from "../core/stack-of";
import { explainLock, UNREAD_LOCKS, type LockReader } from "../state/lock/locks";
import { isLockFailure, lockIn, type ForeignLock } from "../terraform/foreign-lock";

/**
 * What a failed Terraform run means: the exit code by which workflows tell its reasons apart.
 *
 * @param key of the state
 * @returns the error itself when it is none of those
 */
export async function explainTerraform(
  locks: LockReader,
  key: string,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof OperationError)) return error;
  const stack = stackOfKey(key);
  const { message } = error;
  // internal/backend/local/backend_local.go: by lineage and serial, whichever backend has the state.
  if (/Saved plan (is stale|does not match the given state)/.test(message)) {
    return new OperationError(
      `the plan is stale: the state of ${stack} has changed since it was made, and nothing was applied. ` +
        `Plan again, and have that approved: ${ownCommand(`plan ${stack}`)}`,
      STALE,
    );
  }
  const task = failedTask(message);
  if (task !== undefined) return new OperationError(task, CHECK_FAILED);
  const locked = isLockFailure(message);
  // internal/backend/remote-state/s3/client.go: what a run leaves that was killed while it wrote.
  const unread = message.includes("does not have the expected content");
  if (!locked && !unread) return error;
  const told = locks === UNREAD_LOCKS ? lockIn(message) : undefined;
  if (told) return lockedElsewhere(stack, told);
  const explained = await explainLock(locks, key, error);
  if (explained !== error) return explained;
  return locked
    ? new OperationError(`${message}\n${key} was locked`, LOCKED)
    : new OperationError(`${message}\nNext: ${ownCommand(`repair-digest ${stack}`)}`);
}

/**
 * What is said of a task before a deployment that failed, and of which Terraform knows only that it was
 * a program. It breaks lines where it likes.
 */
function failedTask(message: string): string | undefined {
  const expected = stepCommand("(\\S+)", "(\\S+)").replaceAll(" ", "[\\s│]+");
  const failed = new RegExp(`'${expected}':[\\s│]+exit[\\s│]+status[\\s│]+${CHECK_FAILED}\\b`);
  const [, task, service] = failed.exec(message) ?? [];
  return task === undefined
    ? undefined
    : message.replace(
        "local-exec provisioner error",
        `the task ${task} of ${service} failed, and ${service} keeps the version that it has`,
      );
}

/** What Terraform tells of a lock that is none of S3's. */
export function lockedElsewhere(
  stack: string,
  { id, who, operation, created }: ForeignLock,
): OperationError {
  const by = who === undefined ? "" : ` by ${who}`;
  const since = created === undefined ? "" : ` since ${created}`;
  const more = [operation, id && `lock id ${id}`].filter(Boolean).join(", ");
  return new OperationError(
    `the state of ${stack} is locked${by}${since}${more && ` (${more})`}. ` +
      `Wait until that run has ended. If it cannot end any more: ${ownCommand(`unlock ${stack}`)}`,
    LOCKED,
  );
}
