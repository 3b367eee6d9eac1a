import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import { httpStatus } from "../../core/aws-error";
import type { AwsClients } from "../clients";
import { differences, policyDifferences, terraformNames } from "./compare";
import type { Examination, Finding } from "./examination";
import type { Block, ExpectedBackend } from "./expected";

/** One thing that is configured on a bucket. */
interface Setting {
  readonly check: string;
  /** The resource that configures it. */
  readonly type: string;
  readonly looked: string;
  /** Of the state bucket; that of the log bucket is a warning at most. */
  readonly severity: Finding["severity"];
  readonly why: string;
  /** What AWS has, in the shape of that resource. */
  read(s3: S3Client, Bucket: string): Promise<Block | undefined>;
  /** Whether what nobody asked for is a difference too. */
  readonly exact?: true;
}

const SETTINGS: readonly Setting[] = [
  {
    check: "bucket-versioning",
    type: "aws_s3_bucket_versioning",
    looked: "versioning",
    severity: "error",
    why: "a state that is overwritten or deleted is gone: the versions are the backup",
    read: async (s3, Bucket) => {
      const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
      return { versioning_configuration: { status: Status ?? "Disabled" } };
    },
  },
  {
    check: "bucket-encryption",
    type: "aws_s3_bucket_server_side_encryption_configuration",
    looked: "encryption",
    severity: "error",
    why: "what is written without naming a key is readable without the state key's permission",
    read: async (s3, Bucket) => {
      const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
      const { Rules = [] } = answer.ServerSideEncryptionConfiguration ?? {};
      // A list in Terraform, and in AWS a list in a block.
      const rules = Rules.map(({ BlockedEncryptionTypes: blocked, ...rule }) => ({
        ...rule,
        BlockedEncryptionTypes: blocked?.EncryptionType,
      }));
      return { rule: terraformNames(rules) };
    },
  },
  {
    check: "bucket-public-access",
    type: "aws_s3_bucket_public_access_block",
    looked: "public access block",
    severity: "error",
    why: "one wrong policy or ACL would publish every state, secrets included",
    read: async (s3, Bucket) => {
      const answer = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
      return terraformNames(answer.PublicAccessBlockConfiguration ?? {}) as Block;
    },
  },
  {
    check: "bucket-policy",
    type: "aws_s3_bucket_policy",
    looked: "policy",
    severity: "error",
    why: "it keeps versions from being destroyed, settings from being changed, states from being written unencrypted, locks from being overwritten",
    read: async (s3, Bucket) => {
      const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
      return { policy: Policy };
    },
  },
  {
    check: "bucket-lifecycle",
    type: "aws_s3_bucket_lifecycle_configuration",
    looked: "lifecycle",
    severity: "error",
    why: "it decides how long an old version of a state can be restored, and that lock files do not pile up",
    exact: true,
    read: async (s3, Bucket) => {
      const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      return { rule: terraformNames(Rules) };
    },
  },
  {
    check: "bucket-ownership",
    type: "aws_s3_bucket_ownership_controls",
    looked: "object ownership",
    severity: "warning",
    why: "with ACLs in force an object can be shared past the bucket's policy",
    read: async (s3, Bucket) => {
      const answer = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
      return { rule: terraformNames(answer.OwnershipControls?.Rules) };
    },
  },
  {
    check: "bucket-logging",
    type: "aws_s3_bucket_logging",
    looked: "access log",
    severity: "warning",
    why: "nobody could tell afterwards who has read or overwritten a state",
    read: async (s3, Bucket) => {
      const { LoggingEnabled } = await s3.send(new GetBucketLoggingCommand({ Bucket }));
      return terraformNames(LoggingEnabled) as Block | undefined;
    },
  },
];

/** Looks at the state bucket: whether it is there, whose and where it is. */
export async function examineBucket(
  exam: Examination,
  { s3 }: AwsClients,
  location: StateLocation,
): Promise<boolean> {
  const { bucket: Bucket, accountId, region } = location;
  const report = (finding: Pick<Finding, "check" | "what" | "why" | "repair">) =>
    exam.report({ severity: "error", about: "backend", ...finding });
  let found: string | undefined;
  try {
    found = (await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion;
  } catch (error) {
    if (httpStatus(error) !== 404) throw error;
    report({
      check: "bucket-missing",
      what: `the state bucket ${Bucket} does not exist`,
      why: "every state lies in it. Was it there before, its name can be taken by anybody now",
      repair: "npm run bootstrap",
    });
    return false;
  }
  if (found !== undefined && found !== region) {
    report({
      check: "bucket-region",
      what: `bucket ${Bucket}: got region ${found}, expected ${region}`,
      why: "Terraform refuses to work with a bucket in another region",
      repair: `set region in environments/organization.ts to ${found}, or name another bucket there`,
    });
  }
  try {
    await s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: accountId }));
  } catch (error) {
    if (httpStatus(error) !== 403) throw error;
    report({
      check: "bucket-owner",
      what: `bucket ${Bucket}: got another account's, expected one of ${accountId}`,
      why: "whoever owns the bucket reads every state, secrets included",
      repair:
        "write nothing to it; name another bucket in environments/organization.ts, then npm run bootstrap",
    });
  }
  return true;
}

/** Looks whether another bucket of bootstrap-stack is there, the one of the access logs. */
export async function examineOtherBucket(
  exam: Examination,
  { s3 }: AwsClients,
  bucket: string,
): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    if (httpStatus(error) !== 404) throw error;
    exam.report({
      check: "bucket-missing",
      severity: "warning",
      about: "backend",
      what: `bucket ${bucket} does not exist`,
      why: "the state bucket's access log goes there: nobody could tell who has read a state",
      repair: "npm run bootstrap",
    });
    return false;
  }
}

/** Compares a bucket with what bootstrap-stack says of it. */
export async function examineSettings(
  exam: Examination,
  { s3 }: AwsClients,
  location: StateLocation,
  expected: ExpectedBackend,
  bucket: string,
): Promise<void> {
  await Promise.all(
    SETTINGS.map(async (setting) => {
      const want = expected.setting(setting.type, bucket);
      if (!want) return;
      await exam.attempt("backend", `${setting.looked} of bucket ${bucket}`, async () => {
        const got = differenceIn(setting, want, await readSetting(setting, s3, bucket));
        if (got.length === 0) return;
        exam.report({
          check: setting.check,
          severity: bucket === location.bucket ? setting.severity : "warning",
          about: "backend",
          what: `${setting.looked} of bucket ${bucket} is not as bootstrap-stack says: ${got.join("; ")}`,
          why: setting.why,
          repair: "npm run bootstrap",
        });
      });
    }),
  );
}

/** Undefined where the bucket has no such setting. */
async function readSetting(
  { read }: Setting,
  s3: S3Client,
  bucket: string,
): Promise<Block | undefined> {
  try {
    return await read(s3, bucket);
  } catch (error) {
    const nothing = httpStatus(error) === 404 && (error as Error).name !== "NoSuchBucket";
    if (nothing) return undefined;
    throw error;
  }
}

function differenceIn({ exact }: Setting, want: Block, have: Block | undefined): string[] {
  if (!have) return ["there is none"];
  if (typeof want["policy"] === "string") {
    return policyDifferences(want["policy"], String(have["policy"]));
  }
  const { bucket: _, ...settings } = want;
  return differences(settings, have, { exact: exact ?? false });
}
