import { DeleteItemCommand, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import type { StateLocation } from "../../environments/names";
import { OperationError } from "../errors";
import type { AwsClients } from "./clients";
import { readState } from "./state-object";

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
}

/** The two places in which a state can be locked. */
export interface Locks {
  readonly row?: LockInfo | undefined;
  readonly file?: LockInfo | undefined;
}

/** Reads and releases the locks of states, beside Terraform: it cannot where there is no state yet. */
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
    const { Item } = await this.clients.dynamodb.send(
      new GetItemCommand({
        TableName: this.location.lockTable,
        Key: this.rowKey(key),
        ConsistentRead: true,
      }),
    );
    const info = Item?.["Info"]?.S;
    return info === undefined ? undefined : JSON.parse(info);
  }

  private async readFile(key: string): Promise<LockInfo | undefined> {
    const text = await readState(this.clients, this.location, lockFile(key));
    return text === undefined ? undefined : JSON.parse(text);
  }

  private rowKey(key: string) {
    return { LockID: { S: `${this.location.bucket}/${key}` } };
  }
}

const lockFile = (key: string): string => `${key}.tflock`;

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
  if (!lock || !(error instanceof OperationError)) return error;
  return new OperationError(
    `${key} is locked by ${lock.Who} since ${lock.Created} (${lock.Operation}, lock id ${lock.ID}). ` +
      "Wait until that run has ended. If it cannot end any more, say so to Terraform in the stack's folder: " +
      `terraform force-unlock ${lock.ID}`,
    7,
  );
}
