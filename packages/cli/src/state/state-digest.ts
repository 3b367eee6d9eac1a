import { createHash } from "node:crypto";
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { StateLocation } from "@groundwork/configuration";
import type { AwsClients } from "./clients";
import { readStateBytes } from "./state-object";

/**
 * Terraform keeps the MD5 of each state in the lock table, compares it at every read, and refuses
 * to go on when it differs.
 */

/** @param state as bytes, unless it is known to be text */
export const digestOf = (state: string | Uint8Array): string =>
  createHash("md5").update(state).digest("hex");

/** The digest in the table, undefined when there is none. */
export async function storedDigest(
  { dynamodb }: AwsClients,
  location: StateLocation,
  key: string,
): Promise<string | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({
      TableName: location.lockTable,
      Key: rowKey(location, key),
      ConsistentRead: true,
    }),
  );
  return Item?.["Digest"]?.S;
}

/**
 * Writes the digest of the state in S3, and removes it if there is no state. The caller must hold
 * the state's lock, so that nobody else can write one.
 */
export async function matchDigest(
  clients: AwsClients,
  location: StateLocation,
  key: string,
): Promise<void> {
  const { lockTable: TableName } = location;
  const Key = rowKey(location, key);
  const state = await readStateBytes(clients, location, key);
  if (state === undefined) {
    await clients.dynamodb.send(new DeleteItemCommand({ TableName, Key }));
  } else {
    const Item = { ...Key, Digest: { S: digestOf(state) } };
    await clients.dynamodb.send(new PutItemCommand({ TableName, Item }));
  }
}

/** Leaves a state without a digest, which Terraform takes for "not to be compared". */
export async function removeDigest(
  { dynamodb }: AwsClients,
  location: StateLocation,
  key: string,
): Promise<void> {
  const { lockTable: TableName } = location;
  await dynamodb.send(new DeleteItemCommand({ TableName, Key: rowKey(location, key) }));
}

const rowKey = ({ bucket }: StateLocation, key: string) => ({
  LockID: { S: `${bucket}/${key}-md5` },
});
