import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { stackId, type StateLocation } from "../../../environments/names";
import { OperationError } from "../../errors";
import { httpStatus } from "../aws-error";
import type { AwsClients } from "../clients";
import { readState, writeState } from "../state-object";

/** What Terraform writes into a lock (internal/states/statemgr/locker.go). */
export interface LockInfo {
  readonly ID: string;
  readonly Operation: string;
  /** `user@host` */
  readonly Who: string;
  /** Terraform's version. */
  readonly Version: string;
  /** RFC 3339 */
  readonly Created: string;
  /** Free text; Terraform leaves it empty. */
  readonly Info?: string | undefined;
}

/** Reads what lies in a lock; undefined when it is not what Terraform writes. */
export function readLockInfo(text: string): LockInfo | undefined {
  try {
    const info = JSON.parse(text) as Partial<Record<string, unknown>> | null;
    const field = (name: string) => (typeof info?.[name] === "string" ? info[name] : "");
    const named = (name: string) => field(name) || "unknown";
    if (field("ID") === "") return undefined;
    return {
      ...info,
      ID: field("ID"),
      Operation: named("Operation"),
      Who: named("Who"),
      Version: named("Version"),
      Created: field("Created"),
    };
  } catch {
    return undefined;
  }
}

/** Locks a state all the same: neither Terraform nor this here takes a place that is not free. */
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

/** Reads, takes and releases the locks of states, as Terraform does. */
export class StateLocks {
  constructor(
    private readonly location: StateLocation,
    private readonly clients: AwsClients,
  ) {}

  /** @param key of the state, as `dev/terraform.tfstate` */
  async read(key: string): Promise<Locks> {
    const [row, file] = await Promise.all([this.readRow(key), this.readFile(key)]);
    return { row, file };
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

  /** Locks a state in the places that its backend uses, in Terraform's order. */
  async take(key: string, operation: string): Promise<LockInfo> {
    const { bucket, lock } = this.location;
    const info: LockInfo & { readonly Path: string } = {
      ID: randomUUID(),
      Operation: operation,
      // Tells `unlock` on this machine whether it is still held.
      Info: `groundwork, process ${process.pid}`,
      Who: `${userInfo().username}@${hostname()}`,
      Version: "groundwork",
      Created: new Date().toISOString(),
      Path: `${bucket}/${key}`,
    };
    try {
      if (lock !== "dynamodb") await this.takeFile(key, info);
      if (lock !== "s3") await this.takeRow(key, info);
    } catch (error) {
      const { row, file } = await this.read(key);
      await this.release(key, info.ID);
      const holder = [row, file].find((other) => other && other.ID !== info.ID);
      throw holder ? heldBy(key, holder) : error;
    }
    return info;
  }

  private async takeFile(key: string, info: LockInfo): Promise<void> {
    const text = JSON.stringify(info);
    await writeState(this.clients, this.location, lockFile(key), text, { IfNoneMatch: "*" }).catch(
      (error: unknown) => {
        throw httpStatus(error) === 412 ? new OperationError(`${key} is locked`, 7) : error;
      },
    );
  }

  private async takeRow(key: string, info: LockInfo): Promise<void> {
    await this.clients.dynamodb
      .send(
        new PutItemCommand({
          TableName: this.location.lockTable,
          Item: { ...this.rowKey(key), Info: { S: JSON.stringify(info) } },
          ConditionExpression: "attribute_not_exists(LockID)",
        }),
      )
      .catch((error: Error) => {
        throw error.name === "ConditionalCheckFailedException"
          ? new OperationError(`${key} is locked`, 7)
          : error;
      });
  }

  /** Releases what is locked under one lock id; a lock that somebody else has taken since stays. */
  async release(key: string, lockId: string): Promise<void> {
    const locks = await this.read(key);
    if (locks.row?.ID === lockId) {
      await this.clients.dynamodb.send(
        new DeleteItemCommand({
          TableName: this.location.lockTable,
          Key: this.rowKey(key),
          ConditionExpression: "contains(Info, :id)",
          ExpressionAttributeValues: { ":id": { S: lockId } },
        }),
      );
    }
    if (locks.file?.ID === lockId) {
      const { bucket: Bucket } = this.location;
      await this.clients.s3.send(new DeleteObjectCommand({ Bucket, Key: lockFile(key) }));
    }
  }

  private async readRow(key: string): Promise<LockInfo | undefined> {
    // A backend that is not this project's may have no table.
    if (this.location.lockTable === "") return undefined;
    const { Item } = await this.clients.dynamodb.send(
      new GetItemCommand({
        TableName: this.location.lockTable,
        Key: this.rowKey(key),
        ConsistentRead: true,
      }),
    );
    const info = Item?.["Info"]?.S;
    return info === undefined ? undefined : (readLockInfo(info) ?? UNREADABLE);
  }

  private async readFile(key: string): Promise<LockInfo | undefined> {
    const text = await readState(this.clients, this.location, lockFile(key));
    return text === undefined ? undefined : (readLockInfo(text) ?? UNREADABLE);
  }

  private rowKey(key: string) {
    return { LockID: { S: `${this.location.bucket}/${key}` } };
  }
}

const lockFile = (key: string): string => `${key}.tflock`;

/** Somebody else has the lock. */
export const heldBy = (key: string, lock: LockInfo): OperationError =>
  new OperationError(
    `${key} is locked by ${lock.Who} since ${lock.Created} (${lock.Operation}, lock id ${lock.ID}). ` +
      `Wait until that run has ended. If it cannot end any more: npm run unlock ${stackId(key.split("/")[0]!)}`,
    7,
  );

/**
 * What a failed Terraform run means when the state is locked.
 *
 * @returns the error itself when it is not
 */
export async function explainLock(
  locks: StateLocks,
  key: string,
  error: unknown,
): Promise<unknown> {
  const { row, file } = await locks.read(key).catch(() => ({}) as Locks);
  const lock = row ?? file;
  return lock && error instanceof OperationError ? heldBy(key, lock) : error;
}
