import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketCorsConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-cors-configuration";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { checkedProps } from "../checked-props";
import { policyDocument } from "../policy-document";
import { denyInsecureTransport, keepEncrypted, keepPrivate } from "../private-bucket";
import {
  bucketName,
  bucketOptions,
  OBJECT_ACTIONS,
  READING_ACTIONS,
  type BucketInput,
} from "./bucket-options";
import { statementPrefix, type UsedData } from "./used-data";
import type { Use } from "./use-options";
import { variablePrefix } from "./variable-prefix";

export interface BucketProps extends BucketInput {
  /** What the names in AWS start with. */
  readonly namePrefix: string;
  readonly accountId: string;
  readonly region: string;

  /** Whether customers depend on it. Otherwise a destroy takes what lies in it along. */
  readonly production: boolean;

  readonly kmsKeyArn: string;

  /** What its name ends in in the place of its stack, which sees to that. @default - nothing */
  readonly placeSuffix?: string | undefined;
}

/** A bucket that no public reaches, encrypted, with the versions before the last. */
export class Bucket extends Construct {
  public readonly bucket: S3Bucket;

  private readonly props: Pick<BucketProps, "region" | "kmsKeyArn">;
  private readonly bucketName: string;

  constructor(scope: Construct, id: string, given: BucketProps) {
    super(scope, id);
    const props = checkedProps(this, bucketOptions, given);
    const { name, namePrefix, accountId, production, corsOrigins } = props;
    this.props = props;
    this.bucketName = bucketName(namePrefix, name, accountId, props.placeSuffix);

    this.bucket = new S3Bucket(this, "bucket", {
      bucket: bucketName(namePrefix, name, accountId),
      ...(production ? { lifecycle: { preventDestroy: true } } : { forceDestroy: true }),
    });
    const bucket = this.bucket.id;
    const closed = keepPrivate(this, bucket);
    keepEncrypted(this, bucket, { kmsKeyArn: props.kmsKeyArn });
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    this.lifecycle(bucket, props, versioning);
    new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyDocument([denyInsecureTransport(this.bucket.arn)]),
      dependsOn: closed,
    });
    if (corsOrigins.length > 0) {
      new S3BucketCorsConfiguration(this, "cors", {
        bucket,
        corsRule: [
          {
            allowedOrigins: corsOrigins,
            allowedMethods: ["GET", "HEAD", "POST", "PUT"],
            allowedHeaders: ["*"],
            // By which the parts of a large upload are put together.
            exposeHeaders: ["ETag"],
            maxAgeSeconds: 3600,
          },
        ],
      });
    }
  }

  /** What a service gets that uses it. */
  public usedBy({ as, readOnly }: Use): UsedData {
    const { region, kmsKeyArn } = this.props;
    const arn = `arn:aws:s3:::${this.bucketName}`;
    const statement = statementPrefix(as);
    return {
      name: as,
      variables: { [`${variablePrefix(as)}_BUCKET`]: this.bucketName },
      secrets: {},
      statements: [
        {
          Sid: `${statement}Objects`,
          Effect: "Allow",
          Action: readOnly ? READING_ACTIONS : OBJECT_ACTIONS,
          Resource: `${arn}/*`,
        },
        {
          // Without it S3 says of an object that is not there that it may not be read.
          Sid: `${statement}Names`,
          Effect: "Allow",
          Action: "s3:ListBucket",
          Resource: arn,
        },
        {
          Sid: `${statement}Key`,
          Effect: "Allow",
          Action: readOnly ? "kms:Decrypt" : ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: kmsKeyArn,
          Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
        },
      ],
    };
  }

  private lifecycle(
    bucket: string,
    { oldVersionDays, expireDays }: { oldVersionDays: number; expireDays?: number | undefined },
    versioning: S3BucketVersioningA,
  ): void {
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: oldVersionDays }],
          // A deletion whose object is gone for good marks nothing.
          ...(expireDays === undefined && { expiration: [{ expiredObjectDeleteMarker: true }] }),
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
        ...(expireDays === undefined
          ? []
          : [
              {
                id: "expire",
                status: "Enabled",
                filter: [{ prefix: "" }],
                expiration: [{ days: expireDays }],
              },
            ]),
      ],
      dependsOn: [versioning],
    });
  }
}
