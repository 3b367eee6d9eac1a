import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  type BucketLocationConstraint,
  type S3Client,
} from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Configuration } from "../../environments/check";
import { deliveryNames } from "../../environments/names";
import type { RehearsalAccess } from "./access";

/**
 * Makes what of delivery-stack the commands need, under the names that they know: in a rehearsal
 * the stack's own resources are stand-ins. What is there already stays.
 */
export async function makeDeliveryParts(
  { organization, environments }: Configuration,
  s3: S3Client,
  access: RehearsalAccess,
): Promise<void> {
  const { planBucket, topicName } = deliveryNames(organization);
  await makeBucket(s3, planBucket, organization.region);
  const sns = new SNSClient(access);
  for (const { name } of environments) {
    await sns.send(new CreateTopicCommand({ Name: topicName(name) }));
  }
  sns.destroy();
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
