import { createHash } from "node:crypto";
import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { StateLocation } from "../../environments/names";
import type { AwsClients } from "./clients";
import { readState } from "./state-object";

/**
 * Terraform keeps the MD5 of each state in the lock table, compares it at every read, and refuses
 * to go on when it differs.
 */

export const digestOf = (state: string): string => createHash("md5").update(state).digest("hex");

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
 * Writes the digest of the state that lies in S3. Right only while nobody else can write one, that
 * is, under its lock.
 */
export async function matchDigest(
  clients: AwsClients,
  location: StateLocation,
  key: string,
): Promise<void> {
  const state = await readState(clients, location, key);
  if (state === undefined) return;
  await clients.dynamodb.send(
    new PutItemCommand({
      TableName: location.lockTable,
      Item: { ...rowKey(location, key), Digest: { S: digestOf(state) } },
    }),
  );
}

const rowKey = ({ bucket }: StateLocation, key: string) => ({
  LockID: { S: `${bucket}/${key}-md5` },
});
