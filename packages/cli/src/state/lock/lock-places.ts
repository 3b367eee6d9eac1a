import { setTimeout } from "node:timers/promises";
import { DeleteItemCommand, GetItemCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import { awsError, httpStatus } from "../../core/aws/error";
import type { AwsClients } from "../clients";
import { readLockInfo, type LockInfo } from "../../terraform/lock-info";

/** One place in which a state is locked, with its content, readable or not. */
export interface LockPlace {
  readonly place: "row" | "file" | "backend";
  /** The place, in words for a person. */
  readonly where: string;
  /** Whether this checkout's backend locks there; other clients may. */
  readonly used: boolean;
  /** The text that lies there; empty for a row without `Info`. */
  readonly text: string;
  /** Undefined when it is not what Terraform writes. */
  readonly info: LockInfo | undefined;
  /** When it was taken; undefined when nothing tells that. */
  readonly since: Date | undefined;
}

interface SeenPlace extends LockPlace {
  /**
   * Takes away what was seen, and nothing else.
   * @returns whether it was still there
   */
  release(): Promise<boolean>;
}

/** The key of a state's row in the lock table. */
export const lockRow = ({ bucket }: StateLocation, key: string) => ({
  LockID: { S: `${bucket}/${key}` },
});

/** The key of the lock file in the bucket. */
export const lockFile = (key: string): string => `${key}.tflock`;

/**
 * The places in which a state is locked, as they are now.
 *
 * @param key of the state, as `dev/terraform.tfstate`
 * @throws OperationError that names the place which AWS does not show
 */
export async function readLockPlaces(
  clients: AwsClients,
  location: StateLocation,
  key: string,
): Promise<SeenPlace[]> {
  const named = (what: string) => (error: unknown) => {
    throw awsError(what, error);
  };
  const places = await Promise.all([
    readRowPlace(clients, location, key).catch(named(`table ${location.lockTable}`)),
    readFilePlace(clients, location, key).catch(named(`bucket ${location.bucket}`)),
  ]);
  return places.filter((place) => place !== undefined);
}

/** The row of a state, if it is locked there. */
export async function readRowPlace(
  { dynamodb }: AwsClients,
  location: StateLocation,
  key: string,
): Promise<SeenPlace | undefined> {
  const { lockTable: TableName, lock } = location;
  // A backend that is not this project's may have no table.
  if (TableName === "") return undefined;
  const Key = lockRow(location, key);
  const { Item } = await dynamodb
    .send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))
    .catch((error: Error) => {
      if (lock === "s3" && error.name === "ResourceNotFoundException") return { Item: undefined };
      throw error;
    });
  if (!Item) return undefined;
  const found = Item["Info"];
  const text = found?.S ?? (found ? JSON.stringify(found) : "");
  const info = readLockInfo(text);
  return {
    place: "row",
    where: `row ${Key.LockID.S} of table ${TableName}`,
    used: lock !== "s3",
    text,
    info,
    since: timeOf(info),
    release: () =>
      conditional(
        () => dynamodb.send(new DeleteItemCommand({ TableName, Key, ...stillHolding(found) })),
        (error) => (error as Error).name === "ConditionalCheckFailedException",
      ),
  };
}

const stillHolding = (info: AttributeValue | undefined) =>
  info
    ? { ConditionExpression: "Info = :seen", ExpressionAttributeValues: { ":seen": info } }
    : { ConditionExpression: "attribute_exists(LockID) AND attribute_not_exists(Info)" };

/** The lock file of a state, if it is locked there. */
export async function readFilePlace(
  { s3 }: AwsClients,
  { bucket: Bucket, lock }: StateLocation,
  key: string,
): Promise<SeenPlace | undefined> {
  const Key = lockFile(key);
  const found = await s3.send(new GetObjectCommand({ Bucket, Key })).catch((error: Error) => {
    if (error.name === "NoSuchKey") return undefined;
    throw error;
  });
  if (!found) return undefined;
  const text = await found.Body!.transformToString();
  const info = readLockInfo(text);
  return {
    place: "file",
    where: `s3://${Bucket}/${Key}`,
    used: lock !== "dynamodb",
    text,
    info,
    since: timeOf(info) ?? found.LastModified,
    release: () =>
      conditional(
        () => s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: found.ETag })),
        // 404: gone; 412: another one by now.
        (error) => [404, 412].includes(httpStatus(error) ?? 0),
      ),
  };
}

function timeOf(info: LockInfo | undefined): Date | undefined {
  const time = new Date(info?.Created ?? "");
  return Number.isNaN(time.valueOf()) ? undefined : time;
}

/** S3 answers 409 where somebody else tries to take the lock at the same moment. */
const CONFLICT = 409;
const TRIES = 10;
const PAUSE_MS = 100;

/** @returns whether the condition held */
async function conditional(
  request: () => Promise<unknown>,
  failed: (error: unknown) => boolean,
  tries = TRIES,
): Promise<boolean> {
  try {
    await request();
    return true;
  } catch (error) {
    if (failed(error)) return false;
    if (httpStatus(error) !== CONFLICT || tries === 1) throw error;
    await setTimeout(PAUSE_MS);
    return conditional(request, failed, tries - 1);
  }
}
