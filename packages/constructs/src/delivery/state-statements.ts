import type { PolicyStatement } from "../policy-document";

/** Where states lie, as far as statements name it. */
export interface StatePlace {
  readonly bucket: string;
  readonly lockTable: string;
  /** Alias of the key of the states, with its `alias/`. */
  readonly kmsAlias: string;
  readonly accountId: string;
  readonly region: string;
}

/**
 * To read several states. The policies of bootstrap-stack are for one state each, and a role may
 * have ten policies attached (IAM user guide, "IAM quotas").
 *
 * @param keys as `dev/terraform.tfstate`
 */
export const readStates = (place: StatePlace, keys: readonly string[]): PolicyStatement[] => [
  findStates(
    place,
    keys.map((key) => `${key.slice(0, key.lastIndexOf("/"))}/*`),
  ),
  {
    // What Terraform knows, to compare it with what there is.
    Sid: "ReadStates",
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: keys.map((key) => objectArn(place, key)),
    Condition: ours(place),
  },
  {
    // Whether the object is the one that was written last.
    Sid: "ReadDigests",
    Effect: "Allow",
    Action: "dynamodb:GetItem",
    Resource: tableArn(place),
    Condition: {
      ...ours(place),
      ...rows(keys.map((key) => `${place.bucket}/${key}-md5`)),
    },
  },
  useKey(place, "DecryptStates", "kms:Decrypt"),
];

/** To lock these states: a plan must not read a state that is being written. */
export const lockStates = (place: StatePlace, keys: readonly string[]): PolicyStatement[] => [
  {
    Sid: "LockFiles",
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: keys.map((key) => `${objectArn(place, key)}.tflock`),
    Condition: ours(place),
  },
  {
    Sid: "LockRows",
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"],
    Resource: tableArn(place),
    Condition: { ...ours(place), ...rows(keys.map((key) => `${place.bucket}/${key}`)) },
  },
  // The lock file is encrypted as the state is.
  useKey(place, "EncryptLockFiles", "kms:GenerateDataKey"),
];

/**
 * S3 answers "denied" instead of "not found" before the first apply to a role that may not list.
 */
const findStates = (place: StatePlace, prefixes: readonly string[]): PolicyStatement => ({
  Sid: "FindStates",
  Effect: "Allow",
  Action: "s3:ListBucket",
  Resource: `arn:aws:s3:::${place.bucket}`,
  Condition: { ...ours(place), StringLike: { "s3:prefix": prefixes } },
});

const objectArn = ({ bucket }: StatePlace, key: string): string => `arn:aws:s3:::${bucket}/${key}`;

const tableArn = ({ region, accountId, lockTable }: StatePlace): string =>
  `arn:aws:dynamodb:${region}:${accountId}:table/${lockTable}`;

/** A bucket of that name in another account gets nothing of ours. */
const ours = ({ accountId }: StatePlace) => ({
  StringEquals: { "aws:ResourceAccount": accountId },
});

const rows = (keys: readonly string[]) => ({
  "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": keys },
});

/** Named by its alias, since its id is known to bootstrap-stack alone; by way of S3 only. */
const useKey = (
  { accountId, region, kmsAlias }: StatePlace,
  Sid: string,
  Action: string,
): PolicyStatement => ({
  Sid,
  Effect: "Allow",
  Action,
  Resource: `arn:aws:kms:${region}:${accountId}:key/*`,
  Condition: {
    StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` },
    "ForAnyValue:StringEquals": { "kms:ResourceAliases": kmsAlias },
  },
});
