import {
  CreateBucketCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type BucketLocationConstraint,
} from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import { OperationError } from "../../core/errors";
import { awsError, httpStatus } from "../../core/aws/error";
import type { AwsClients } from "../clients";

/** A state bucket that exists. */
export interface BucketFacts {
  readonly versioned: boolean;
}

/**
 * Looks at the state bucket.
 *
 * @returns undefined when there is none
 * @throws OperationError when it is another account's, or lies in another region
 */
export async function inspectBucket(
  { s3 }: AwsClients,
  location: Pick<StateLocation, "bucket" | "region" | "accountId">,
): Promise<BucketFacts | undefined> {
  const Bucket = location.bucket;
  const foreign = new OperationError(
    `bucket ${Bucket}: got a bucket that another account owns (or that these credentials may not see), ` +
      `expected one of ${location.accountId} or none; choose another name in environments/organization.ts, backend.bucket`,
  );
  let region: string | undefined;
  try {
    region = (await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion;
    await s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: location.accountId }));
  } catch (error) {
    const status = httpStatus(error);
    if (status === 404) return undefined;
    if (status === 403) throw foreign;
    throw awsError(`bucket ${Bucket}`, error);
  }
  if (region !== undefined && region !== location.region) {
    throw new OperationError(
      `bucket ${Bucket}: got a bucket in ${region}, expected one in ${location.region}; ` +
        "set region in environments/organization.ts to the bucket's, or choose another bucket",
    );
  }
  const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
  return { versioned: Status === "Enabled" };
}

/**
 * Makes the bucket if it is missing, versioned and private in the same step. Settings that are
 * right already are left alone: the bucket's later policy forbids to touch its versioning.
 */
export async function ensureBucket(
  { s3 }: AwsClients,
  location: Pick<StateLocation, "bucket" | "region" | "accountId">,
  found: BucketFacts | undefined,
): Promise<void> {
  const Bucket = location.bucket;
  const constraint = location.region as BucketLocationConstraint;
  try {
    if (!found) {
      await s3.send(
        new CreateBucketCommand({
          Bucket,
          // us-east-1 is the one region that must not be named (S3 API, CreateBucket).
          ...(location.region !== "us-east-1" && {
            CreateBucketConfiguration: { LocationConstraint: constraint },
          }),
        }),
      );
    }
    if (!found?.versioned) {
      await s3.send(
        new PutPublicAccessBlockCommand({
          Bucket,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        }),
      );
      await s3.send(
        new PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: { Status: "Enabled" },
        }),
      );
    }
  } catch (error) {
    throw awsError(`bucket ${Bucket}`, error);
  }
}
