import { oneOrAll, type PolicyStatement } from "../policy-document";
import { comparing } from "../state/state-access";

/** Where states lie, as far as statements name it. */
export interface StatePlace {
  readonly bucket: string;
  readonly logBucket: string;
  readonly lockTable: string;
  /** Alias of the key of the states, with its `alias/`. */
  readonly kmsAlias: string;
  readonly accountId: string;
  readonly region: string;

  /** Where they lie as well, in another region of the account. @default - nowhere */
  readonly replica?: Omit<StatePlace, "replica"> | undefined;
}

/** All places in which the states lie. */
export const placesOf = ({ replica, ...place }: StatePlace): Omit<StatePlace, "replica">[] => [
  place,
  ...(replica ? [replica] : []),
];

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
    Resource: objectArns(place, keys),
    Condition: ours(place),
  },
  {
    // Whether the object is the one that was written last.
    Sid: "ReadDigests",
    Effect: "Allow",
    Action: "dynamodb:GetItem",
    Resource: tableArns(place),
    Condition: {
      ...ours(place),
      ...rows(
        place,
        keys.map((key) => `${key}-md5`),
      ),
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
    Resource: objectArns(
      place,
      keys.map((key) => `${key}.tflock`),
    ),
    Condition: ours(place),
  },
  {
    Sid: "LockRows",
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"],
    Resource: tableArns(place),
    Condition: { ...ours(place), ...rows(place, keys) },
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
  Resource: oneOrAll(placesOf(place).map(({ bucket }) => `arn:aws:s3:::${bucket}`)),
  Condition: { ...ours(place), StringLike: { "s3:prefix": prefixes } },
});

const objectArns = (place: StatePlace, keys: readonly string[]): string[] =>
  placesOf(place).flatMap(({ bucket }) => keys.map((key) => `arn:aws:s3:::${bucket}/${key}`));

const tableArn = ({ region, accountId, lockTable }: Omit<StatePlace, "replica">): string =>
  `arn:aws:dynamodb:${region}:${accountId}:table/${lockTable}`;

/** The lock tables. */
export const tableArns = (place: StatePlace) => oneOrAll(placesOf(place).map(tableArn));

/** A bucket of that name in another account gets nothing of ours. */
const ours = ({ accountId }: StatePlace) => ({
  StringEquals: { "aws:ResourceAccount": accountId },
});

const rows = (place: StatePlace, keys: readonly string[]) => ({
  [comparing(keys)]: {
    "dynamodb:LeadingKeys": placesOf(place).flatMap(({ bucket }) =>
      keys.map((key) => `${bucket}/${key}`),
    ),
  },
});

/** Named by its alias, since its id is known to bootstrap-stack alone; by way of S3 only. */
const useKey = (place: StatePlace, Sid: string, Action: string): PolicyStatement => ({
  Sid,
  Effect: "Allow",
  Action,
  Resource: oneOrAll(
    placesOf(place).map(({ region, accountId }) => `arn:aws:kms:${region}:${accountId}:key/*`),
  ),
  Condition: {
    StringEquals: {
      "kms:ViaService": oneOrAll(placesOf(place).map(({ region }) => `s3.${region}.amazonaws.com`)),
    },
    "ForAnyValue:StringEquals": { "kms:ResourceAliases": place.kmsAlias },
  },
});
