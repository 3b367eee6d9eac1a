import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
} from "@aws-sdk/client-s3";
import { stateLocation } from "@groundwork/configuration/names";
import { linesOf, lookAtBucket, lookAtTable } from "../../src/state/backend/adoption";
import { inspectTable } from "../../src/state/backend/table";
import type { AwsClients } from "../../src/state/clients";
import { configuration } from "@groundwork/testing/configuration";
import { clientsOf, freshAccount, REGION, setVersioning, sharedEndpoint } from "./emulated";
import { stacksOf } from "@groundwork/testing/stacks";
import { synthStack } from "@groundwork/testing/synth";

export const POLICY = {
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

export const LIFECYCLE = {
  Rules: [
    {
      ID: "keep-ten-years",
      Status: "Enabled" as const,
      Filter: { Prefix: "" },
      NoncurrentVersionExpiration: { NoncurrentDays: 3650 },
    },
  ],
};

export const TAGS = [
  { Key: "made-by", Value: "hand" },
  { Key: "Owner", Value: "platform" },
];

/** A versioned bucket and a provisioned table, each with what a team may have set on it. */
export async function makeByHand({ s3, dynamodb }: AwsClients, Bucket: string, TableName: string) {
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
export function account(endpoint = sharedEndpoint(), backend = {}) {
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

export const TAG_LINE =
  "    tags are taken off or replaced: made-by=hand; " +
  "those in backend.ignoreTags of environments/organization.ts stay";
