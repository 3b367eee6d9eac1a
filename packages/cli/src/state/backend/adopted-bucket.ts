import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  PutBucketAclCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { parseExactly } from "../../core/exact-json";
import { awsError, httpStatus } from "../../core/aws/error";
import { differences, policyDifferences, terraformNames } from "./compare";
import type { Block } from "../stack-json";
import { lostTags, tagsLost, type Look, type Tags, type Wanted } from "./found-setting";

/** A setting that bootstrap-stack replaces. */
interface BucketSetting<Value> {
  readonly what: string;
  readonly type: string;
  /** Subcommand of `aws s3api`, with the option that takes the value. */
  readonly command: string;
  read(s3: S3Client, Bucket: string): Promise<Value | undefined>;
  /** The parts that are not as bootstrap-stack has them. */
  lost(value: Value, wanted: Wanted): string[];
  /** @default "<what> replaced: <lost>" */
  say?(lost: readonly string[]): string;
}

/** Keeps the type of a value from its reading to its comparison. */
const setting =
  <Value>(given: BucketSetting<Value>) =>
  (s3: S3Client, Bucket: string): Look => ({
    what: given.what,
    type: given.type,
    look: async (wanted) => {
      const value = await orNothing(given.read(s3, Bucket));
      const lost = value === undefined ? [] : given.lost(value, wanted);
      if (lost.length === 0) return undefined;
      const say = given.say ?? ((parts) => `${given.what} replaced: ${parts.join(", ")}`);
      return {
        name: given.command.replace(/^put-| .*/g, ""),
        lost: say(lost),
        value,
        putBack: `aws s3api ${given.command.replace(" ", ` --bucket ${Bucket} `)} file://FILE`,
      };
    },
  });

export const ACL = "bucket-acl";

const SETTINGS = [
  setting({
    what: "policy",
    type: "aws_s3_bucket_policy",
    command: "put-bucket-policy --policy",
    read: async (s3, Bucket) => {
      const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
      return Policy === undefined ? undefined : parseExactly(Policy);
    },
    // Statements that bootstrap-stack adds are not lost.
    lost: (value, { resource }) =>
      policyDifferences(String(resource["policy"]), JSON.stringify(value))
        .filter((difference) => !difference.endsWith(": missing"))
        .map((difference) => difference.replace(/: [^:]*$/, "")),
  }),
  setting({
    what: "lifecycle rules",
    type: "aws_s3_bucket_lifecycle_configuration",
    command: "put-bucket-lifecycle-configuration --lifecycle-configuration",
    read: async (s3, Bucket) => {
      const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      return { Rules };
    },
    lost: ({ Rules = [] }, { resource }) =>
      Rules.filter((rule) => {
        const own = (resource["rule"] as Block[]).find(({ id }) => id === rule.ID);
        return !own || differences(own, terraformNames(rule), { exact: true }).length > 0;
      }).map(({ ID = "a rule without a name" }) => ID),
  }),
  setting({
    what: "default encryption",
    type: "aws_s3_bucket_server_side_encryption_configuration",
    command: "put-bucket-encryption --server-side-encryption-configuration",
    read: async (s3, Bucket) =>
      (await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration,
    lost: ({ Rules = [] }, { keyArn, location }) =>
      Rules.flatMap(({ ApplyServerSideEncryptionByDefault: byDefault }) => {
        const { SSEAlgorithm, KMSMasterKeyID = "aws/s3" } = byDefault ?? {};
        // Encryption that S3 uses by itself.
        if (SSEAlgorithm === undefined || SSEAlgorithm === "AES256") return [];
        const own = [keyArn, location.kmsAlias, location.kmsAliasArn].includes(KMSMasterKeyID);
        return own ? [] : [`${SSEAlgorithm} with the key ${KMSMasterKeyID}`];
      }),
  }),
  setting({
    what: "access log",
    type: "aws_s3_bucket_logging",
    command: "put-bucket-logging --bucket-logging-status",
    read: async (s3, Bucket) => {
      const { LoggingEnabled } = await s3.send(new GetBucketLoggingCommand({ Bucket }));
      return LoggingEnabled && { LoggingEnabled };
    },
    lost: ({ LoggingEnabled: { TargetBucket, TargetPrefix = "" } }, { location, resource }) =>
      TargetBucket === location.logBucket && TargetPrefix === resource["target_prefix"]
        ? []
        : [`to s3://${TargetBucket}/${TargetPrefix}`],
  }),
  setting({
    what: "object ownership",
    type: "aws_s3_bucket_ownership_controls",
    command: "put-bucket-ownership-controls --ownership-controls",
    read: async (s3, Bucket) =>
      (await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls,
    lost: ({ Rules = [] }) =>
      Rules.map(({ ObjectOwnership }) => String(ObjectOwnership)).filter(
        (ownership) => ownership !== "BucketOwnerEnforced",
      ),
    say: ([ownership]) =>
      `object ownership replaced: ${ownership}; ACLs of the objects say nothing any more`,
  }),
  setting({
    what: "ACL",
    type: "aws_s3_bucket_ownership_controls",
    command: "put-bucket-acl --access-control-policy",
    read: async (s3, Bucket) => {
      const { Owner, Grants } = await s3.send(new GetBucketAclCommand({ Bucket }));
      return { Owner, Grants };
    },
    lost: ({ Owner, Grants = [] }) =>
      Grants.filter(({ Grantee }) => Grantee?.ID === undefined || Grantee.ID !== Owner?.ID).map(
        ({ Grantee, Permission }) =>
          `${Permission} for ${Grantee?.URI ?? Grantee?.ID ?? Grantee?.EmailAddress}`,
      ),
    say: (lost) => `ACL made private: no more ${lost.join(", ")}`,
  }),
  setting({
    what: "public access block",
    type: "aws_s3_bucket_public_access_block",
    command: "put-public-access-block --public-access-block-configuration",
    read: async (s3, Bucket) =>
      (await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration,
    lost: (value) =>
      Object.entries(value).flatMap(([name, on]) => (on === false ? [`${name} was off`] : [])),
  }),
  setting<{ TagSet: Tags }>({
    what: "tags",
    type: "aws_s3_bucket",
    command: "put-bucket-tagging --tagging",
    read: async (s3, Bucket) => {
      const { TagSet = [] } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
      return { TagSet };
    },
    lost: ({ TagSet }, wanted) => lostTags(TagSet, wanted),
    say: tagsLost,
  }),
];

/** Something that stays on, and that the team must know of. */
const staying =
  (what: string, read: (s3: S3Client, Bucket: string) => Promise<string | false | undefined>) =>
  (s3: S3Client, Bucket: string): Look => ({
    what,
    look: async () => (await orNothing(read(s3, Bucket))) || undefined,
  });

const STAYING = [
  staying("replication", async (s3, Bucket) => {
    const { ReplicationConfiguration } = await s3.send(new GetBucketReplicationCommand({ Bucket }));
    const { Rules = [] } = ReplicationConfiguration ?? {};
    // S3 user guide, "Replicating encrypted objects".
    const leavesOut = Rules.some(
      ({ SourceSelectionCriteria: criteria }) =>
        criteria?.SseKmsEncryptedObjects?.Status !== "Enabled",
    );
    const lacking = leavesOut
      ? ", but copies no state that the new key encrypts: its rules lack SseKmsEncryptedObjects"
      : "";
    return Rules.length > 0 && `replication stays${lacking}`;
  }),
  staying("event notifications", async (s3, Bucket) => {
    const { $metadata: _, ...configuration } = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket }),
    );
    const some = Object.values(configuration).some((list) => !Array.isArray(list) || list.length);
    return some && "event notifications stay";
  }),
  staying("object lock", async (s3, Bucket) => {
    const { ObjectLockConfiguration: lock } = await s3.send(
      new GetObjectLockConfigurationCommand({ Bucket }),
    );
    return lock?.ObjectLockEnabled === "Enabled" && "object lock stays";
  }),
  staying("website", async (s3, Bucket) => {
    const { IndexDocument, RedirectAllRequestsTo } = await s3.send(
      new GetBucketWebsiteCommand({ Bucket }),
    );
    return (IndexDocument ?? RedirectAllRequestsTo) && "website stays, though nothing is public";
  }),
];

/** S3 answers 404 to the question for what was never set. */
async function orNothing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (httpStatus(error) === 404) return undefined;
    throw error;
  }
}

export const looksAtBucket = (s3: S3Client, bucket: string): Look[] =>
  [...SETTINGS, ...STAYING].map((look) => look(s3, bucket));

/**
 * Takes the grants to others off a bucket. With them S3 refuses to end ACLs: "Bucket cannot have
 * ACLs set with ObjectOwnership's BucketOwnerEnforced setting".
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html
 */
export async function makeAclPrivate(s3: S3Client, Bucket: string): Promise<void> {
  try {
    await s3.send(new PutBucketAclCommand({ Bucket, ACL: "private" }));
  } catch (error) {
    throw awsError(`ACL of bucket ${Bucket}`, error);
  }
}
