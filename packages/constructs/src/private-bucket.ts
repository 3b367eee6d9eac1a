import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { PolicyStatement } from "./policy-document";

/**
 * Closes a bucket to the public and to ACLs.
 *
 * @returns what the bucket's policy must wait for: two changes to who may reach a bucket at a time
 *   end in OperationAborted
 */
export function keepPrivate(scope: Construct, bucket: string): ITerraformDependable[] {
  const ownership = new S3BucketOwnershipControls(scope, "ownership", {
    bucket,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  });
  const publicAccess = new S3BucketPublicAccessBlock(scope, "public-access", {
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  return [publicAccess, ownership];
}

export interface BucketEncryption {
  readonly kmsKeyArn: string;

  /**
   * Whether one data key serves for many objects: a hundredth of the calls to KMS, which then is
   * told the bucket and not the object.
   * @default true
   */
  readonly bucketKeyEnabled?: boolean;
}

/** Has S3 encrypt with a KMS key whatever is put into a bucket without a word about encryption. */
export const keepEncrypted = (
  scope: Construct,
  bucket: string,
  { kmsKeyArn, bucketKeyEnabled = true }: BucketEncryption,
): S3BucketServerSideEncryptionConfigurationA =>
  new S3BucketServerSideEncryptionConfigurationA(scope, "encryption", {
    bucket,
    rule: [
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: "aws:kms",
          kmsMasterKeyId: kmsKeyArn,
        },
        bucketKeyEnabled,
        blockedEncryptionTypes: CUSTOMER_KEYS,
      },
    ],
  });

/**
 * Keys that come with each request, and are lost with whoever sent them. S3 blocks them in new
 * buckets by itself, which the provider takes for a difference as long as nobody says so
 * (hashicorp/terraform-provider-aws#47320).
 */
const CUSTOMER_KEYS = ["SSE-C"];

/**
 * Makes a bucket fit for logs: encrypted, and emptied in time. S3 and ELB deliver to no bucket with
 * a KMS key of ours (S3 user guide, "Enabling Amazon S3 server access logging"; ELB user guide,
 * "Enable access logs for your Application Load Balancer"), hence the keys of S3.
 */
export function keepLogs(scope: Construct, bucket: string, retentionDays: number): void {
  new S3BucketServerSideEncryptionConfigurationA(scope, "encryption", {
    bucket,
    rule: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" },
        blockedEncryptionTypes: CUSTOMER_KEYS,
      },
    ],
  });
  new S3BucketLifecycleConfiguration(scope, "lifecycle", {
    bucket,
    rule: [
      {
        id: "expire",
        status: "Enabled",
        filter: [{ prefix: "" }],
        expiration: [{ days: retentionDays }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
      },
    ],
  });
}

/** Bucket and objects answer over TLS only. */
export const denyInsecureTransport = (bucketArn: string): PolicyStatement => ({
  Sid: "DenyInsecureTransport",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
