import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { CreateTableCommand, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  GetBucketAclCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { loadConfiguration } from "../../../../../testing/project/environments/index";
import { stateLocation } from "@groundwork/configuration/names";
import { inspectTable } from "../../../../src/state/backend/table";
import { makeAclPrivate } from "../../../../src/state/backend/adopted-bucket";
import { linesOf, lookAtBucket, lookAtTable } from "../../../../src/state/backend/adoption";
import type { AwsClients } from "../../../../src/state/clients";
import type { Emulator } from "../../../../src/emulator/emulator";
import { configuration } from "@groundwork/testing/configuration";
import {
  accessTo,
  clientsOf,
  freshAccount,
  LOCATION,
  makeBackend,
  ownEmulator,
  REGION,
  setVersioning,
  sharedEndpoint,
} from "../../../support/emulated";
import { bootstrapJson, harden } from "../../../support/hardened";
import { ProjectCopy } from "@groundwork/testing/project";
import { startRefusingAws } from "../../../support/refusing-aws";
import { stacksOf } from "@groundwork/testing/stacks";
import { synthStack } from "@groundwork/testing/synth";

jest.setTimeout(300_000);

const POLICY = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "CrossAccountCi",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::222222222222:root" },
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::hand-made/*",
    },
  ],
};

const LIFECYCLE = {
  Rules: [
    {
      ID: "keep-ten-years",
      Status: "Enabled" as const,
      Filter: { Prefix: "" },
      NoncurrentVersionExpiration: { NoncurrentDays: 3650 },
    },
  ],
};

const TAGS = [
  { Key: "made-by", Value: "hand" },
  { Key: "Owner", Value: "platform" },
];

/** A versioned bucket and a provisioned table, each with what a team may have set on it. */
async function makeByHand({ s3, dynamodb }: AwsClients, Bucket: string, TableName: string) {
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: REGION },
    }),
  );
  await setVersioning(s3, Bucket, "Enabled");
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(POLICY) }));
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: LIFECYCLE }),
  );
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: TAGS } }));
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: "LockID", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "LockID", AttributeType: "S" }],
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 2 },
      Tags: TAGS,
    }),
  );
}

/** What is found in an account of its own, on a bucket and a table that nobody has adopted yet. */
function account(endpoint = sharedEndpoint(), backend = {}) {
  const accountId = freshAccount();
  const names = { bucket: `hand-made-${accountId}`, lockTable: "hand-made" };
  const config = configuration({ accountId, backend: { type: "s3", ...names, ...backend } }, []);
  const stack = synthStack(stacksOf(config)("bootstrap-stack"));
  const clients = clientsOf(endpoint, accountId);
  const location = stateLocation(config.organization)!;
  const options = (known: string[]) => ({ clients, location, stack, known: new Set(known) });
  return {
    ...names,
    clients,
    bucketLines: async (known: string[] = []) => linesOf(await lookAtBucket(options(known))),
    tableLines: async (known: string[] = []) =>
      linesOf(await lookAtTable(options(known), (await inspectTable(clients, location))!)),
  };
}

const TAG_LINE =
  "    tags are taken off or replaced: made-by=hand; " +
  "those in backend.ignoreTags of environments/organization.ts stay";

describe("npm run bootstrap", () => {
  const names = { bucket: "tf101-team-apne2-tfstate", lockTable: "terraform-lock" };
  let emulator: Emulator;
  let copy: ProjectCopy;
  beforeAll(async () => {
    [emulator, copy] = await Promise.all([ownEmulator("adoption"), ProjectCopy.create()]);
    await copy.edit(
      "environments/organization.ts",
      '{ type: "s3", lock: "both" }',
      `{ type: "s3", bucket: "${names.bucket}", lockTable: "${names.lockTable}" }`,
    );
    await copy.build();
    await makeByHand(clientsOf(emulator.endpoint), names.bucket, names.lockTable);
  });
  afterAll(() => Promise.all([emulator.stop(), copy.remove()]));

  const kept = async () => (await readdir(copy.root)).filter((name) => name.startsWith("adopted-"));

  test("says before the first yes what it replaces, and has it in a file by then", async () => {
    const ask = () => copy.groundwork(["bootstrap"], accessTo(emulator.endpoint));
    const { code, stdout, stderr } = await ask();
    // Nobody is there to say yes.
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("add -- --yes") });
    const [file] = await kept();
    expect(stdout.trim().split("\n")).toEqual([
      `In account 111111111111, region ${REGION}:`,
      `  bucket ${names.bucket}: is adopted`,
      "    lifecycle rules replaced: keep-ten-years",
      "    policy replaced: CrossAccountCi",
      TAG_LINE.replace("made-by=hand", "made-by=hand, Owner=platform"),
      "    writes of others are denied from then on, unless they name the key alias/groundwork-terraform-state",
      `  table ${names.lockTable}: is adopted`,
      "    billing mode replaced: PROVISIONED, 5 for reads and 2 for writes",
      TAG_LINE.replace("made-by=hand", "made-by=hand, Owner=platform"),
      `  what is replaced is kept in ${file}, with the commands that put it back`,
      "  then bootstrap-stack is planned, shown and applied: key, encryption, policies, log bucket",
    ]);

    const place = path.join(copy.root, file!);
    expect((await stat(place)).mode & 0o777).toBe(0o600);
    const { settings } = JSON.parse(await readFile(place, "utf8"));
    expect(settings["bucket-policy"]).toEqual({
      putBack: `aws s3api put-bucket-policy --bucket ${names.bucket} --policy file://FILE --region ${REGION}`,
      value: POLICY,
    });
    expect(settings["bucket-lifecycle-configuration"].value).toEqual(LIFECYCLE);
    expect(settings["bucket-tagging"].value).toEqual({ TagSet: TAGS });
    expect(settings["table-billing-mode"].value).toEqual({
      TableName: names.lockTable,
      BillingMode: "PROVISIONED",
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 2 },
    });
    expect(settings["table-tags"].value.Tags).toEqual(TAGS);

    // Asked again it finds the same, and needs no second file.
    expect((await ask()).stdout).toBe(stdout);
    expect(await kept()).toEqual([file]);
    // What it finds after an interruption is not what was there at first.
    const { s3 } = clientsOf(emulator.endpoint);
    await s3.send(new PutBucketTaggingCommand({ Bucket: names.bucket, Tagging: { TagSet: [] } }));
    await ask();
    const [first, second, ...more] = await kept();
    expect({ first, more }).toEqual({ first: file, more: [] });
    expect(JSON.parse(await readFile(place, "utf8")).settings).toEqual(settings);
    const later = JSON.parse(await readFile(path.join(copy.root, second!), "utf8"));
    expect(Object.keys(later.settings)).not.toContain("bucket-tagging");
  });
});

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

test("tags that the organization leaves to others are not lost", async () => {
  const own = account(sharedEndpoint(), { ignoreTags: ["made-by"] });
  await makeByHand(own.clients, own.bucket, own.lockTable);
  // `Owner` is what bootstrap-stack says itself.
  expect((await own.bucketLines()).join()).not.toContain("tags");
  expect((await own.tableLines()).join()).not.toContain("tags");
  const other = account();
  await makeByHand(other.clients, other.bucket, other.lockTable);
  expect(await other.bucketLines()).toContain(TAG_LINE);
  expect(await other.tableLines()).toContain(TAG_LINE);
});

test("what the state knows was replaced before, and is not named again", async () => {
  const { clients, bucket, lockTable, bucketLines, tableLines } = account();
  await makeByHand(clients, bucket, lockTable);
  const known = ["aws_s3_bucket.state-bucket_828F7150", "aws_dynamodb_table.lock-table_D28631D7"];
  expect(await bucketLines(known)).toEqual([
    "    lifecycle rules replaced: keep-ten-years",
    "    policy replaced: CrossAccountCi",
  ]);
  expect(
    await bucketLines([...known, "aws_s3_bucket_policy.state-bucket_policy_7580CD97"]),
  ).toEqual(["    lifecycle rules replaced: keep-ten-years"]);
  expect(await tableLines(known)).toEqual([]);
});

test("what may not be read is named, and everything else with it", async () => {
  const aws = await startRefusingAws(sharedEndpoint(), (question) =>
    /\?lifecycle|ListTagsOfResource/.test(question)
      ? { status: 403, code: "AccessDenied", message: "not for you" }
      : undefined,
  );
  try {
    const { clients, bucket, lockTable, bucketLines, tableLines } = account(aws.endpoint);
    const direct = clientsOf(
      sharedEndpoint(),
      await clients.s3.config.credentials().then((c) => c.accessKeyId),
    );
    await makeByHand(direct, bucket, lockTable);
    expect(await bucketLines()).toEqual([
      "    policy replaced: CrossAccountCi",
      TAG_LINE,
      "    could not be read, so is not kept: lifecycle rules (AccessDenied: not for you)",
    ]);
    expect((await tableLines()).at(-1)).toBe(
      "    could not be read, so is not kept: tags (AccessDenied: not for you)",
    );
  } finally {
    aws.close();
  }
});

test("what bootstrap-stack has set already is no loss", async () => {
  const emulator = await ownEmulator("adopted");
  try {
    const clients = clientsOf(emulator.endpoint);
    await makeBackend(clients, LOCATION);
    await harden(clients, LOCATION);
    expect(stateLocation(loadConfiguration().organization)).toEqual(LOCATION);
    const options = {
      clients,
      location: LOCATION,
      stack: await bootstrapJson(),
      known: new Set<string>(),
    };
    expect(linesOf(await lookAtBucket(options))).toEqual([]);
    const table = await inspectTable(clients, LOCATION);
    expect(linesOf(await lookAtTable(options, table!))).toEqual([]);
  } finally {
    await emulator.stop();
  }
});
