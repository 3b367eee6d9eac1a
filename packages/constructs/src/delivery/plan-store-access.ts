import { oneOrAll, type PolicyStatement } from "../policy-document";

/** The store of plans, as far as statements name it. */
export interface PlanStore {
  readonly bucket: string;
  readonly kmsKeyArn: string;
  readonly accountId: string;
  readonly region: string;
}

/** What is said of plans: by whom, how many changes, approved or not, how it ended. No secrets. */
export const RECORDS = ["summaries", "approvals", "results", "drift"] as const;

type Part = "plans" | (typeof RECORDS)[number];

/** To look at what is said of plans, and not at plans. */
export const readRecords = (
  store: PlanStore,
  parts: readonly Part[] = RECORDS,
): PolicyStatement[] => [
  {
    // Which plans there are. Names of plans that are none of the caller's say nothing.
    Sid: "ListRecords",
    ...inOurBucket(store, { StringLike: { "s3:prefix": parts.map((part) => `${part}/*`) } }),
    Action: "s3:ListBucket",
    Resource: bucketArn(store),
  },
  {
    Sid: "ReadRecords",
    ...inOurBucket(store),
    Action: "s3:GetObject",
    Resource: parts.map((part) => objects(store, part)),
  },
  decrypt(
    store,
    "DecryptRecords",
    parts.map((part) => objects(store, part)),
  ),
];

/** To hand in a plan. It cannot be read again, nor another put in its place. */
export const handInPlans = (store: PlanStore): PolicyStatement[] => {
  const written = [objects(store, "plans"), objects(store, "summaries")];
  return [
    {
      // The plan and what is said of it.
      Sid: "HandInPlans",
      ...inOurBucket(store),
      Action: "s3:PutObject",
      Resource: written,
    },
    encrypt(store, "EncryptPlans", written),
  ];
};

/** To fetch plans of one owner, by their folders, and to say what became of them. */
export const applyPlans = (store: PlanStore, folders: readonly string[]): PolicyStatement[] => {
  const below = (part: Part) => folders.map((folder) => objects(store, part, folder));
  const plans = below("plans");
  const written = [...below("approvals"), ...below("results")];
  return [
    {
      // Exactly the plan that was approved, of this owner.
      Sid: "FetchPlans",
      ...inOurBucket(store),
      Action: "s3:GetObject",
      Resource: oneOrAll(plans),
    },
    decrypt(store, "DecryptPlans", plans),
    {
      // What the reviewers of the workflow decided, the mark of use, log and outcome.
      Sid: "TellResults",
      ...inOurBucket(store),
      Action: "s3:PutObject",
      Resource: written,
    },
    encrypt(store, "EncryptResults", written),
  ];
};

/** To say what load tests of one owner's services came to. */
export const tellLoadTests = (store: PlanStore, owner: string): PolicyStatement[] => {
  const written = [objects(store, "results", `${owner}/load-tests`)];
  return [
    {
      // Each once, under an id of its own.
      Sid: "TellLoadTests",
      ...inOurBucket(store),
      Action: "s3:PutObject",
      Resource: written,
    },
    encrypt(store, "EncryptLoadTests", written),
  ];
};

/** To remember what the last look for drift has found. */
export const rememberDrift = (store: PlanStore): PolicyStatement[] => [
  {
    // People are told when something changes, so the last report has to be known.
    Sid: "RememberDrift",
    ...inOurBucket(store),
    Action: "s3:PutObject",
    Resource: objects(store, "drift"),
  },
  encrypt(store, "EncryptDrift", [objects(store, "drift")]),
];

/** Said in so many words, so that no other policy of the role gives it. */
export const denyPlans = (store: PlanStore): PolicyStatement => ({
  Sid: "DenyPlans",
  Effect: "Deny",
  Action: "s3:GetObject*",
  Resource: objects(store, "plans"),
});

/** Which values a plan changes, none of them sensitive; what changes without them may be read. */
export const denyValues = (store: PlanStore): PolicyStatement => ({
  Sid: "DenyValues",
  Effect: "Deny",
  Action: "s3:GetObject*",
  Resource: `${bucketArn(store)}/summaries/*/details/*`,
});

const bucketArn = ({ bucket }: PlanStore): string => `arn:aws:s3:::${bucket}`;

const objects = (store: PlanStore, part: Part, owner?: string): string =>
  `${bucketArn(store)}/${part}/${owner === undefined ? "" : `${owner}/`}*`;

/** An allowance that ends at the account: a bucket of that name elsewhere gets nothing of ours. */
const inOurBucket = (
  { accountId }: PlanStore,
  condition: NonNullable<PolicyStatement["Condition"]> = {},
) =>
  ({
    Effect: "Allow",
    Condition: { ...condition, StringEquals: { "aws:ResourceAccount": accountId } },
  }) as const;

/** S3 names the object to KMS, as the bucket has no bucket key. */
const usingKey = (
  { kmsKeyArn, region }: PlanStore,
  objectArns: readonly string[],
): Omit<PolicyStatement, "Sid" | "Action"> => ({
  Effect: "Allow",
  Resource: kmsKeyArn,
  Condition: {
    StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` },
    StringLike: { "kms:EncryptionContext:aws:s3:arn": objectArns },
  },
});

const decrypt = (
  store: PlanStore,
  Sid: string,
  objectArns: readonly string[],
): PolicyStatement => ({
  Sid,
  Action: "kms:Decrypt",
  ...usingKey(store, objectArns),
});

const encrypt = (
  store: PlanStore,
  Sid: string,
  objectArns: readonly string[],
): PolicyStatement => ({
  Sid,
  Action: "kms:GenerateDataKey",
  ...usingKey(store, objectArns),
});
