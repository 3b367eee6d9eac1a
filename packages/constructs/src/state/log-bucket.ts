import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { Construct } from "constructs";
import { noteAcknowledgement } from "../acknowledgement";
import { policyDocument } from "../policy-document";
import { denyInsecureTransport, keepLogs, keepPrivate } from "../private-bucket";

export interface LogBucketProps {
  readonly bucket: string;
  /** The bucket whose access is logged. */
  readonly sourceBucket: string;
  readonly accountId: string;
  /** Days after which a log is deleted. */
  readonly retentionDays: number;
}

/** Receives the access log of another bucket: who read or wrote what, and when. */
export class LogBucket extends Construct {
  public readonly bucket: S3Bucket;
  /** Logging fails until S3 may write here. */
  public readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: LogBucketProps) {
    super(scope, id);
    const arn = `arn:aws:s3:::${props.bucket}`;

    this.bucket = new S3Bucket(this, "bucket", {
      bucket: props.bucket,
      lifecycle: { preventDestroy: true },
    });
    noteAcknowledgement(this.bucket, {
      rule: "backups",
      reason:
        "S3 writes each access log once, under a name of its own: there is no earlier version to go back to",
    });
    const bucket = this.bucket.id;
    const closed = keepPrivate(this, bucket);
    keepLogs(this, bucket, props.retentionDays);
    this.policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyDocument([
        {
          // S3 writes the logs itself, and only those of the one bucket.
          Sid: "LogDelivery",
          Effect: "Allow",
          Principal: { Service: "logging.s3.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${arn}/*`,
          Condition: {
            ArnLike: { "aws:SourceArn": `arn:aws:s3:::${props.sourceBucket}` },
            StringEquals: { "aws:SourceAccount": props.accountId },
          },
        },
        denyInsecureTransport(arn),
      ]),
      dependsOn: closed,
    });
  }
}
