import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import type { AwsClients } from "./clients";

/** The text of a state, or of the lock file beside it, in S3; undefined when there is none. */
export async function readState(
  ...where: Parameters<typeof readStateBytes>
): Promise<string | undefined> {
  return (await readStateBytes(...where))?.toString();
}

/** Its bytes: what lies there need not be text, and its digest is that of the bytes. */
export async function readStateBytes(
  ...where: Parameters<typeof readStateObject>
): Promise<Buffer | undefined> {
  return (await readStateObject(...where))?.bytes;
}

/** What lies at the place of a state, and since when. */
export interface StateObject {
  readonly bytes: Buffer;
  readonly lastModified: Date;
  /** Undefined where the bucket keeps no versions. */
  readonly versionId: string | undefined;
}

/** @returns undefined when there is nothing */
export async function readStateObject(
  { s3 }: Pick<AwsClients, "s3">,
  location: Pick<StateLocation, "bucket">,
  key: string,
): Promise<StateObject | undefined> {
  try {
    const { Body, LastModified, VersionId } = await s3.send(
      new GetObjectCommand({ Bucket: location.bucket, Key: key }),
    );
    const bytes = Buffer.from(await Body!.transformToByteArray());
    return { bytes, lastModified: LastModified!, versionId: VersionId };
  } catch (error) {
    if ((error as Error).name === "NoSuchKey") return undefined;
    throw error;
  }
}

/** How an object is encrypted, as the headers that ask for it; none for S3's own default. */
export type Encryption = Pick<PutObjectCommandInput, "ServerSideEncryption" | "SSEKMSKeyId">;

/** How the object that lies there is encrypted. */
export async function readEncryption(
  { s3 }: AwsClients,
  { bucket }: StateLocation,
  key: string,
): Promise<Encryption> {
  const { ServerSideEncryption, SSEKMSKeyId } = await s3.send(
    new HeadObjectCommand({ Bucket: bucket, Key: key }),
  );
  return {
    ...(ServerSideEncryption && { ServerSideEncryption }),
    ...(SSEKMSKeyId !== undefined && { SSEKMSKeyId }),
  };
}

/**
 * Writes a state as Terraform's backend would, with the same encryption.
 *
 * @param more such as `{ IfNoneMatch: "*" }`, or another encryption
 * @returns the version's id, undefined where the bucket keeps none
 */
export async function writeState(
  { s3 }: AwsClients,
  location: StateLocation,
  key: string,
  content: string | Uint8Array,
  more: Pick<PutObjectCommandInput, "IfNoneMatch" | "IfMatch"> & Encryption = {},
): Promise<string | undefined> {
  const { VersionId } = await s3.send(
    new PutObjectCommand({
      Bucket: location.bucket,
      Key: key,
      Body: content,
      ContentType: "application/json",
      ...encryptionOf(location, key),
      ...more,
    }),
  );
  return VersionId;
}

function encryptionOf({ kmsAliasArn }: StateLocation, key: string): Encryption {
  // A bucket that is not this project's encrypts by its own default.
  if (kmsAliasArn === "") return {};
  // The bootstrap stack's own state is older than the key of all others.
  if (key.startsWith("bootstrap/")) return { ServerSideEncryption: "AES256" };
  return { ServerSideEncryption: "aws:kms", SSEKMSKeyId: kmsAliasArn };
}
