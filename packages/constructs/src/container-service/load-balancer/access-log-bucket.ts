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

  /** Region of the load balancer. */
  readonly region: string;

  /** Days after which a log is deleted. */
  readonly retentionDays: number;

  /**
   * Whether Terraform refuses to destroy the bucket. Where it does not, the logs go with it, since
   * a bucket that holds anything cannot be deleted.
   */
  readonly preventDestroy: boolean;
}

/**
 * Accounts of ELB itself, which deliver in the regions from before August 2022 (ELB user guide,
 * "Enable access logs for your Application Load Balancer").
 */
const DELIVERING_ACCOUNTS: Readonly<Record<string, string>> = {
  "us-east-1": "127311923021",
  "us-east-2": "033677994240",
  "us-west-1": "027434742980",
  "us-west-2": "797873946194",
  "af-south-1": "098369216593",
  "ap-east-1": "754344448648",
  "ap-southeast-3": "589379963580",
  "ap-south-1": "718504428378",
  "ap-northeast-3": "383597477331",
  "ap-northeast-2": "600734575887",
  "ap-southeast-1": "114774131450",
  "ap-southeast-2": "783225319266",
  "ap-northeast-1": "582318560864",
  "ca-central-1": "985666609251",
  "eu-central-1": "054676820928",
  "eu-west-1": "156460612806",
  "eu-west-2": "652711504416",
  "eu-south-1": "635631232127",
  "eu-west-3": "009996457667",
  "eu-north-1": "897822967062",
  "me-south-1": "076674570225",
  "sa-east-1": "507241528517",
};

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
        // It is held to this account by the path. The guide's policy has no condition, and one on a
        // key that the delivery does not carry would allow nothing. Nor can the path be narrower,
        // since ELB first tries the bucket with AWSLogs/<account>/ELBAccessLogTestFile.
        ...delivering(props.region).map(([Sid, Principal]) => ({
          Sid,
          Effect: "Allow" as const,
          Principal,
          Action: "s3:PutObject",
          Resource: `${this.bucket.arn}/AWSLogs/${props.accountId}/*`,
        })),
        denyInsecureTransport(this.bucket.arn),
      ]),
      dependsOn: closed,
    });
  }
}

/**
 * Who writes the logs. The guide has the service's principal for all regions now, and calls the
 * accounts legacy; pages that are still read have each for regions of its own. A bucket that refuses
 * the one that does deliver fails the load balancer, so both may.
 */
function delivering(region: string): [sid: string, principal: Record<string, string>][] {
  const account = DELIVERING_ACCOUNTS[region];
  const everywhere = { Service: "logdelivery.elasticloadbalancing.amazonaws.com" };
  return account === undefined
    ? [["LogDelivery", everywhere]]
    : [
        ["LogDelivery", everywhere],
        ["LogDeliveryAccount", { AWS: `arn:aws:iam::${account}:root` }],
      ];
}
