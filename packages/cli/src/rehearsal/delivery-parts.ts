import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  type BucketLocationConstraint,
  type S3Client,
} from "@aws-sdk/client-s3";
import { CreateTopicCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Configuration } from "@groundwork/configuration";
import { deliveryNames } from "@groundwork/configuration/names";
import type { AwsClients } from "../state/clients";
import { putParameters } from "./parameters";

/**
 * Makes what of delivery-stack the commands need, under the names that they know: in a rehearsal
 * the stack's own resources are stand-ins. What is there already stays.
 */
export async function makeDeliveryParts(
  configuration: Configuration,
  clients: AwsClients,
  sns: SNSClient,
): Promise<void> {
  const { organization, environments } = configuration;
  const { planBucket, topicName } = deliveryNames(organization);
  await makeBucket(clients.s3, planBucket, organization.region);
  for (const { name } of environments) {
    await sns.send(new CreateTopicCommand({ Name: topicName(name) }));
  }
  await putParameters(configuration, clients);
}

async function makeBucket(s3: S3Client, Bucket: string, region: string): Promise<void> {
  // S3 takes no constraint for the region that was there first (API_CreateBucket).
  const constraint =
    region === "us-east-1"
      ? {}
      : {
          CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
        };
  await s3.send(new CreateBucketCommand({ Bucket, ...constraint })).catch((error: Error) => {
    if (error.name !== "BucketAlreadyOwnedByYou") throw error;
  });
  await s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
  );
}
