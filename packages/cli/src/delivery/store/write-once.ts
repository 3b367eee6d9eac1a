import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { httpStatus } from "../../core/aws/error";

/** Somebody else has written it before. */
export class AlreadyThereError extends Error {
  override readonly name = "AlreadyThereError";
}

/** What is written to a bucket, and how it is encrypted there. */
export interface NewObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Buffer;
  readonly ContentType: string;
  readonly kmsAliasArn: string;
}

/**
 * Writes an object that nothing replaces, and that replaces nothing.
 *
 * @throws AlreadyThereError when there is one, but that of this very call
 */
export async function writeOnce(s3: S3Client, object: NewObject): Promise<void> {
  const { kmsAliasArn, ...rest } = object;
  const write = randomUUID();
  const command = new PutObjectCommand({
    ...rest,
    IfNoneMatch: "*",
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: kmsAliasArn,
    Metadata: { write },
  });
  try {
    await sendAgain(s3, command);
  } catch (error) {
    if (![409, 412].includes(httpStatus(error) ?? 0)) throw error;
    // The client sends a write again whose answer it did not get, and is refused for its first.
    if (!(await isOf(s3, object, write))) throw new AlreadyThereError(object.Key);
  }
}

/** How long to wait before each further try, in milliseconds. */
const CONFLICT_PAUSES_MS = [100, 300, 900];

/** S3 user guide, conditional writes: after a 409, which is for two at once, to be sent again. */
async function sendAgain(s3: S3Client, command: PutObjectCommand): Promise<void> {
  for (const pause of [...CONFLICT_PAUSES_MS, undefined]) {
    try {
      await s3.send(command);
      return;
    } catch (error) {
      if (httpStatus(error) !== 409 || pause === undefined) throw error;
      await sleep(pause);
    }
  }
}

/** Whether one call has written an object; false if the object may not be read. */
async function isOf(
  s3: S3Client,
  { Bucket, Key }: Pick<NewObject, "Bucket" | "Key">,
  write: string,
): Promise<boolean> {
  try {
    const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    return Metadata?.["write"] === write;
  } catch (error) {
    if ([403, 404].includes(httpStatus(error) ?? 0)) return false;
    throw error;
  }
}
