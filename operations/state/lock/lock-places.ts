import { DeleteItemCommand, GetItemCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import type { StateLocation } from "../../../environments/names";
import { awsError, httpStatus } from "../aws-error";
import type { AwsClients } from "../clients";
import { readLockInfo, type LockInfo } from "./locks";

/** One place in which a state is locked, with all that lies there, readable or not. */
export interface LockPlace {
  readonly place: "row" | "file";
  /** Where a person finds it. */
  readonly where: string;
  /** Whether this checkout's backend locks there; other clients may. */
  readonly used: boolean;
  /** What lies there; empty for a row without `Info`. */
  readonly text: string;
  /** Undefined when it is not what Terraform writes. */
  readonly info: LockInfo | undefined;
  /** Undefined when nothing tells. */
  readonly since: Date | undefined;
}

interface SeenPlace extends LockPlace {
  /** Takes away what was seen, and nothing else. */
  release(): Promise<boolean>;
}

/**
 * The places in which a state is locked, as they are now.
 *
 * @param key of the state, as `dev/terraform.tfstate`
 */
export async function readLockPlaces(
  clients: AwsClients,
  location: StateLocation,
  key: string,
): Promise<SeenPlace[]> {
  const places = await Promise.all([
    readRow(clients, location, key),
    readFile(clients, location, key),
  ]);
  return places.filter((place) => place !== undefined);
}

async function readRow(
  { dynamodb }: AwsClients,
  { bucket, lockTable: TableName, lock }: StateLocation,
  key: string,
): Promise<SeenPlace | undefined> {
  const LockID = `${bucket}/${key}`;
  const Key = { LockID: { S: LockID } };
  const { Item } = await dynamodb
    .send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))
    .catch((error: Error) => {
      if (lock === "s3" && error.name === "ResourceNotFoundException") return { Item: undefined };
      throw awsError(`table ${TableName}`, error);
    });
  if (!Item) return undefined;
  const found = Item["Info"];
  const text = found?.S ?? (found ? JSON.stringify(found) : "");
  const info = readLockInfo(text);
  return {
    place: "row",
    where: `row ${LockID} of table ${TableName}`,
    used: lock !== "s3",
    text,
    info,
    since: timeOf(info),
    release: () =>
      conditional(
        dynamodb.send(new DeleteItemCommand({ TableName, Key, ...stillHolding(found) })),
        (error) => (error as Error).name === "ConditionalCheckFailedException",
      ),
  };
}

const stillHolding = (info: AttributeValue | undefined) =>
  info
    ? { ConditionExpression: "Info = :seen", ExpressionAttributeValues: { ":seen": info } }
    : { ConditionExpression: "attribute_exists(LockID) AND attribute_not_exists(Info)" };

async function readFile(
  { s3 }: AwsClients,
  { bucket: Bucket, lock }: StateLocation,
  key: string,
): Promise<SeenPlace | undefined> {
  const Key = `${key}.tflock`;
  const found = await s3.send(new GetObjectCommand({ Bucket, Key })).catch((error: Error) => {
    if (error.name === "NoSuchKey") return undefined;
    throw awsError(`bucket ${Bucket}`, error);
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
        s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: found.ETag })),
        // 404: gone; 409: being written; 412: another one by now.
        (error) => [404, 409, 412].includes(httpStatus(error) ?? 0),
      ),
  };
}

function timeOf(info: LockInfo | undefined): Date | undefined {
  const time = new Date(info?.Created ?? "");
  return Number.isNaN(time.valueOf()) ? undefined : time;
}

/** @returns whether the condition held */
async function conditional(
  request: Promise<unknown>,
  failed: (error: unknown) => boolean,
): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (failed(error)) return false;
    throw error;
  }
}
