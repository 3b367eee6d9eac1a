import { oneOrAll, type PolicyStatement } from "../../policy-document";
import { EMPTY_BUCKET, KEEP_BUCKET } from "./bucket-actions";
import { arnOf, byRegion, type ManagedEnvironment } from "./managed-environment";

export interface DataProps extends ManagedEnvironment {
  /** Whether a bucket that goes takes along what lies in it; not in production. */
  readonly emptiesBuckets: boolean;

  /** Whether names of buckets end in the place of their stack, somewhere. */
  readonly namesPlaces: boolean;
}

/** To make, change and delete databases and buckets; not to read what is in them, logs or passwords. */
export const dataStatements = (environment: DataProps): PolicyStatement[] => [
  ...databaseStatements(environment),
  ...bucketStatements(environment),
];

function databaseStatements(environment: ManagedEnvironment): PolicyStatement[] {
  const { prefix, region } = environment;
  const arn = arnOf(environment);
  return [
    {
      Sid: "KeepDatabases",
      Effect: "Allow",
      Action: [
        "rds:AddTagsToResource",
        "rds:CreateDBInstance",
        "rds:CreateDBParameterGroup",
        "rds:CreateDBSnapshot",
        "rds:CreateDBSubnetGroup",
        "rds:DeleteDBInstance",
        "rds:DeleteDBParameterGroup",
        "rds:DeleteDBSubnetGroup",
        "rds:ModifyDBInstance",
        "rds:ModifyDBParameterGroup",
        "rds:ModifyDBSubnetGroup",
        "rds:RebootDBInstance",
        "rds:RemoveTagsFromResource",
        "rds:ResetDBParameterGroup",
        "rds:RestoreDBInstanceFromDBSnapshot",
        "rds:RestoreDBInstanceToPointInTime",
      ],
      Resource: [
        ...["db", "pg", "subgrp", "snapshot"].map((type) => arn("rds", `${type}:${prefix}-*`)),
        // Backups that RDS makes by itself.
        arn("rds", `snapshot:rds:${prefix}-*`),
        // Nobody's options, which each instance has that names none.
        arn("rds", "og:default:*"),
      ],
    },
    {
      // RDS makes the password in the name of its caller. Nobody else can make a secret with an
      // exclamation mark in its name (Secrets Manager API, CreateSecret), and nobody reads it so.
      Sid: "HavePasswordsMade",
      Effect: "Allow",
      Action: [
        "secretsmanager:CreateSecret",
        "secretsmanager:RotateSecret",
        "secretsmanager:TagResource",
      ],
      Resource: arn("secretsmanager", "secret:rds!db-*"),
    },
    {
      // For storage, backups and that secret, through RDS and Secrets Manager alone. The tags of a key
      // may take five minutes to be known, so the boundary keeps it to keys that are not others'.
      Sid: "EncryptDatabases",
      Effect: "Allow",
      Action: [
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
      ],
      Resource: arn("kms", "key/*"),
      Condition: {
        [byRegion(environment)]: {
          "kms:ViaService": ["rds", "secretsmanager"].map(
            (service) => `${service}.${region}.amazonaws.com`,
          ),
        },
      },
    },
  ];
}

/** All of them end in the account, or the place behind it, as no others with the environment's name do. */
function bucketStatements(props: DataProps): PolicyStatement[] {
  const { prefix, accountId, emptiesBuckets, namesPlaces } = props;
  const own = `arn:aws:s3:::${prefix}-*-${accountId}`;
  const buckets = [own, ...(namesPlaces ? [`${own}-*`] : [])];
  return [
    {
      Sid: "KeepBuckets",
      Effect: "Allow",
      Action: [...KEEP_BUCKET, "s3:PutBucketCORS"],
      Resource: oneOrAll(buckets),
    },
    ...(emptiesBuckets
      ? [
          {
            Sid: "EmptyBuckets",
            Effect: "Allow" as const,
            Action: EMPTY_BUCKET,
            Resource: oneOrAll(buckets.map((bucket) => `${bucket}/*`)),
          },
        ]
      : []),
  ];
}
