import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { httpStatus } from "../../core/aws/error";
import { OperationError } from "../../core/errors";
import { AlreadyThereError, type StoredObject, type StoreObjects } from "./store-objects";

export interface BucketOptions {
  readonly bucket: string;
  /** ARN of the alias of the key that encrypts the bucket. */
  readonly kmsAliasArn: string;
}

/**
 * The store of plans in a bucket.
 *
 * What may be missing is listed before it is read: without a right to list all of the bucket, S3
 * answers the read of a missing object with AccessDenied instead of NoSuchKey (API reference,
 * GetObject).
 */
export class BucketObjects implements StoreObjects {
  readonly address: string;
  readonly now: () => Date;

  constructor(
    private readonly s3: S3Client,
    private readonly options: BucketOptions,
  ) {
    this.address = `s3://${options.bucket}`;
    this.now = clockOf(s3);
  }

  async list(Prefix: string): Promise<StoredObject[]> {
    const { bucket: Bucket } = this.options;
    const objects: StoredObject[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await this.s3.send(
        new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }),
      );
      for (const { Key, LastModified } of page.Contents ?? []) {
        objects.push({ key: Key!, lastModified: LastModified! });
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return objects;
  }

  async get(Key: string): Promise<Buffer> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.options.bucket, Key }));
    return Buffer.from(await Body!.transformToByteArray());
  }

  async putOnce(key: string, body: Buffer, contentType: string): Promise<void> {
    const write = randomUUID();
    const command = this.write(key, body, contentType, { IfNoneMatch: "*", Metadata: { write } });
    try {
      await this.sendAgain(command);
    } catch (error) {
      if (![409, 412].includes(httpStatus(error) ?? 0)) throw error;
      // The client sends a write again whose answer it did not get, and is refused for its first.
      if (!(await this.isOf(key, write))) throw new AlreadyThereError(key);
    }
  }

  async put(key: string, body: Buffer, contentType: string): Promise<void> {
    await this.s3.send(this.write(key, body, contentType));
  }

  explainPlan(key: string, error: unknown): unknown {
    if (httpStatus(error) !== 403) return error;
    return new OperationError(
      `AWS refuses to read ${this.address}/${key} to this identity: only those who apply to that environment may. ` +
        "To those it says the same of a plan that is deleted already, after planRetentionDays",
    );
  }

  private write(
    Key: string,
    Body: Buffer,
    ContentType: string,
    more: Pick<PutObjectCommandInput, "IfNoneMatch" | "Metadata"> = {},
  ): PutObjectCommand {
    return new PutObjectCommand({
      Bucket: this.options.bucket,
      Key,
      Body,
      ContentType,
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: this.options.kmsAliasArn,
      ...more,
    });
  }

  /** S3 user guide, conditional writes: after a 409, which is for two at once, to be sent again. */
  private async sendAgain(command: PutObjectCommand): Promise<void> {
    for (const pause of [...CONFLICT_PAUSES_MS, undefined]) {
      try {
        await this.s3.send(command);
        return;
      } catch (error) {
        if (httpStatus(error) !== 409 || pause === undefined) throw error;
        await sleep(pause);
      }
    }
  }

  /** Whether one call has written an object; false if the object may not be read. */
  private async isOf(Key: string, write: string): Promise<boolean> {
    const { bucket: Bucket } = this.options;
    try {
      const { Metadata } = await this.s3.send(new HeadObjectCommand({ Bucket, Key }));
      return Metadata?.["write"] === write;
    } catch (error) {
      if ([403, 404].includes(httpStatus(error) ?? 0)) return false;
      throw error;
    }
  }
}

/** How long to wait before each further try, in milliseconds. */
const CONFLICT_PAUSES_MS = [100, 300, 900];

/**
 * Has a client note the time that S3 gives with each of its answers.
 *
 * @returns what tells the time by the last answer or by this machine's clock, whichever is later:
 *   with a clock that is slow nothing lasts longer
 */
function clockOf(s3: S3Client): () => Date {
  let last = 0;
  s3.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers?: Readonly<Record<string, string>> };
      last = Date.parse(headers?.["date"] ?? "") || last;
      return result;
    },
    { step: "deserialize" },
  );
  return () => new Date(Math.max(Date.now(), last));
}
