import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { denyOtherKeys, denyOtherSettings, type SettingsKeepers } from "../bucket-guards";
import { policyDocument, type PolicyStatement } from "../policy-document";
import { denyInsecureTransport, keepEncrypted, keepPrivate } from "../private-bucket";
import type { LogBucket } from "./log-bucket";

export interface StateBucketProps {
  /** Name of the bucket, which exists already: the stack imports it. */
  readonly bucket: string;
  readonly kmsKeyArn: string;
  /** ARN of the alias by which backends name the key. */
  readonly kmsAliasArn: string;
  /** Folder whose one state is written before the key exists, and so with SSE-S3. */
  readonly unkeyedPrefix: string;
  /** Who may change the bucket's settings. Of them the break-glass role alone may destroy versions. */
  readonly keepers: SettingsKeepers;
  readonly logBucket: LogBucket;
  /** States that are written by few alone. @default IAM decides who writes each */
  readonly gated?: GatedStates | undefined;
  /** Folders of copies that are made to try something, and removed; S3 forgets them after a day. */
  readonly scratchPrefixes: readonly string[];
}

/** States of what demands an approval, and who may write them. */
export interface GatedStates {
  /** As `prod/terraform.tfstate`. */
  readonly keys: readonly string[];
  /** ARNs of roles, with `*` as a wildcard. The break-glass role may as well. */
  readonly writers: readonly string[];
}

/** The bucket of all states: every version kept, encrypted with one key, closed to everything else. */
export class StateBucket extends Construct {
  public readonly bucket: S3Bucket;
  /** Replication fails as long as it is off. */
  public readonly versioning: S3BucketVersioningA;

  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);

    this.bucket = new S3Bucket(this, "bucket", {
      bucket: props.bucket,
      forceDestroy: false,
      lifecycle: { preventDestroy: true },
    });
    const bucket = this.bucket.id;

    this.versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    const encryption = keepEncrypted(this, bucket, { kmsKeyArn: props.kmsKeyArn });
    const closed = keepPrivate(this, bucket);
    const lifecycle = new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          // One rule for states and lock files, as a filter knows prefixes but no suffixes. Lock
          // files leave a version and a delete marker with every run (hashicorp/terraform#36445).
          id: "old-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          // A version goes when both are passed; 100 is the most that S3 can be told to keep.
          noncurrentVersionExpiration: [{ noncurrentDays: 90, newerNoncurrentVersions: 100 }],
          expiration: [{ expiredObjectDeleteMarker: true }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
        ...props.scratchPrefixes.map((prefix) => ({
          id: `scratch-${prefix.split("/").slice(0, -2).join("-")}`,
          status: "Enabled",
          filter: [{ prefix }],
          expiration: [{ days: 2 }],
          noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
        })),
      ],
      dependsOn: [this.versioning],
    });
    const logging = new S3BucketLoggingA(this, "logging", {
      bucket,
      targetBucket: props.logBucket.bucket.id,
      targetPrefix: `${props.bucket}/`,
      dependsOn: [props.logBucket.policy],
    });
    new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyDocument(statements(props)),
      // The policy may forbid whoever runs this to change the settings, so those come first.
      dependsOn: [this.versioning, encryption, ...closed, lifecycle, logging],
    });
  }
}

function statements(props: StateBucketProps): PolicyStatement[] {
  const arn = `arn:aws:s3:::${props.bucket}`;
  return [
    denyInsecureTransport(arn),
    {
      // The versions are the backup: neither a mistake nor stolen deploy keys may end them.
      Sid: "DenyStateDestruction",
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:DeleteObjectVersion", "s3:PutBucketVersioning", "s3:DeleteBucket"],
      Resource: [arn, `${arn}/*`],
      Condition: { ArnNotEquals: { "aws:PrincipalArn": props.keepers.breakGlassRoleArn } },
    },
    denyOtherSettings(arn, props.keepers),
    ...denyOtherWriters(arn, props),
    // Backends name the key by its alias, people by its ARN.
    ...denyOtherKeys(arn, {
      keyArns: [props.kmsAliasArn, props.kmsKeyArn],
      unkeyedPrefix: props.unkeyedPrefix,
    }),
    {
      // A lock that overwrites another is none.
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
      Sid: "DenyUnconditionalLocks",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: `${arn}/*.tflock`,
      Condition: { Null: { "s3:if-none-match": "true" } },
    },
  ];
}

/** Who goes past plan and approval cannot write down what was made of it. */
const denyOtherWriters = (arn: string, { gated, keepers }: StateBucketProps): PolicyStatement[] =>
  gated === undefined || gated.keys.length === 0
    ? []
    : [
        {
          Sid: "DenyUnapprovedStates",
          Effect: "Deny",
          Principal: "*",
          Action: ["s3:PutObject", "s3:DeleteObject"],
          Resource: gated.keys.map((key) => `${arn}/${key}`),
          Condition: {
            ArnNotLike: { "aws:PrincipalArn": [keepers.breakGlassRoleArn, ...gated.writers] },
          },
        },
      ];
