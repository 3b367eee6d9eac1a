import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { EfsBackupPolicy } from "@cdktf/provider-aws/lib/efs-backup-policy";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { ElasticsearchDomain } from "@cdktf/provider-aws/lib/elasticsearch-domain";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import type { Build, Cases } from "./case";
import { foreign } from "./foreign";

const NO_GUARD = "got no prevent_destroy, expected true";
const guarded = { lifecycle: { preventDestroy: true } } as const;

const versioned =
  (status: string): Build =>
  (stack) =>
    new S3BucketVersioningA(stack, "versioning", {
      bucket: new S3Bucket(stack, "bucket", {}).bucket,
      versioningConfiguration: { status },
    });

const UNVERSIONED =
  "got none, expected an aws_s3_bucket_versioning for the bucket with status = Enabled";

const database = (backupRetentionPeriod: number): Build => {
  return (stack) =>
    new DbInstance(stack, "db", { instanceClass: "db.t4g.micro", backupRetentionPeriod });
};

export const durabilityCases: Readonly<Record<string, Cases>> = {
  "prevent-destroy": {
    fails: {
      "a bucket": [(stack) => new S3Bucket(stack, "bucket", {}), NO_GUARD],
      "a table": [(stack) => new DynamodbTable(stack, "table", { name: "t" }), NO_GUARD],
      "a key with another lifecycle": [
        (stack) => new KmsKey(stack, "key", { lifecycle: { createBeforeDestroy: true } }),
        NO_GUARD,
      ],
      "a repository": [(stack) => new EcrRepository(stack, "repository", { name: "r" }), NO_GUARD],
      "a file system": [(stack) => new EfsFileSystem(stack, "files", {}), NO_GUARD],
      "a database": [database(7), NO_GUARD],
      "a database of another provider": [foreign("google_sql_database_instance"), NO_GUARD],
      "a search domain under its old name": [
        (stack) => new ElasticsearchDomain(stack, "search", { domainName: "d" }),
        NO_GUARD,
      ],
    },
    passes: {
      "a bucket that is guarded": (stack) => new S3Bucket(stack, "bucket", guarded),
      "a key that is guarded": (stack) => new KmsKey(stack, "key", guarded),
      "a database of another provider that is guarded": foreign("azurerm_mssql_database", {
        lifecycle: { prevent_destroy: true },
      }),
      "a rule of another provider's": foreign("google_compute_firewall"),
      "what can be made again": (stack) => new SqsQueue(stack, "queue", {}),
    },
  },
  "deletion-protection": {
    fails: {
      "a load balancer that does not say": [
        (stack) => new Lb(stack, "lb", {}),
        "got enable_deletion_protection none, expected true",
      ],
      "a load balancer without": [
        (stack) => new Lb(stack, "lb", { enableDeletionProtection: false }),
        "got enable_deletion_protection false, expected true",
      ],
      "a table": [
        (stack) => new DynamodbTable(stack, "table", { name: "t" }),
        "got deletion_protection_enabled none, expected true",
      ],
      "a database": [database(7), "got deletion_protection none, expected true"],
    },
    passes: {
      "a load balancer": (stack) => new Lb(stack, "lb", { enableDeletionProtection: true }),
      "a table with": (stack) =>
        new DynamodbTable(stack, "table", { name: "t", deletionProtectionEnabled: true }),
    },
  },
  backups: {
    fails: {
      "a bucket": [(stack) => new S3Bucket(stack, "bucket", {}), UNVERSIONED],
      "a bucket whose versioning is off": [versioned("Suspended"), UNVERSIONED],
      "a table": [
        (stack) => new DynamodbTable(stack, "table", { name: "t" }),
        "got none, expected point_in_time_recovery with enabled = true",
      ],
      "a file system": [
        (stack) => new EfsFileSystem(stack, "files", {}),
        "got none, expected an aws_efs_backup_policy for the file system with status = ENABLED",
      ],
      "a database that keeps less than a week": [
        database(6),
        "got none, expected backup_retention_period of 7 days or more",
      ],
      "a cluster that does not say": [
        (stack) => new RdsCluster(stack, "cluster", { engine: "aurora-postgresql" }),
        "got none, expected backup_retention_period of 7 days or more",
      ],
    },
    passes: {
      "a bucket with versions": versioned("Enabled"),
      "a table with recovery": (stack) =>
        new DynamodbTable(stack, "table", { name: "t", pointInTimeRecovery: { enabled: true } }),
      "a file system with backups": (stack) =>
        new EfsBackupPolicy(stack, "backups", {
          fileSystemId: new EfsFileSystem(stack, "files", {}).id,
          backupPolicy: { status: "ENABLED" },
        }),
      "a database that keeps a week": database(7),
      "a replica, which is made anew": (stack) =>
        new DbInstance(stack, "db", { instanceClass: "db.t4g.micro", replicateSourceDb: "a" }),
    },
  },
};
