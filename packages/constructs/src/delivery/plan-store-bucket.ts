import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import type { z } from "zod";
import { checkedProps } from "../checked-props";
import { denyOtherKeys, denyOtherSettings, type SettingsKeepers } from "../bucket-guards";
import { oneOrAll, policyDocument, type PolicyStatement } from "../policy-document";
import { denyInsecureTransport, keepEncrypted, keepPrivate } from "../private-bucket";
import type { LogBucket } from "../state/log-bucket";
import { storeOptions, type StoreInput } from "./delivery-options";

export interface PlanStoreBucketProps extends StoreInput {
  readonly bucket: string;
  readonly kmsKeyArn: string;

  /** ARN of the alias by which whoever writes names the key. */
  readonly kmsAliasArn: string;

  /**
   * Who may change the bucket's settings. Of them the break-glass role alone may delete anything, and
   * may read any plan.
   */
  readonly keepers: SettingsKeepers;

  /** Where it is written down who read which plan, and when. */
  readonly logBucket: LogBucket;

  /**
   * Who may read the plans of each owner of a state, besides the break-glass role. Plans of others are
   * closed to all.
   * @default - whoever IAM allows it
   */
  readonly readers?: Readonly<Record<string, PlanReaders>> | undefined;

  /** ARNs of roles that plan, and so neither approve nor apply. @default - none */
  readonly planners?: readonly string[] | undefined;
}

/** Who reads the plans of an owner. */
export interface PlanReaders {
  /** The folders of its plans, with `*` and `?` as wildcards. */
  readonly folders: readonly string[];
  /** ARNs of roles, with `*` as a wildcard. */
  readonly roleArns: readonly string[];
}

/**
 * Keeps plans between whoever plans and whoever applies, and what was decided and done with each.
 * `plans/<owner>/` holds the plans themselves, `summaries/`, `approvals/` and `results/` what is
 * said of them without secrets, `drift/` the last look at each stack, `sessions/` who asked for a
 * shell in a container of production, and why, and who for a task that another person starts.
 */
export class PlanStoreBucket extends Construct {
  public readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, given: PlanStoreBucketProps) {
    super(scope, id);
    const props = checkedProps(this, storeOptions, given);

    this.bucket = new S3Bucket(this, "bucket", {
      bucket: props.bucket,
      forceDestroy: false,
      lifecycle: { preventDestroy: true },
    });
    const bucket = this.bucket.id;
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    const encryption = keepEncrypted(this, bucket, {
      kmsKeyArn: props.kmsKeyArn,
      // With a bucket key KMS would be told the bucket and not the object, and IAM could not give
      // the key for summaries without giving it for plans. There are few objects to pay for.
      bucketKeyEnabled: false,
    });
    const closed = keepPrivate(this, bucket);
    const lifecycle = new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: lifecycleRules(props),
      dependsOn: [versioning],
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
      dependsOn: [versioning, encryption, ...closed, lifecycle, logging],
    });
  }
}

/** Old versions are there for mistakes, which are noticed within days. */
const OLD_VERSION_DAYS = 7;

const lifecycleRules = ({
  planRetentionDays,
  resultRetentionDays,
}: z.output<typeof storeOptions>) => {
  const expire = (id: string, days: number) => ({
    id,
    status: "Enabled",
    filter: [{ prefix: `${id}/` }],
    expiration: [{ days }],
    noncurrentVersionExpiration: [{ noncurrentDays: OLD_VERSION_DAYS }],
  });
  return [
    expire("plans", planRetentionDays),
    expire("summaries", resultRetentionDays),
    expire("approvals", resultRetentionDays),
    expire("results", resultRetentionDays),
    expire("sessions", resultRetentionDays),
    {
      // Written anew at every look, so it is the old versions that end.
      id: "drift",
      status: "Enabled",
      filter: [{ prefix: "drift/" }],
      noncurrentVersionExpiration: [{ noncurrentDays: 90 }],
    },
    {
      // S3 takes no expiration by days in the same rule.
      id: "leftovers",
      status: "Enabled",
      filter: [{ prefix: "" }],
      expiration: [{ expiredObjectDeleteMarker: true }],
      abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
    },
  ];
};

function statements(props: PlanStoreBucketProps): PolicyStatement[] {
  const { bucket, keepers, readers, planners = [] } = props;
  const { breakGlassRoleArn } = keepers;
  const arn = `arn:aws:s3:::${bucket}`;
  const denyAll = { Effect: "Deny", Principal: "*" } as const;
  return [
    denyInsecureTransport(arn),
    {
      // What was approved and applied is there for good, and a plan whose mark of use could be
      // deleted could be applied twice. The lifecycle deletes by itself, past any policy.
      Sid: "DenyDestruction",
      ...denyAll,
      Action: [
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:PutBucketVersioning",
        "s3:DeleteBucket",
      ],
      Resource: [arn, `${arn}/*`],
      Condition: { ArnNotLike: { "aws:PrincipalArn": breakGlassRoleArn } },
    },
    {
      // Nobody puts another plan, verdict or mark of use into the place of one that is there. Parts
      // of an upload cannot bear the condition; the request that ends it must.
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
      Sid: "DenyOverwrites",
      ...denyAll,
      Action: "s3:PutObject",
      Resource: ["plans", "summaries", "approvals", "results", "sessions"].map(
        (part) => `${arn}/${part}/*`,
      ),
      Condition: {
        Null: { "s3:if-none-match": "true" },
        Bool: { "s3:ObjectCreationOperation": "true" },
      },
    },
    denyOtherSettings(arn, keepers),
    ...denyOtherKeys(arn, { keyArns: [props.kmsAliasArn, props.kmsKeyArn] }),
    ...(readers ? readingStatements(arn, readers, breakGlassRoleArn) : []),
    ...(planners.length === 0
      ? []
      : [
          {
            // Whoever plans does not approve, whatever other policies it is given.
            Sid: "DenyVerdictsOfPlanners",
            ...denyAll,
            Action: "s3:PutObject",
            Resource: [`${arn}/approvals/*`, `${arn}/results/*`],
            Condition: { ArnLike: { "aws:PrincipalArn": [...planners] } },
          },
        ]),
  ];
}

/** A plan holds what a state holds, so one environment's are for those who apply that environment. */
function readingStatements(
  arn: string,
  readers: Readonly<Record<string, PlanReaders>>,
  breakGlassRoleArn: string,
): PolicyStatement[] {
  const everybodyBut = (roles: readonly string[]) => ({
    ArnNotLike: { "aws:PrincipalArn": [...new Set([...roles, breakGlassRoleArn])] },
  });
  const deny = { Effect: "Deny", Principal: "*", Action: "s3:GetObject*" } as const;
  return [
    ...Object.entries(readers).map(([owner, { folders, roleArns }]) => ({
      // Sids take letters and digits only.
      Sid: `DenyPlansOf${owner.replaceAll(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase())}`,
      ...deny,
      Resource: oneOrAll(folders.map((folder) => `${arn}/plans/${folder}/*`)),
      Condition: everybodyBut(roleArns),
    })),
    {
      // Plans of an environment that is gone, or of none.
      Sid: "DenyOtherPlans",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:GetObject*",
      Resource: `${arn}/plans/*`,
      Condition: everybodyBut(Object.values(readers).flatMap(({ roleArns }) => roleArns)),
    },
  ];
}
