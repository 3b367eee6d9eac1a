import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { Construct } from "constructs";
import { noteAcknowledgement } from "../../acknowledgement";
import { policyDocument } from "../../policy-document";
import { denyInsecureTransport, keepLogs, keepPrivate } from "../../private-bucket";

export interface AccessLogBucketProps {
  /** Name of the load balancer. In lower case it begins the bucket's name, which AWS completes. */
  readonly name: string;

  /** Account of the load balancer. */
  readonly accountId: string;

  /** Days after which a log is deleted. */
  readonly retentionDays: number;

  /**
   * Whether Terraform refuses to destroy the bucket. Where it does not, the logs go with it, since
   * a bucket that holds anything cannot be deleted.
   */
  readonly preventDestroy: boolean;
}

/** Receives the access log of a load balancer in its region: who asked for what, and the answer. */
export class AccessLogBucket extends Construct {
  public readonly bucket: S3Bucket;

  /** Without it ELB refuses the bucket: "Access Denied for bucket". */
  public readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    const { name, retentionDays, preventDestroy } = props;
    this.bucket = new S3Bucket(this, "bucket", {
      // 37 characters are all that a prefix may have, and a load balancer's name has up to 32.
      bucketPrefix: `${name.toLowerCase()}-alb-`,
      ...(preventDestroy ? { lifecycle: { preventDestroy } } : { forceDestroy: true }),
    });
    noteAcknowledgement(this, {
      rule: "backups",
      reason: "access logs are written once and never changed; they expire by the lifecycle rule",
    });
    const bucket = this.bucket.id;
    const closed = keepPrivate(this, bucket);
    keepLogs(this, bucket, retentionDays);
    this.policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyDocument([
        {
          // The principal that delivers in every region; the accounts of ELB, one a region, that
          // took its place before are unknown in regions opened since August 2022. It is held to
          // this account by the path. The guide's policy has no condition, and one on a key that
          // the delivery does not carry would allow nothing. Nor can the path be narrower, since
          // ELB first tries the bucket with AWSLogs/<account>/ELBAccessLogTestFile (ELB user
          // guide, "Enable access logs for your Application Load Balancer").
          Sid: "LogDelivery",
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${this.bucket.arn}/AWSLogs/${props.accountId}/*`,
        },
        denyInsecureTransport(this.bucket.arn),
      ]),
      dependsOn: closed,
    });
  }
}
