import { CreateTableCommand, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import {
  GetBucketAclCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketWebsiteCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { makeAclPrivate } from "../../../../src/state/backend/adopted-bucket";
import { makeBackend, REGION } from "../../../support/emulated";
import { account } from "../../../support/made-by-hand";

jest.setTimeout(120_000);

test("nothing is lost where a bucket and a table have nothing of their own", async () => {
  const { clients, bucket, lockTable, bucketLines, tableLines } = account();
  await makeBackend(clients, { bucket, lockTable, region: REGION });
  expect(await bucketLines()).toEqual([]);
  expect(await tableLines()).toEqual([]);
});

test("each kind of setting is named when it is another than bootstrap-stack's", async () => {
  const { clients, bucket: Bucket, lockTable, bucketLines } = account();
  await makeBackend(clients, { bucket: Bucket, lockTable, region: REGION });
  const { s3 } = clients;
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: "aws:kms",
              KMSMasterKeyID: "alias/ours",
            },
          },
        ],
      },
    }),
  );
  await s3.send(
    new PutBucketLoggingCommand({
      Bucket,
      BucketLoggingStatus: { LoggingEnabled: { TargetBucket: "logs", TargetPrefix: "tf/" } },
    }),
  );
  await s3.send(
    new PutBucketOwnershipControlsCommand({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
    }),
  );
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: false,
        RestrictPublicBuckets: true,
      },
    }),
  );
  await s3.send(
    new PutBucketWebsiteCommand({
      Bucket,
      WebsiteConfiguration: { IndexDocument: { Suffix: "index.html" } },
    }),
  );
  expect(await bucketLines()).toEqual([
    "    default encryption replaced: aws:kms with the key alias/ours",
    "    access log replaced: to s3://logs/tf/",
    "    object ownership replaced: ObjectWriter; ACLs of the objects say nothing any more",
    "    public access block replaced: BlockPublicPolicy was off",
    "    website stays, though nothing is public",
  ]);
});

test("grants to others are named, and gone before S3 is told to end ACLs", async () => {
  const { clients, bucket: Bucket, lockTable, bucketLines } = account();
  await makeBackend(clients, { bucket: Bucket, lockTable, region: REGION });
  const Rules = [{ ObjectOwnership: "BucketOwnerPreferred" as const }];
  await clients.s3.send(
    new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }),
  );
  await clients.s3.send(new PutBucketAclCommand({ Bucket, ACL: "public-read" }));
  expect((await bucketLines())[0]).toEqual(
    "    ACL made private: no more READ for http://acs.amazonaws.com/groups/global/AllUsers",
  );
  await makeAclPrivate(clients.s3, Bucket);
  const { Owner, Grants } = await clients.s3.send(new GetBucketAclCommand({ Bucket }));
  expect(Grants!.map(({ Grantee }) => Grantee!.ID)).toEqual([Owner!.ID]);
  expect((await bucketLines()).join()).not.toContain("ACL made private");
});

test("what ends on a table is named, and what stays there and does harm", async () => {
  const { clients, lockTable: TableName, tableLines } = account();
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: "LockID", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "LockID", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
      TableClass: "STANDARD_INFREQUENT_ACCESS",
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
      SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: "arn:aws:kms:::key/x" },
    }),
  );
  await clients.dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: "Expires" },
    }),
  );
  expect(await tableLines()).toEqual([
    "    class replaced: STANDARD_INFREQUENT_ACCESS",
    "    encryption replaced: with the key arn:aws:kms:::key/x",
    "    stream ends: NEW_IMAGE",
    "    time to live by Expires stays on: end it, or it ends locks",
  ]);
});
