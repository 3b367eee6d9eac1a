import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import type { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { Construct } from "constructs";
import { noteAcknowledgement } from "../../acknowledgement";
import { check } from "../../check";
import { policyDocument, type PolicyStatement } from "../../policy-document";
import { denyInsecureTransport, keepLogs, keepPrivate } from "../../private-bucket";

export interface WebAclLogProps {
  /** Name of the web ACL: with `aws-waf-logs-` and the account it becomes the bucket's. */
  readonly name: string;
  readonly webAcl: Wafv2WebAcl;
  readonly accountId: string;
  readonly region: string;

  /** Days after which a log is deleted. */
  readonly retentionDays: number;

  /** Whether Terraform refuses to destroy the bucket. Where it does not, the logs go with it. */
  readonly preventDestroy: boolean;
}

/**
 * Keeps what a web ACL has blocked or counted, and by which rule: without it nobody can tell whether
 * a rule stops an attack or a customer.
 *
 * In a bucket, as for a log group WAF needs a resource policy of CloudWatch Logs. Whoever may write
 * one may write all of the account's, IAM knowing no resource for it, and with that stop the logs of
 * other environments.
 */
export class WebAclLog extends Construct {
  public readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, props: WebAclLogProps) {
    super(scope, id);
    // WAF takes no other names (WAF developer guide, "Sending web ACL traffic logs to an Amazon S3
    // bucket").
    check(
      this,
      "name",
      props.name,
      /^[A-Za-z\d-]{1,37}$/.test(props.name),
      "1 to 37 letters, digits and -, as S3 allows 63 with the rest",
    );
    const name = `aws-waf-logs-${props.name.toLowerCase()}-${props.accountId}`;
    const { preventDestroy } = props;
    this.bucket = new S3Bucket(this, "bucket", {
      bucket: name,
      ...(preventDestroy ? { lifecycle: { preventDestroy } } : { forceDestroy: true }),
    });
    noteAcknowledgement(this.bucket, {
      rule: "backups",
      reason: "access logs are written once and never changed; they expire by the lifecycle rule",
    });
    const bucket = this.bucket.id;
    const closed = keepPrivate(this, bucket);
    keepLogs(this, bucket, props.retentionDays);
    const policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyDocument([
        ...delivery(`arn:aws:s3:::${name}`, props),
        denyInsecureTransport(`arn:aws:s3:::${name}`),
      ]),
      dependsOn: closed,
    });
    new Wafv2WebAclLoggingConfiguration(this, "logging", {
      resourceArn: props.webAcl.arn,
      logDestinationConfigs: [this.bucket.arn],
      // They let in whoever has them.
      redactedFields: ["authorization", "cookie"].map((header) => ({
        singleHeader: { name: header },
      })),
      // What is let through is in the load balancer's log, and is paid for by the gigabyte.
      loggingFilter: {
        defaultBehavior: "DROP",
        filter: [
          {
            behavior: "KEEP",
            requirement: "MEETS_ANY",
            condition: ["BLOCK", "COUNT"].map((action) => ({ actionCondition: { action } })),
          },
        ],
      },
      // WAF would write the policy itself, and a plan then find it changed.
      dependsOn: [policy],
    });
  }
}

/** In the words of the guide, by which AWS knows that it need not add them. */
const delivery = (
  bucketArn: string,
  { accountId, region }: WebAclLogProps,
): readonly PolicyStatement[] => {
  const service = {
    Effect: "Allow",
    Principal: { Service: "delivery.logs.amazonaws.com" },
  } as const;
  const source = { "aws:SourceAccount": [accountId] };
  const ArnLike = { "aws:SourceArn": [`arn:aws:logs:${region}:${accountId}:*`] };
  return [
    {
      Sid: "AWSLogDeliveryWrite",
      ...service,
      Action: "s3:PutObject",
      Resource: `${bucketArn}/AWSLogs/${accountId}/*`,
      Condition: {
        StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", ...source },
        ArnLike,
      },
    },
    {
      Sid: "AWSLogDeliveryAclCheck",
      ...service,
      Action: "s3:GetBucketAcl",
      Resource: bucketArn,
      Condition: { StringEquals: source, ArnLike },
    },
  ];
};
