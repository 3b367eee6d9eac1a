import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { awsError } from "../../core/aws-error";
import { digestOf, storedDigest } from "../state-digest";
import type { LockInfo } from "../../terraform/lock-info";
import type { ForeignBackend } from "./source-s3";
import type { StateFile } from "../../terraform/state-file";
import { stateFormat } from "../../terraform/state-format";
import { readStateBytes } from "../state-object";

/** A state in a bucket, as it was found. */
export interface FoundState {
  readonly key: string;
  /** Undefined when what lies there is none, or nothing lies there. */
  readonly state: StateFile | undefined;
  /** What lies there, in words; undefined when nothing does. */
  readonly words: string | undefined;
  /** When it was written, as ISO 8601; undefined when only its digest is left. */
  readonly changed: string | undefined;
  readonly digest: "matches" | "differs" | "none";
  readonly lock: LockInfo | undefined;
}

/**
 * Looks for states: objects that are named like one, and all of which a digest is in the table,
 * whatever their names.
 *
 * @throws OperationError when bucket or table cannot be read
 */
export async function findStates(backend: ForeignBackend): Promise<FoundState[]> {
  const [objects, digests] = await Promise.all([listObjects(backend), keysWithDigest(backend)]);
  const named = [...objects.keys()].filter((key) => key.endsWith("tfstate"));
  const keys = [...new Set([...named, ...digests])]
    .filter((key) => !key.includes(".tfstate.backups/"))
    .toSorted();
  const found: FoundState[] = [];
  // One after another: each can be many megabytes.
  for (const key of keys) found.push(await look(backend, key, objects.get(key)));
  return found;
}

async function look(
  { clients, location, locks }: ForeignBackend,
  key: string,
  changed: string | undefined,
): Promise<FoundState> {
  const [bytes, digest, { row, file }] = await Promise.all([
    readStateBytes(clients, location, key),
    location.lockTable === "" ? undefined : storedDigest(clients, location, key),
    locks.read(key),
  ]).catch((error: unknown) => {
    throw awsError(`s3://${location.bucket}/${key}`, error);
  });
  const format = bytes && stateFormat(bytes);
  const matches = bytes !== undefined && digest === digestOf(bytes);
  return {
    key,
    state: format?.state,
    words: format && (format.kind === "unknown" ? `not a state: ${format.words}` : format.words),
    changed,
    digest: digest === undefined ? "none" : matches ? "matches" : "differs",
    lock: row ?? file,
  };
}

/** Every object of the bucket, and when it was written. */
async function listObjects({ clients, location }: ForeignBackend): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let next: string | undefined;
  try {
    do {
      const page = await clients.s3.send(
        new ListObjectsV2Command({ Bucket: location.bucket, ContinuationToken: next }),
      );
      for (const { Key, LastModified } of page.Contents ?? []) {
        found.set(Key!, LastModified!.toISOString());
      }
      next = page.NextContinuationToken;
    } while (next !== undefined);
  } catch (error) {
    throw awsError(`bucket ${location.bucket}`, error);
  }
  return found;
}

/** Keys in this bucket that the lock table has a digest of. */
async function keysWithDigest({ clients, location }: ForeignBackend): Promise<string[]> {
  if (location.lockTable === "") return [];
  const prefix = `${location.bucket}/`;
  const found: string[] = [];
  let next: Record<string, { S: string }> | undefined;
  try {
    do {
      const page = await clients.dynamodb.send(
        new ScanCommand({
          TableName: location.lockTable,
          ProjectionExpression: "LockID",
          ExclusiveStartKey: next,
        }),
      );
      const ids = (page.Items ?? []).map(({ LockID }) => LockID?.S ?? "");
      found.push(...ids.filter((id) => id.startsWith(prefix) && id.endsWith("-md5")));
      next = page.LastEvaluatedKey as typeof next;
    } while (next !== undefined);
  } catch (error) {
    throw awsError(`table ${location.lockTable} in ${location.region}`, error);
  }
  return found.map((id) => id.slice(prefix.length, -"-md5".length));
}
