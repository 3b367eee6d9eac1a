import type { PolicyStatement } from "./policy-document";

/** Whose bucket settings are, by ARNs of roles, with `*` as a wildcard. */
export interface SettingsKeepers {
  /** The role for emergencies, which may always. It need not exist. */
  readonly breakGlassRoleArn: string;

  /** Roles in which people apply the stack of the bucket. Empty where nobody has named them. */
  readonly people: readonly string[];

  /** Roles that workflows and pipelines take on, none of which applies that stack. */
  readonly automation: readonly string[];
}

/**
 * Nobody else changes what makes a bucket safe. A guard on versions alone can be walked round: S3
 * ends them by a lifecycle past any policy, replicates them elsewhere, encrypts what comes next with
 * a key that we lack, and takes another policy.
 *
 * Where no people are named, IAM alone says who applies the stack, and the statement cannot tell
 * their roles from others: then it holds against automation only. Root can replace the policy
 * whatever it says, so nobody is locked out for good
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html).
 */
export const denyOtherSettings = (
  bucketArn: string,
  { breakGlassRoleArn, people, automation }: SettingsKeepers,
): PolicyStatement => ({
  Sid: "DenyOtherSettings",
  Effect: "Deny",
  Principal: "*",
  Action: SETTINGS,
  Resource: bucketArn,
  Condition:
    people.length > 0
      ? { ArnNotLike: { "aws:PrincipalArn": [breakGlassRoleArn, ...people] } }
      : { ArnLike: { "aws:PrincipalArn": [...automation] } },
});

/** To delete a setting is to put none, but for the policy. */
const SETTINGS = [
  "s3:DeleteBucketPolicy",
  "s3:PutBucketAcl",
  "s3:PutBucketLogging",
  "s3:PutBucketObjectLockConfiguration",
  "s3:PutBucketOwnershipControls",
  "s3:PutBucketPolicy",
  "s3:PutBucketPublicAccessBlock",
  // A reader would have to agree to pay, which Terraform does not.
  "s3:PutBucketRequestPayment",
  "s3:PutEncryptionConfiguration",
  "s3:PutLifecycleConfiguration",
  "s3:PutReplicationConfiguration",
];

export interface KeyedObjects {
  /** The key, and the alias by which it is named as well. */
  readonly keyArns: readonly string[];

  /** Folder of what may be encrypted with keys of S3. @default none */
  readonly unkeyedPrefix?: string | undefined;
}

/**
 * What is written is encrypted with one key. A bucket's default is that key, but a request's own
 * headers overrule it: with a key of S3, which its readers need no permission for, or with one of
 * another account, which locks us out.
 *
 * A request without these headers gets the default, so it is let through. It has to be: the parts of
 * a large upload and the request that completes it, `s3:PutObject` all of them, cannot bear them
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html). Terraform uploads states
 * above 5 MiB so.
 */
export function denyOtherKeys(
  bucketArn: string,
  { keyArns, unkeyedPrefix }: KeyedObjects,
): PolicyStatement[] {
  const writes = { Effect: "Deny", Principal: "*", Action: "s3:PutObject" } as const;
  const all = `${bucketArn}/*`;
  return [
    {
      Sid: "DenyOtherEncryption",
      ...writes,
      ...(unkeyedPrefix === undefined
        ? { Resource: all }
        : { NotResource: `${bucketArn}/${unkeyedPrefix}*` }),
      Condition: {
        Null: { [ENCRYPTION]: "false" },
        StringNotEquals: { [ENCRYPTION]: "aws:kms" },
      },
    },
    {
      Sid: "DenyForeignKeys",
      ...writes,
      Resource: all,
      Condition: {
        Null: { [KEY_ID]: "false" },
        StringNotEquals: { [KEY_ID]: [...keyArns] },
      },
    },
    {
      // S3 takes the account's key for S3, which is open to whoever may read the object.
      Sid: "DenyUnnamedKeys",
      ...writes,
      Resource: all,
      Condition: {
        StringLike: { [ENCRYPTION]: "aws:kms*" },
        Null: { [KEY_ID]: "true" },
      },
    },
    {
      // A key that comes with the request and goes with it. These requests and the parts of their
      // uploads have none of the headers above
      // (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html).
      Sid: "DenyKeysOfRequests",
      ...writes,
      Resource: all,
      Condition: { Null: { [CUSTOMER_KEY]: "false" } },
    },
    {
      // What is there stays as it was written: this changes its key and writes nothing
      // (https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html).
      Sid: "DenyChangesOfKeys",
      ...writes,
      Action: "s3:UpdateObjectEncryption",
      Resource: all,
    },
  ];
}

const ENCRYPTION = "s3:x-amz-server-side-encryption";
const CUSTOMER_KEY = "s3:x-amz-server-side-encryption-customer-algorithm";
const KEY_ID = "s3:x-amz-server-side-encryption-aws-kms-key-id";
