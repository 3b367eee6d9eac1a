import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { check } from "../../check";
import { policyDocument } from "../../policy-document";
import { denyInsecureTransport, keepEncrypted, keepPrivate } from "../../private-bucket";

export interface ArtifactBucketProps {
  readonly bucket: string;
  readonly kmsKeyArn: string;

  /** Days after which artifacts go. A run that waits for an approval longer than that cannot go on. */
  readonly retentionDays: number;
}

/** Where the actions of a pipeline hand on what they made: here references to commits. */
export class ArtifactBucket extends Construct {
  public readonly bucket: S3Bucket;

  /** What a pipeline must wait for, so that nothing lies in the bucket before it is guarded. */
  public readonly dependables: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ArtifactBucketProps) {
    super(scope, id);
    const { retentionDays } = props;
    check(
      this,
      "retentionDays",
      retentionDays,
      Number.isInteger(retentionDays) && retentionDays >= 8,
      "whole days, 8 or more, as an approval may take 7",
    );
    this.bucket = new S3Bucket(this, "bucket", {
      bucket: props.bucket,
      // It holds references to commits, which nobody misses once the pipeline is given up.
      forceDestroy: true,
      lifecycle: { preventDestroy: true },
    });
    const bucket = this.bucket.id;
    const encryption = keepEncrypted(this, bucket, { kmsKeyArn: props.kmsKeyArn });
    // CodePipeline names the version of an artifact, so that none is swapped between two actions.
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      // S3 takes rules for versions only of a bucket that has them.
      dependsOn: [versioning],
      rule: [
        {
          id: "expire",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: retentionDays }],
          noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
    });
    const closed = keepPrivate(this, bucket);
    const policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyDocument([denyInsecureTransport(this.bucket.arn)]),
      dependsOn: closed,
    });
    this.dependables = [encryption, versioning, policy];
  }
}
