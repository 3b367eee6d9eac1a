import { DbInstance, type DbInstanceConfig } from "@cdktf/provider-aws/lib/db-instance";
import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { DocdbCluster } from "@cdktf/provider-aws/lib/docdb-cluster";
import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { Fn } from "cdktf";
import { denyInsecureTransport } from "@groundwork/constructs/private-bucket";
import { policyDocument, type PolicyStatement } from "@groundwork/constructs/policy-document";
import type { Build, Cases } from "./case";

const database =
  (config: Partial<DbInstanceConfig>): Build =>
  (stack) =>
    new DbInstance(stack, "db", { instanceClass: "db.t4g.micro", ...config });

const withParameter =
  (config: Partial<DbInstanceConfig>, name: string, value: string): Build =>
  (stack) => {
    const group = new DbParameterGroup(stack, "group", {
      family: "f",
      parameter: [{ name, value }],
    });
    database({ ...config, parameterGroupName: group.name })(stack);
  };

const withPolicy =
  (...statements: PolicyStatement[]): Build =>
  (stack) => {
    const bucket = new S3Bucket(stack, "bucket", {});
    new S3BucketPolicy(stack, "policy", {
      bucket: bucket.id,
      policy: policyDocument(statements),
    });
  };

const OPEN = "got no policy that denies aws:SecureTransport false, expected one";
const tls = denyInsecureTransport("arn:aws:s3:::b");
const copy = { replicateSourceDb: "source" };

export const dataCases: Readonly<Record<string, Cases>> = {
  "database-tls": {
    fails: {
      "PostgreSQL before RDS forced it": [
        database({ engine: "postgres", engineVersion: "14.12" }),
        'got no rds.force_ssl, expected "1"',
      ],
      "PostgreSQL of no version": [
        database({ engine: "postgres" }),
        'got no rds.force_ssl, expected "1"',
      ],
      "a group that lets it be": [
        withParameter({ engine: "postgres", engineVersion: "17" }, "rds.force_ssl", "0"),
        'got rds.force_ssl "0", expected "1"',
      ],
      "a group that says something else": [
        withParameter({ engine: "mysql", engineVersion: "8.4" }, "max_connections", "10"),
        'got no require_secure_transport, expected "1"',
      ],
      "a cluster": [
        (stack) => new RdsCluster(stack, "cluster", { engine: "aurora-mysql" }),
        'got no require_secure_transport, expected "1"',
      ],
    },
    passes: {
      "PostgreSQL as RDS has it": database({ engine: "postgres", engineVersion: "17" }),
      "a group that forces it": withParameter(
        { engine: "postgres", engineVersion: "14" },
        "rds.force_ssl",
        "1",
      ),
      "MySQL that is told so": withParameter({ engine: "mysql" }, "require_secure_transport", "ON"),
      "an engine that is not known": database({ engine: "oracle-ee" }),
    },
  },
  "managed-password": {
    fails: {
      "one that somebody makes": [
        database({ engine: "postgres", passwordWo: "x", passwordWoVersion: 1 }),
        "got manage_master_user_password none, expected true",
      ],
      "a cluster": [
        (stack) => new RdsCluster(stack, "cluster", { engine: "aurora-postgresql" }),
        "got manage_master_user_password none, expected true",
      ],
    },
    passes: {
      "one that RDS makes": database({ manageMasterUserPassword: true }),
      "a copy, which has its source's": database(copy),
    },
  },
  "own-key": {
    fails: {
      "AWS's key": [
        database({ storageEncrypted: true }),
        "got kms_key_id none, expected the ARN of a key",
      ],
    },
    passes: {
      "a key of ours": database({ kmsKeyId: "arn:aws:kms:eu-west-1:111111111111:key/1" }),
      "a copy, which has its source's": database(copy),
    },
  },
  "final-snapshot": {
    fails: {
      "one that goes without": [
        database({ skipFinalSnapshot: true }),
        "got skip_final_snapshot true, expected false",
      ],
      "one that could not go": [database({}), "got no final_snapshot_identifier, expected a name"],
      "a cluster of another kind": [
        (stack) => new DocdbCluster(stack, "cluster", { skipFinalSnapshot: true }),
        "got skip_final_snapshot true, expected false",
      ],
    },
    passes: {
      "one with a name": database({ finalSnapshotIdentifier: "last" }),
      "a copy, which has nothing of its own": database({ ...copy, skipFinalSnapshot: true }),
    },
  },
  "several-zones": {
    fails: {
      "one zone": [database({ multiAz: false }), "got multi_az false, expected true"],
      "one that does not say": [database({}), "got multi_az none, expected true"],
    },
    passes: { "a standby": database({ multiAz: true }), "a copy": database(copy) },
  },
  "bucket-tls": {
    fails: {
      "a bucket without a policy": [(stack) => new S3Bucket(stack, "bucket", {}), OPEN],
      "a policy that says something else": [
        withPolicy({ ...tls, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
        OPEN,
      ],
      "a denial for some": [withPolicy({ ...tls, Principal: { AWS: "111111111111" } }), OPEN],
    },
    passes: {
      "a bucket that is closed": withPolicy(tls),
      "a policy that nobody can read": (stack) => {
        const bucket = new S3Bucket(stack, "bucket", {});
        new S3BucketPolicy(stack, "policy", {
          bucket: bucket.id,
          policy: Fn.jsonencode({ Statement: [] }),
        });
      },
    },
  },
};
