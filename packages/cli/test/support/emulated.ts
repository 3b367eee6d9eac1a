import { randomInt } from "node:crypto";
import path from "node:path";
import { CreateTableCommand, DeleteItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import { startEmulator, type Emulator } from "../../src/emulator/emulator";
import { awsClients, type AwsClients } from "../../src/state/clients";
import { checkoutRoot } from "@groundwork/testing/project";

/** The account of this checkout's configuration. */
export const ACCOUNT = "111111111111";

export const REGION = "ap-northeast-2";

const BUCKET = `groundwork-${ACCOUNT}-${REGION}-tfstate`;

/** The state backend of this checkout's configuration. */
export const LOCATION: StateLocation = {
  bucket: BUCKET,
  lockTable: "groundwork-terraform-locks",
  logBucket: `${BUCKET}-logs`,
  lock: "both",
  kmsAlias: "alias/groundwork-terraform-state",
  kmsAliasArn: `arn:aws:kms:${REGION}:${ACCOUNT}:alias/groundwork-terraform-state`,
  region: REGION,
  accountId: ACCOUNT,
};

/** The emulator that all integration tests share. Accounts keep them apart. */
export const sharedEndpoint = (): string => process.env["GROUNDWORK_TEST_ENDPOINT"]!;

/** An account that no other test has. */
export const freshAccount = (): string => `2${String(randomInt(10 ** 11)).padStart(11, "0")}`;

/** An emulator of one's own, empty, with its log under the name given. */
export const ownEmulator = (name: string): Promise<Emulator> => {
  const cacheDir = path.join(checkoutRoot, ".cache");
  return startEmulator({
    cacheDir,
    log: path.join(cacheDir, "tests", `${name}-${process.pid}.log`),
  });
};

export const accessTo = (endpoint: string, account = ACCOUNT) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: REGION,
  GROUNDWORK_STAND_INS: "1",
});

/** Commands take resources as they are in AWS. */
export const AS_IN_AWS = { GROUNDWORK_STAND_INS: "" };

export const clientsOf = (endpoint: string, account = ACCOUNT, region = REGION): AwsClients =>
  awsClients({ region, endpoint, credentials: { accessKeyId: account, secretAccessKey: "test" } });

/** Makes a state backend as a person would by hand: a versioned bucket and a table. */
export async function makeBackend(
  { s3, dynamodb }: AwsClients,
  { bucket, lockTable, region }: Pick<StateLocation, "bucket" | "lockTable" | "region">,
  hashKey = "LockID",
): Promise<void> {
  await s3.send(
    new CreateBucketCommand({
      Bucket: bucket,
      CreateBucketConfiguration: { LocationConstraint: region as "ap-northeast-2" },
    }),
  );
  await setVersioning(s3, bucket, "Enabled");
  await makeTable(dynamodb, lockTable, hashKey);
}

/**
 * Makes it again what it was when it was made: a bucket that keeps versions, and no row.
 *
 * @param Prefix of the keys that go @default all go
 */
export async function emptyBackend(
  { s3, dynamodb }: AwsClients,
  { bucket: Bucket, lockTable: TableName }: Pick<StateLocation, "bucket" | "lockTable">,
  Prefix = "",
): Promise<void> {
  const [{ Versions = [], DeleteMarkers = [] }, { Items = [] }] = await Promise.all([
    s3.send(new ListObjectVersionsCommand({ Bucket, Prefix })),
    dynamodb.send(new ScanCommand({ TableName })),
  ]);
  const all = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({
    Key: Key!,
    VersionId,
  }));
  const rows = Items.filter(({ LockID }) => LockID!.S!.startsWith(`${Bucket}/${Prefix}`));
  await Promise.all([
    ...(all.length === 0
      ? []
      : [s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: all, Quiet: true } }))]),
    ...rows.map(({ LockID }) =>
      dynamodb.send(new DeleteItemCommand({ TableName, Key: { LockID: LockID! } })),
    ),
  ]);
  // A version that was written while they were suspended has the id null.
  await setVersioning(s3, Bucket, "Enabled");
}

export const setVersioning = (
  s3: AwsClients["s3"],
  Bucket: string,
  Status: "Enabled" | "Suspended",
) => s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));

export const makeTable = (dynamodb: AwsClients["dynamodb"], name: string, hashKey = "LockID") =>
  dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: hashKey, KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: hashKey, AttributeType: "S" }],
    }),
  );
