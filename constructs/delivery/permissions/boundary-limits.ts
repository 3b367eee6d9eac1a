import type { PolicyStatement } from "../../policy-document";
import type { StatePlace } from "../state-statements";

export interface StoreLimitsProps {
  /** Whose state, plans and results are open. */
  readonly owner: string;

  /** Where the states lie; undefined where that is not S3. */
  readonly state?: (StatePlace & { readonly logBucket: string }) | undefined;
  readonly planBucket: string;

  /** Further buckets whose settings nobody changes with this boundary. @default - none */
  readonly sharedBuckets?: readonly string[] | undefined;
}

export interface RoleLimitsProps {
  /** Name of the policy within the account. */
  readonly name: string;
  readonly accountId: string;

  /** ARNs of the roles, instance profiles and policies that are its own, with `*` as a wildcard. */
  readonly iamArns: readonly string[];
}

/** Its own state, plans and results, and no settings of where they lie. */
export function storeLimits(props: StoreLimitsProps): PolicyStatement[] {
  const { state, owner, planBucket, sharedBuckets = [] } = props;
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
      Resource: [
        planBucket,
        ...(state ? [state.bucket, state.logBucket] : []),
        ...sharedBuckets,
      ].map(bucketArn),
    },
    ...(state ? stateLimits(state, owner) : []),
  ];
}

const stateLimits = (
  state: NonNullable<StoreLimitsProps["state"]>,
  owner: string,
): PolicyStatement[] => {
  const table = `arn:aws:dynamodb:${state.region}:${state.accountId}:table/${state.lockTable}`;
  return [
    {
      Sid: "OwnState",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: `${bucketArn(state.bucket)}/${owner}/*`,
    },
    {
      // Who read or wrote which state.
      Sid: "DenyAccessLog",
      Effect: "Deny",
      Action: "s3:*",
      Resource: `${bucketArn(state.logBucket)}/*`,
    },
    {
      // Locks and digests of the other states.
      Sid: "DenyOtherLocks",
      Effect: "Deny",
      Action: "dynamodb:*",
      Resource: table,
      Condition: {
        "ForAnyValue:StringNotLike": { "dynamodb:LeadingKeys": `${state.bucket}/${owner}/*` },
      },
    },
    {
      Sid: "DenyLockTable",
      Effect: "Deny",
      Action: ["dynamodb:DeleteTable", "dynamodb:PutResourcePolicy", "dynamodb:UpdateTable*"],
      Resource: table,
    },
  ];
};

/** Roles that are bound as their maker, and no other identities. */
export function roleLimits({ name, accountId, iamArns }: RoleLimitsProps): PolicyStatement[] {
  return [
    {
      // No users, access keys, identity providers; no role or policy of anybody else, the roles
      // that plan and apply and this boundary among them.
      Sid: "DenyForeignIdentities",
      Effect: "Deny",
      Action: "iam:*",
      NotResource: [...iamArns, `arn:aws:iam::${accountId}:role/aws-service-role/*`],
    },
    {
      // As the maker is bound, so is what it makes.
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
        StringNotEquals: { "iam:PermissionsBoundary": `arn:aws:iam::${accountId}:policy/${name}` },
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
