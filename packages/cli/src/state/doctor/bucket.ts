import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import { ownCommand } from "@groundwork/constructs/own-command";
import { httpStatus } from "../../core/aws/error";
import type { AwsClients } from "../clients";
import type { Examination, Finding } from "./examination";
import { lossesBy } from "./lifecycle-losses";

/** The facts that the settings of the state bucket have to fit. */
export interface BucketNeeds {
  readonly location: StateLocation;
  /** Keys of the states in it. */
  readonly keys: readonly string[];
  /** The states' key; undefined when there is none, or it could not be looked at. */
  readonly keyArn: string | undefined;
}

/** A setting without which states are lost, or read by others. The rest is for `drift` to find. */
interface Setting {
  readonly check: string;
  readonly looked: string;
  readonly why: string;
  /** @default error */
  readonly severity?: Finding["severity"];
  /** Whether bootstrap-stack makes it, and so not where stand-ins take its place. */
  readonly byTerraform?: true;
  /** What is wrong with it, as `got ..., expected ...`; undefined when nothing is. */
  judge(s3: S3Client, Bucket: string, needs: BucketNeeds): Promise<string | undefined>;
}

const SETTINGS: readonly Setting[] = [
  {
    check: "bucket-versioning",
    looked: "versioning",
    why: "a state that is overwritten or deleted is gone: the versions are the backup",
    judge: async (s3, Bucket) => {
      const { Status = "none" } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
      return Status === "Enabled" ? undefined : `got ${Status}, expected Enabled`;
    },
  },
  {
    check: "bucket-public-access",
    looked: "public access block",
    why: "one wrong policy or ACL would publish every state, secrets included",
    judge: async (s3, Bucket) => {
      const answer = await unlessNone(s3.send(new GetPublicAccessBlockCommand({ Bucket })));
      const block = answer?.PublicAccessBlockConfiguration ?? {};
      const open = PUBLIC.filter((name) => !block[name]);
      return open.length === 0 ? undefined : `got no ${open.join(", ")}, expected all four`;
    },
  },
  {
    check: "bucket-encryption",
    looked: "encryption",
    why: "what is written without naming a key is readable without the state key's permission",
    byTerraform: true,
    judge: async (s3, Bucket, { location, keyArn }) => {
      const rule = await encryptionRule(s3, Bucket);
      const { SSEAlgorithm = "none", KMSMasterKeyID: id = "" } =
        rule?.ApplyServerSideEncryptionByDefault ?? {};
      // A key that was not seen cannot be said to differ.
      const own = [keyArn ?? id, location.kmsAliasArn].includes(id);
      if (SSEAlgorithm.startsWith("aws:kms") && id !== "" && own) return undefined;
      const got = id === "" ? SSEAlgorithm : `${SSEAlgorithm} by ${id}`;
      return `got ${got}, expected aws:kms by ${keyArn ?? location.kmsAliasArn}`;
    },
  },
  {
    check: "bucket-customer-keys",
    looked: "blocked encryption",
    why: "a client may write a state with a key that it alone has (SSE-C), and nobody else reads it then",
    severity: "warning",
    byTerraform: true,
    judge: async (s3, Bucket) => {
      const rule = await encryptionRule(s3, Bucket);
      const blocked = rule?.BlockedEncryptionTypes?.EncryptionType ?? [];
      // If there is no rule, the encryption is wrong, and another finding says that.
      return !rule || blocked.includes("SSE-C")
        ? undefined
        : `got ${blocked.join(", ") || "nothing blocked"}, expected SSE-C blocked`;
    },
  },
  {
    check: "bucket-policy",
    looked: "policy",
    why: "it keeps versions from being destroyed, by mistake or with stolen keys",
    byTerraform: true,
    judge: async (s3, Bucket) => {
      const answer = await unlessNone(s3.send(new GetBucketPolicyCommand({ Bucket })));
      const { Statement = [] } = JSON.parse(answer?.Policy ?? "{}");
      const guards = [Statement].flat().filter(({ Effect }) => Effect === "Deny");
      return guards.some(({ Sid }) => Sid === GUARD)
        ? undefined
        : `got no ${GUARD}, expected that of bootstrap-stack`;
    },
  },
  {
    check: "bucket-lifecycle",
    looked: "lifecycle",
    why: "S3 follows it past every policy: it decides how long a state, and an old version, is there",
    judge: async (s3, Bucket, { keys }) => {
      const answer = await unlessNone(
        s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      );
      const lossy = (answer?.Rules ?? []).flatMap((rule) => lossesBy(rule, keys));
      return lossy.length === 0 ? undefined : `got ${lossy.join("; ")}, expected no such rule`;
    },
  },
];

const REPLICATION: Setting = {
  check: "bucket-replication",
  looked: "replication",
  why: "states are not copied into the other region, and out of reach with this one",
  byTerraform: true,
  judge: async (s3, Bucket, { location }) => {
    const answer = await unlessNone(s3.send(new GetBucketReplicationCommand({ Bucket })));
    const rules = answer?.ReplicationConfiguration?.Rules ?? [];
    return rules.some(({ Status }) => Status === "Enabled")
      ? undefined
      : `got no rule that is enabled, expected one to ${location.copiedTo}`;
  },
};

const PUBLIC = [
  "BlockPublicAcls",
  "BlockPublicPolicy",
  "IgnorePublicAcls",
  "RestrictPublicBuckets",
] as const;

/** The statement of bootstrap-stack that keeps everybody from ending versions. */
const GUARD = "DenyStateDestruction";

/** Undefined where the bucket has no such setting. */
const unlessNone = <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> =>
  answer.catch((error: Error) => {
    if (httpStatus(error) === 404 && error.name !== "NoSuchBucket") return undefined;
    throw error;
  });

const encryptionRule = async (s3: S3Client, Bucket: string) => {
  const answer = await unlessNone(s3.send(new GetBucketEncryptionCommand({ Bucket })));
  return answer?.ServerSideEncryptionConfiguration?.Rules?.[0];
};

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
      repair: ownCommand("bootstrap"),
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
      repair: `write nothing to it; name another bucket in environments/organization.ts, then ${ownCommand("bootstrap")}`,
    });
  }
  return true;
}

/**
 * Looks at the settings of the state bucket.
 *
 * @param standIns whether stand-ins took the place of what bootstrap-stack makes
 */
export async function examineSettings(
  exam: Examination,
  { s3 }: AwsClients,
  needs: BucketNeeds,
  standIns: boolean,
): Promise<void> {
  const { bucket } = needs.location;
  const settings = needs.location.copiedTo === undefined ? SETTINGS : [...SETTINGS, REPLICATION];
  const looked = settings.filter(({ byTerraform }) => !(standIns && byTerraform));
  await Promise.all(
    looked.map((setting) =>
      exam.attempt("backend", `${setting.looked} of bucket ${bucket}`, async () => {
        const wrong = await setting.judge(s3, bucket, needs);
        if (wrong === undefined) return;
        exam.report({
          check: setting.check,
          severity: setting.severity ?? "error",
          about: "backend",
          what: `${setting.looked} of bucket ${bucket}: ${wrong}`,
          why: setting.why,
          repair: ownCommand("bootstrap"),
        });
      }),
    ),
  );
}
