import { ScanCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import pMap from "p-map";
import { AT_A_TIME } from "../../core/at-a-time";
import type { AwsClients } from "../clients";
import { isState, listBucket } from "../bucket-names";
import { readLockInfo } from "../../terraform/lock-info";
import { ownValue } from "../../terraform/state-file";
import { movingAmong } from "../layers/unfinished";
import type { LockAt, OtherState, Strays } from "./judge-strays";

/** Terraform begins a state with version, serial and lineage. */
const HEAD_BYTES = 4096;

/**
 * Lists what lies in bucket and table beside the stacks' own states, locks and digests.
 *
 * @param keys of the states that have a stack
 * @param unexamined those of them whose state nobody else reads now
 */
export async function findStrays(
  clients: AwsClients,
  location: StateLocation,
  keys: ReadonlySet<string>,
  unexamined: readonly string[],
): Promise<Strays> {
  const [names, rows] = await Promise.all([
    listBucket(clients, location),
    listTable(clients, location),
  ]);
  // Whatever a state is called, Terraform writes a digest of it.
  const digests = new Set(rows.digests);
  const states = [...names].filter((name) => isState(name) || digests.has(name));
  const others = states.filter((key) => !keys.has(key));
  const unread = unexamined.filter((key) => names.has(key));
  const locked = [...names]
    .filter((name) => name.endsWith(LOCK_FILE))
    .map((name) => name.slice(0, -LOCK_FILE.length))
    .filter((key) => !keys.has(key));
  return {
    unexamined: await pMap(unread, (key) => readHead(clients, location, key), AT_A_TIME.requests),
    otherStates: await pMap(others, (key) => readHead(clients, location, key), AT_A_TIME.requests),
    lockFiles: await pMap(
      locked,
      (key) => readLockFile(clients, location, key),
      AT_A_TIME.requests,
    ),
    lockRows: rows.locks.filter(({ key }) => !keys.has(key)),
    // If a digest without a state has a stack, the examination of that stack reports it.
    digestRows: rows.digests.filter((key) => !keys.has(key) && !names.has(key)),
    moving: movingAmong(names),
  };
}

const LOCK_FILE = ".tflock";

/** The rows of this bucket's states; a table may serve several buckets. */
async function listTable(
  { dynamodb }: AwsClients,
  { bucket, lockTable: TableName, lock }: StateLocation,
): Promise<{ locks: LockAt[]; digests: string[] }> {
  const locks: LockAt[] = [];
  const digests: string[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamodb
      .send(new ScanCommand({ TableName, ExclusiveStartKey, ConsistentRead: true }))
      .catch((error: Error) => {
        if (lock === "s3" && error.name === "ResourceNotFoundException") return undefined;
        throw error;
      });
    for (const { LockID, Info, Digest } of page?.Items ?? []) {
      const id = LockID?.S ?? "";
      if (!id.startsWith(`${bucket}/`)) continue;
      const key = id.slice(bucket.length + 1);
      if (Digest) digests.push(key.replace(/-md5$/, ""));
      // Terraform's message tells people to empty the row of a digest.
      else if (!key.endsWith("-md5")) locks.push({ key, info: readLockInfo(Info?.S ?? "") });
    }
    ExclusiveStartKey = page?.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return { locks, digests };
}

async function readHead(
  { s3 }: AwsClients,
  { bucket: Bucket }: StateLocation,
  key: string,
): Promise<OtherState> {
  const Range = `bytes=0-${HEAD_BYTES - 1}`;
  const head = await s3
    .send(new GetObjectCommand({ Bucket, Key: key, Range }))
    .then(({ Body }) => Body!.transformToString())
    // It may be another team's, empty, or gone by now; that it was there is enough.
    .catch(() => "");
  const lineage = ownValue(head, "lineage")?.text.slice(1, -1);
  return { key, lineage: lineage || undefined };
}

async function readLockFile(
  { s3 }: AwsClients,
  { bucket: Bucket }: StateLocation,
  key: string,
): Promise<LockAt> {
  const text = await s3
    .send(new GetObjectCommand({ Bucket, Key: `${key}${LOCK_FILE}` }))
    .then(({ Body }) => Body!.transformToString())
    .catch(() => "");
  return { key, info: readLockInfo(text) };
}
