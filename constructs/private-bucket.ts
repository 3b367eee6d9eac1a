import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import type { Construct } from "constructs";
import type { PolicyStatement } from "./policy-document";

/**
 * Closes a bucket to the public and to ACLs.
 *
 * @returns what the bucket's policy must wait for: two changes to who may reach a bucket at a time
 *   end in OperationAborted
 */
export function keepPrivate(scope: Construct, bucket: string): S3BucketPublicAccessBlock {
  new S3BucketOwnershipControls(scope, "ownership", {
    bucket,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  });
  return new S3BucketPublicAccessBlock(scope, "public-access", {
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
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
