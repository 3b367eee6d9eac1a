import type { Act } from "./act";
import { arn, ofOwner, passwordOf } from "./organization";

/** Acts that lead from dev to databases and buckets of others. */
export const DATA_OF_PROD: readonly Act[] = [
  ["prod's database, gone", "rds:DeleteDBInstance", arn("rds", "db:acme-prod-orders")],
  ["dev-eu's database, gone", "rds:DeleteDBInstance", arn("rds", "db:acme-dev-eu-orders")],
  [
    "prod's backups, restored",
    "rds:RestoreDBInstanceFromDBSnapshot",
    arn("rds", "snapshot:rds:acme-prod-orders-2026-11-30"),
  ],
  [
    "dev-eu's backups, restored",
    "rds:RestoreDBInstanceFromDBSnapshot",
    arn("rds", "snapshot:rds:acme-dev-eu-orders-2026-11-30"),
  ],
  ...["prod", "dev-eu"].map((owner): Act => [
    `${owner}'s password of a database`,
    "secretsmanager:GetSecretValue",
    arn("secretsmanager", "secret:rds!db-1-AbCdEf"),
    passwordOf(owner),
  ]),
  [
    "prod's key, by way of RDS",
    "kms:Decrypt",
    arn("kms", "key/1"),
    { "kms:ViaService": "rds.ap-northeast-2.amazonaws.com", ...ofOwner("prod") },
  ],
  ["prod's bucket, gone", "s3:DeleteBucket", "arn:aws:s3:::acme-prod-uploads-111111111111"],
  ["dev-eu's bucket, gone", "s3:DeleteBucket", "arn:aws:s3:::acme-dev-eu-uploads-111111111111"],
];
