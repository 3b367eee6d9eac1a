import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { awsError } from "../../core/aws/error";
import { digestOf, storedDigest } from "../state-digest";
import type { LockInfo } from "../../terraform/lock-info";
import type { ForeignBackend } from "./source-s3";
import type { StateFile } from "../../terraform/state-file";
import { stateFormat } from "../../terraform/state-format";
import { readStateBytes } from "../state-object";
import { unreadBecause } from "../unread";
import { markOf } from "./complete-state";

/** A state in a bucket, as it was found. */
export interface FoundState {
  readonly key: string;
  /** Undefined when what lies there is none, or nothing lies there. */
  readonly state: StateFile | undefined;
  /** The object, in words; undefined when there is none. */
  readonly words: string | undefined;
  /** Why it, its digest or its lock cannot be read, in words; undefined when all of it can. */
  readonly unread: string | undefined;
  /**
   * A mark of its content without serial and lineage, which tells copies; undefined if it is no
   * state.
   */
  readonly mark: string | undefined;
  /** When it was written, as ISO 8601; undefined when only its digest is left. */
  readonly changed: string | undefined;
  readonly digest: "matches" | "differs" | "none" | "unknown";
  readonly lock: LockInfo | undefined;
}

export interface FoundStates {
  readonly states: readonly FoundState[];
  /** Notes for a person. */
  readonly notes: readonly string[];
}

/**
 * Looks for states: objects that are named like one, and all of which a digest is in the table,
 * whatever their names.
 *
 * @throws OperationError when the bucket cannot be read, or there is no such table
 */
export async function findStates(backend: ForeignBackend): Promise<FoundStates> {
  const notes: string[] = [];
  const [objects, digests] = await Promise.all([
    listObjects(backend),
    keysWithDigest(backend, notes),
  ]);
  const named = [...objects.keys()].filter((key) => key.endsWith("tfstate"));
  const keys = [...new Set([...named, ...digests])]
    .filter((key) => !key.includes(".tfstate.backups/"))
    .toSorted();
  const found: FoundState[] = [];
  // States are read one after another: each can be many megabytes.
  for (const key of keys) found.push(await look(backend, key, objects.get(key)));
  return { states: found, notes };
}

async function look(
  { clients, location, locks }: ForeignBackend,
  key: string,
  changed: string | undefined,
): Promise<FoundState> {
  const unread: string[] = [];
  const attempt = <Result>(what: string, work: Promise<Result>) =>
    work.catch((error: unknown) => {
      unread.push(`${what} ${unreadBecause(error)}`);
      return undefined;
    });
  const [bytes, digest, locked] = await Promise.all([
    attempt("cannot be read:", readStateBytes(clients, location, key)),
    location.lockTable === ""
      ? undefined
      : attempt("its digest cannot be read:", storedDigest(clients, location, key)),
    attempt("its lock cannot be read:", locks.read(key)),
  ]).catch((error: unknown) => {
    throw awsError(`s3://${location.bucket}/${key}`, error);
  });
  const format = bytes && stateFormat(bytes);
  const matches = bytes !== undefined && digest === digestOf(bytes);
  const isUnknown = unread.some((text) => !text.startsWith("its lock"));
  return {
    key,
    state: format?.state,
    words: format && (format.kind === "unknown" ? `not a state: ${format.words}` : format.words),
    unread: unread.length === 0 ? undefined : unread.toSorted().join(", "),
    mark: format?.state && markOf(String(bytes)),
    changed,
    digest: isUnknown ? "unknown" : digest === undefined ? "none" : matches ? "matches" : "differs",
    lock: locked?.row ?? locked?.file,
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

/**
 * Keys in this bucket that the lock table has a digest of.
 *
 * @param notes told when the table may not be listed, as by roles that may ask for single rows
 */
async function keysWithDigest(
  { clients, location }: ForeignBackend,
  notes: string[],
): Promise<string[]> {
  if (location.lockTable === "") return [];
  const prefix = `${location.bucket}/`;
  const found: string[] = [];
  let next: Record<string, { S: string }> | undefined;
  try {
    do {
      const page = await clients.dynamodb.send(
        new ScanCommand({
          TableName: location.lockTable,
          // Terraform's message tells people to empty the row of a digest.
          ProjectionExpression: "LockID, Digest",
          ExclusiveStartKey: next,
        }),
      );
      const ids = (page.Items ?? []).flatMap(({ LockID, Digest }) =>
        Digest?.S ? (LockID?.S ?? "") : [],
      );
      found.push(...ids.filter((id) => id.startsWith(prefix) && id.endsWith("-md5")));
      next = page.LastEvaluatedKey as typeof next;
    } while (next !== undefined);
  } catch (error) {
    if (/AccessDenied/.test((error as Error).name)) {
      notes.push(
        `Only what is named like a state is listed: ${location.lockTable} may not be listed (${(error as Error).name})`,
      );
      return [];
    }
    throw awsError(`table ${location.lockTable} in ${location.region}`, error);
  }
  return found.map((id) => id.slice(prefix.length, -"-md5".length));
}
