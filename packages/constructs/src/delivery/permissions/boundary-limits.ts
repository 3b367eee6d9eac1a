import { oneOrAll, type PolicyStatement } from "../../policy-document";
import { placesOf, tableArns, type StatePlace } from "../state-statements";
import { mayMeet } from "./resource-owner";

export interface TagLimitsProps {
  /** Values of the tags `Organization` and `Environment` of what is its own. */
  readonly organizationTag: string;
  readonly environmentTag: string;

  /** Values of `Environment` of what all environments use and none changes. */
  readonly sharedTags: readonly string[];
}

/** What bears the tags of others is left alone, and what is shared is used and not changed. */
export const tagLimits = (
  { organizationTag, environmentTag, sharedTags }: TagLimitsProps,
  /** Actions that change nothing of what is shared. */
  uses: readonly string[],
): PolicyStatement[] => [
  {
    // Everything that bears our tags bears the environment's name.
    Sid: "DenyOtherEnvironments",
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: {
      StringEquals: { "aws:ResourceTag/Organization": organizationTag },
      StringNotEquals: { "aws:ResourceTag/Environment": [environmentTag, ...sharedTags] },
    },
  },
  {
    // State key, lock table, topics, repositories and parameters.
    Sid: "DenyChangesToShared",
    Effect: "Deny",
    NotAction: uses,
    Resource: "*",
    Condition: {
      StringEquals: {
        "aws:ResourceTag/Organization": organizationTag,
        "aws:ResourceTag/Environment": sharedTags,
      },
    },
  },
];

/** Nothing is made in the name of another environment. */
export const makingLimit = ({
  organizationTag,
  environmentTag,
}: TagLimitsProps): PolicyStatement => ({
  Sid: "DenyOtherTags",
  Effect: "Deny",
  Action: "*",
  Resource: "*",
  Condition: {
    StringEquals: { "aws:RequestTag/Organization": organizationTag },
    StringNotEquals: { "aws:RequestTag/Environment": environmentTag },
  },
});

export interface StoreLimitsProps {
  /** Whose state, plans and results are open. */
  readonly owner: string;

  /** Where the states lie; undefined where that is not S3. */
  readonly state?: StatePlace | undefined;

  /** Undefined where plans lie in another account, and are none of its business. */
  readonly planBucket: string | undefined;

  /** Further buckets whose settings nobody changes with this boundary. @default - none */
  readonly sharedBuckets?: readonly string[] | undefined;
}

/** Buckets of what all environments share: states, who read them, plans, artifacts. */
export const storeBuckets = ({
  state,
  planBucket,
  sharedBuckets = [],
}: Omit<StoreLimitsProps, "owner">): string[] => [
  ...(planBucket === undefined ? [] : [planBucket]),
  ...(state ? placesOf(state).flatMap(({ bucket, logBucket }) => [bucket, logBucket]) : []),
  ...sharedBuckets,
];

/**
 * Nothing of states, locks and plans, for roles that applies make.
 *
 * @param resources that the roles are given by the configuration: a `*` in them may stand for those
 */
export function storesClosed(
  props: Omit<StoreLimitsProps, "owner">,
  resources: readonly string[],
): PolicyStatement[] {
  const arns = [
    ...storeBuckets(props).map((bucket) => `${bucketArn(bucket)}*`),
    ...(props.state ? [tableArns(props.state)].flat().map((arn) => `${arn}*`) : []),
  ].filter((arn) => mayMeet(resources, arn));
  return arns.length === 0
    ? []
    : [{ Sid: "DenyStores", Effect: "Deny", Action: ["s3:*", "dynamodb:*"], Resource: arns }];
}

/** Its own state, plans and results, and no settings of where they lie. */
export function storeLimits(props: StoreLimitsProps): PolicyStatement[] {
  const { state, owner, planBucket } = props;
  if (planBucket === undefined) return [];
  const plans = bucketArn(planBucket);
  return [
    {
      Sid: "OwnPlans",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: [
        `${plans}/plans/${owner}/*`,
        ...["summaries", "approvals", "results"].map((part) => `${plans}/${part}/*`),
      ],
    },
    {
      Sid: "OwnResults",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: ["approvals", "results"].map((part) => `${plans}/${part}/${owner}/*`),
    },
    {
      // Versioning, encryption, policy and lifecycle of what all rely on.
      Sid: "DenyStoreSettings",
      Effect: "Deny",
      Action: ["s3:Put*", "s3:Delete*"],
      Resource: storeBuckets(props).map(bucketArn),
    },
    ...(state ? stateLimits(state, owner) : []),
  ];
}

const stateLimits = (
  state: NonNullable<StoreLimitsProps["state"]>,
  owner: string,
): PolicyStatement[] => {
  const Resource = tableArns(state);
  const buckets = placesOf(state).map(({ bucket }) => bucket);
  return [
    {
      Sid: "OwnState",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: oneOrAll(buckets.map((bucket) => `${bucketArn(bucket)}/${owner}/*`)),
    },
    {
      // Locks and digests of the other states.
      Sid: "DenyOtherLocks",
      Effect: "Deny",
      Action: "dynamodb:*",
      Resource,
      Condition: {
        "ForAnyValue:StringNotLike": {
          "dynamodb:LeadingKeys": oneOrAll(buckets.map((bucket) => `${bucket}/${owner}/*`)),
        },
      },
    },
    {
      Sid: "DenyLockTable",
      Effect: "Deny",
      Action: ["dynamodb:DeleteTable", "dynamodb:PutResourcePolicy", "dynamodb:UpdateTable*"],
      Resource,
    },
  ];
};

export interface RoleLimitsProps {
  /** Boundary of the roles that are made. */
  readonly boundaryArn: string;
  readonly accountId: string;

  /** ARNs of the roles, instance profiles and policies that are its own, with `*` as a wildcard. */
  readonly iamArns: readonly string[];
}

/** Roles that are bound as their maker, and no other identities. */
export function roleLimits({
  boundaryArn,
  accountId,
  iamArns,
}: RoleLimitsProps): PolicyStatement[] {
  return [
    {
      // No users, access keys, identity providers; no role or policy of anybody else, the roles
      // that plan and apply and the boundaries among them.
      Sid: "DenyForeignIdentities",
      Effect: "Deny",
      Action: "iam:*",
      NotResource: [...iamArns, `arn:aws:iam::${accountId}:role/aws-service-role/*`],
    },
    {
      // What it makes is bound, more tightly than its maker.
      Sid: "DenyUnboundRoles",
      Effect: "Deny",
      Action: [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
      ],
      Resource: "*",
      Condition: {
        StringNotEquals: { "iam:PermissionsBoundary": boundaryArn },
      },
    },
    {
      Sid: "DenyUnbinding",
      Effect: "Deny",
      Action: "iam:DeleteRolePermissionsBoundary",
      Resource: "*",
    },
    {
      // Services take on the roles that are passed to them; nobody else goes on in another role.
      Sid: "DenyOtherRoles",
      Effect: "Deny",
      Action: "sts:AssumeRole",
      Resource: `arn:aws:iam::${accountId}:role/*`,
    },
  ];
}

const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
