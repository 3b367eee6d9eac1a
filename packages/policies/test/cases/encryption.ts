import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { Instance } from "@cdktf/provider-aws/lib/instance";
import { KinesisStream } from "@cdktf/provider-aws/lib/kinesis-stream";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import {
  LaunchTemplate,
  type LaunchTemplateBlockDeviceMappings,
} from "@cdktf/provider-aws/lib/launch-template";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import type { Build, Cases } from "./case";

const template =
  (...blockDeviceMappings: LaunchTemplateBlockDeviceMappings[]): Build =>
  (stack) =>
    new LaunchTemplate(stack, "template", { blockDeviceMappings });

const volume = (deviceName: string, encrypted?: string): LaunchTemplateBlockDeviceMappings => ({
  deviceName,
  ebs: { volumeSize: 8, ...(encrypted && { encrypted }) },
});

const EACH_VOLUME =
  "got none, expected a block_device_mappings for each volume, the root's too, with ebs.encrypted = true";

const S3_CONFIGURATION =
  "got none, expected an aws_s3_bucket_server_side_encryption_configuration for the bucket";

const encryptionOf = (stack: Parameters<Build>[0], bucket: string) =>
  new S3BucketServerSideEncryptionConfigurationA(stack, "encryption", {
    bucket,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  });

export const encryptionCases: Readonly<Record<string, Cases>> = {
  "encryption-at-rest": {
    fails: {
      "a bucket without a configuration": [
        (stack) => new S3Bucket(stack, "bucket", {}),
        S3_CONFIGURATION,
      ],
      "a bucket beside another's configuration": [
        (stack) => {
          new S3Bucket(stack, "bucket", {});
          encryptionOf(stack, new S3Bucket(stack, "bucket-2", {}).id);
        },
        S3_CONFIGURATION,
      ],
      "a bucket beside the configuration of one made elsewhere": [
        (stack) => {
          new S3Bucket(stack, "bucket", {});
          encryptionOf(stack, "${data.aws_s3_bucket.bucket.id}");
        },
        S3_CONFIGURATION,
      ],
      "a table with the key of AWS": [
        (stack) => new DynamodbTable(stack, "table", { name: "t" }),
        "got none, expected server_side_encryption with enabled = true",
      ],
      "a repository with AES256": [
        (stack) =>
          new EcrRepository(stack, "repository", {
            name: "r",
            encryptionConfiguration: [{ encryptionType: "AES256" }],
          }),
        "got none, expected encryption_configuration with encryption_type = KMS",
      ],
      "a topic without a key": [
        (stack) => new SnsTopic(stack, "topic", {}),
        "got none, expected kms_master_key_id",
      ],
      "a queue in the clear": [
        (stack) => new SqsQueue(stack, "queue", { sqsManagedSseEnabled: false }),
        "got none, expected kms_master_key_id, or sqs_managed_sse_enabled = true",
      ],
      "a stream in the clear": [
        (stack) => new KinesisStream(stack, "stream", { name: "s", encryptionType: "NONE" }),
        "got none, expected encryption_type = KMS",
      ],
      "a database that does not say": [
        (stack) => new DbInstance(stack, "database", { instanceClass: "db.t4g.micro" }),
        "got none, expected storage_encrypted = true",
      ],
      "a file system in the clear": [
        (stack) => new EfsFileSystem(stack, "files", { encrypted: false }),
        "got none, expected encrypted = true",
      ],
      "a template that says nothing of its volume": [template(), EACH_VOLUME],
      "a template with one volume of two": [
        template(volume("/dev/xvda", "true"), volume("/dev/xvdb")),
        EACH_VOLUME,
      ],
      "an instance with a second volume in the clear": [
        (stack) =>
          new Instance(stack, "instance", {
            rootBlockDevice: { encrypted: true },
            ebsBlockDevice: [{ deviceName: "/dev/xvdb" }],
          }),
        "got none, expected root_block_device, and each ebs_block_device, with encrypted = true",
      ],
    },
    passes: {
      "a bucket with a configuration that refers to it": (stack) =>
        encryptionOf(stack, new S3Bucket(stack, "bucket", {}).id),
      "a bucket with a configuration that names it": (stack) => {
        new S3Bucket(stack, "bucket", { bucket: "acme-files" });
        encryptionOf(stack, "acme-files");
      },
      "a table": (stack) =>
        new DynamodbTable(stack, "table", { name: "t", serverSideEncryption: { enabled: true } }),
      "a repository": (stack) =>
        new EcrRepository(stack, "repository", {
          name: "r",
          encryptionConfiguration: [{ encryptionType: "KMS" }],
        }),
      "a repository, twice": (stack) =>
        new EcrRepository(stack, "repository", {
          name: "r",
          encryptionConfiguration: [{ encryptionType: "KMS_DSSE" }],
        }),
      "a topic with a key of the stack": (stack) =>
        new SnsTopic(stack, "topic", { kmsMasterKeyId: new KmsKey(stack, "key", {}).arn }),
      "a queue with the key of SQS": (stack) =>
        new SqsQueue(stack, "queue", { sqsManagedSseEnabled: true }),
      "a stream": (stack) =>
        new KinesisStream(stack, "stream", { name: "s", encryptionType: "KMS", kmsKeyId: "key" }),
      "a database": (stack) =>
        new DbInstance(stack, "database", {
          instanceClass: "db.t4g.micro",
          storageEncrypted: true,
        }),
      "a replica, which is as its source is": (stack) =>
        new DbInstance(stack, "replica", { instanceClass: "db.t4g.micro", replicateSourceDb: "a" }),
      "a file system": (stack) => new EfsFileSystem(stack, "files", { encrypted: true }),
      "a template": template(volume("/dev/xvda", "true"), volume("/dev/xvdb", "true")),
      "an instance": (stack) =>
        new Instance(stack, "instance", { rootBlockDevice: { encrypted: true } }),
    },
  },
  "log-encryption": {
    fails: {
      "a log group without a key": [
        (stack) => new CloudwatchLogGroup(stack, "logs", { name: "l" }),
        "got kms_key_id none, expected the ARN of a key",
      ],
    },
    passes: {
      "a log group with a key": (stack) =>
        new CloudwatchLogGroup(stack, "logs", { kmsKeyId: new KmsKey(stack, "key", {}).arn }),
    },
  },
};
