import path from "node:path";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import type { StateLocation } from "../../environments/names";
import { startEmulator, type Emulator } from "../../operations/rehearsal/emulator";
import { awsClients, type AwsClients } from "../../operations/state/clients";
import { projectRoot } from "./project";

/** The account of this checkout's configuration. */
export const ACCOUNT = "111111111111";

export const REGION = "ap-northeast-2";

/** The emulator that all integration tests share. Accounts keep them apart. */
export const sharedEndpoint = (): string => process.env["GROUNDWORK_TEST_ENDPOINT"]!;

let used = 0;

/** An account that no other test has, in this run. */
export const freshAccount = (): string =>
  `2${String(process.pid % 100000).padStart(5, "0")}${String(++used).padStart(6, "0")}`;

/** An emulator of one's own, empty, with its log under the name given. */
export const ownEmulator = (name: string): Promise<Emulator> => {
  const cacheDir = path.join(projectRoot, ".cache");
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
});

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
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: bucket,
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
  await makeTable(dynamodb, lockTable, hashKey);
}

export const makeTable = (dynamodb: AwsClients["dynamodb"], name: string, hashKey = "LockID") =>
  dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: hashKey, KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: hashKey, AttributeType: "S" }],
    }),
  );
