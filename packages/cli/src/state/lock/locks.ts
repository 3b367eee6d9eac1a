import { stackOfKey } from "../../core/stack-of";
import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { StateLocation } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";
import { LOCKED } from "../../core/exit-codes";
import type { Person } from "../../core/person";
import { httpStatus } from "../../core/aws/error";
import type { AwsClients } from "../clients";
import { writeState, type Encryption } from "../state-object";
import type { LockInfo } from "../../terraform/lock-info";
import { lockFile, lockRow, readFilePlace, readRowPlace } from "./lock-places";
import { isLeft, isOurs, ownInfo } from "./lock-process";

/** A lock that nobody can read locks a state too: nothing takes a place that is not free. */
const UNREADABLE: LockInfo = {
  ID: "unreadable",
  Operation: "unknown",
  Who: "unknown",
  Version: "unknown",
  Created: "unknown",
};

/** The two places in which a state can be locked. */
export interface Locks {
  readonly row?: LockInfo | undefined;
  readonly file?: LockInfo | undefined;
}

/** Reads who holds the lock of a state. */
export interface LockReader {
  /** @param key of the state, as `dev/terraform.tfstate` */
  read(key: string): Promise<Locks>;
}

/** Other backends than S3 show nobody their locks: Terraform tells of one that it cannot have. */
export const UNREAD_LOCKS: LockReader = { read: () => Promise.resolve({}) };

/** Reads, takes and releases the locks of states in S3, as Terraform does. */
export class StateLocks implements LockReader {
  /** @param person who is told of locks that are released because their holders died */
  constructor(
    private readonly location: StateLocation,
    private readonly clients: AwsClients,
    private readonly person?: Pick<Person, "tell">,
  ) {}

  async read(key: string): Promise<Locks> {
    const [row, file] = await this.places(key);
    return { row: row && (row.info ?? UNREADABLE), file: file && (file.info ?? UNREADABLE) };
  }

  /**
   * Does something while nobody else, Terraform included, can change the state.
   *
   * @param operation what others read in the lock meanwhile
   * @throws OperationError with exit code 7 when somebody else has locked it
   */
  async holding<Result>(
    key: string,
    operation: string,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const lock = await this.take(key, operation);
    try {
      return await work();
    } finally {
      await this.release(key, lock.ID);
    }
  }

  /**
   * Locks a state in the places that its backend uses, in Terraform's order. What a command that
   * was killed has left there is released first.
   *
   * @param encryption of the lock file @default as writeState has it
   */
  async take(key: string, operation: string, encryption?: Encryption): Promise<LockInfo> {
    await this.releaseLeft(key);
    const { bucket, lock } = this.location;
    const info: LockInfo & { readonly Path: string } = {
      ID: randomUUID(),
      Operation: operation,
      // Tells others on this machine whether it is still held.
      Info: ownInfo(),
      Who: `${userInfo().username}@${hostname()}`,
      Version: "groundwork",
      Created: new Date().toISOString(),
      Path: `${bucket}/${key}`,
    };
    try {
      if (lock !== "dynamodb") await this.takeFile(key, info, encryption);
      if (lock !== "s3") await this.takeRow(key, info);
    } catch (error) {
      const { row, file } = await this.read(key);
      await this.release(key, info.ID);
      const holder = [row, file].find((other) => other && other.ID !== info.ID);
      throw holder ? heldBy(key, holder) : error;
    }
    return info;
  }

  private async takeFile(key: string, info: LockInfo, encryption?: Encryption): Promise<void> {
    const text = JSON.stringify(info);
    await writeState(this.clients, this.location, lockFile(key), text, {
      IfNoneMatch: "*",
      ...encryption,
    }).catch((error: unknown) => {
      throw httpStatus(error) === 412 ? new OperationError(`${key} is locked`, LOCKED) : error;
    });
  }

  private async takeRow(key: string, info: LockInfo): Promise<void> {
    await this.clients.dynamodb
      .send(
        new PutItemCommand({
          TableName: this.location.lockTable,
          Item: { ...lockRow(this.location, key), Info: { S: JSON.stringify(info) } },
          ConditionExpression: "attribute_not_exists(LockID)",
        }),
      )
      .catch((error: Error) => {
        throw error.name === "ConditionalCheckFailedException"
          ? new OperationError(`${key} is locked`, LOCKED)
          : error;
      });
  }

  /** Releases what is locked under one lock id; a lock that somebody else has taken since stays. */
  async release(key: string, lockId: string): Promise<void> {
    for (const place of await this.places(key)) {
      if (place?.info?.ID === lockId) await place.release();
    }
  }

  /**
   * Releases what a command on this machine, not Terraform, left locked when it was killed. Two that
   * do so at once are none too many: what is deleted is what was seen.
   */
  async releaseLeft(key: string): Promise<void> {
    for (const place of await this.places(key)) {
      if (!place?.info || !isLeft(place.info) || !(await place.release())) continue;
      const { ID, Operation, Created } = place.info;
      this.person?.tell(
        `Released the lock ${ID} of ${key} (${place.where}), left by a command that was killed: ` +
          `${Operation}, ${Created}`,
      );
    }
  }

  /** The lock that somebody else has on a state, which then can be in the middle of a change. */
  async foreign(key: string): Promise<LockInfo | undefined> {
    const { row, file } = await this.read(key);
    return [row, file].find((lock) => lock && !isOurs(lock));
  }

  private places(key: string) {
    return Promise.all([
      readRowPlace(this.clients, this.location, key),
      readFilePlace(this.clients, this.location, key),
    ]);
  }
}

/** Somebody else has the lock. */
export const heldBy = (key: string, lock: LockInfo): OperationError =>
  new OperationError(
    `${key} is locked by ${lock.Who} since ${lock.Created} (${lock.Operation}, lock id ${lock.ID}). ` +
      `Wait until that run has ended. If it cannot end any more: ${ownCommand(`unlock ${stackOfKey(key)}`)}`,
    LOCKED,
  );

/**
 * What a failed Terraform run means when the state is locked.
 *
 * @returns the error itself when it is not
 */
export async function explainLock(
  locks: LockReader,
  key: string,
  error: unknown,
): Promise<unknown> {
  const { row, file } = await locks.read(key).catch(() => ({}) as Locks);
  const lock = row ?? file;
  return lock && error instanceof OperationError ? heldBy(key, lock) : error;
}
