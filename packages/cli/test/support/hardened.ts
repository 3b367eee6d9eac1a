import {
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
} from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type BucketVersioningStatus,
  type S3Client,
} from "@aws-sdk/client-s3";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import type { StateLocation } from "@groundwork/configuration";
import type { AwsClients } from "../../src/state/clients";
import { synthesizedStack } from "./stack-folder";
import type { TerraformJson } from "@groundwork/testing/synth";

/** bootstrap-stack of this checkout, as it is synthesized. */
export const bootstrapJson = (): Promise<TerraformJson> => synthesizedStack("bootstrap-stack");

/**
 * Makes in AWS what bootstrap-stack says, as the AWS provider would, which is not to be had here.
 * May be called again, to put right what a test has broken.
 */
export async function harden(clients: AwsClients, location: StateLocation): Promise<void> {
  const { bucket, logBucket, lockTable, kmsAlias } = location;
  const keyArn = await makeKey(clients, kmsAlias);
  const text = JSON.stringify((await bootstrapJson()).resource)
    .replaceAll(/\$\{aws_kms_key\.[^}]*\.arn\}/g, keyArn)
    .replaceAll(/\$\{aws_s3_bucket\.state-bucket_[^}]*\.id\}/g, bucket)
    .replaceAll(/\$\{aws_s3_bucket\.log-bucket_[^}]*\.id\}/g, logBucket);
  const resource: TerraformJson["resource"] = JSON.parse(text);
  await clients.s3
    .send(
      new CreateBucketCommand({
        Bucket: logBucket,
        CreateBucketConfiguration: { LocationConstraint: "ap-northeast-2" },
      }),
    )
    .catch(() => undefined);
  await configure(clients.s3, resource, bucket);
  await configure(clients.s3, resource, logBucket);

  const table = Object.values(resource["aws_dynamodb_table"]!)[0];
  const { dynamodb } = clients;
  await dynamodb.send(
    new UpdateTableCommand({
      TableName: lockTable,
      DeletionProtectionEnabled: table.deletion_protection_enabled,
      SSESpecification: {
        Enabled: true,
        SSEType: "KMS",
        KMSMasterKeyId: table.server_side_encryption.kms_key_arn,
      },
    }),
  );
  await dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName: lockTable,
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: table.point_in_time_recovery.enabled,
      },
    }),
  );
  await dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName: lockTable,
      TimeToLiveSpecification: { Enabled: false, AttributeName: "Expires" },
    }),
  );
  const { name, value_wo: value } = resource["aws_ssm_parameter"]!["layout-version"];
  await clients.ssm.send(
    new PutParameterCommand({ Name: name, Value: value, Type: "String", Overwrite: true }),
  );
}

async function makeKey({ kms }: AwsClients, alias: string): Promise<string> {
  const found = await kms
    .send(new DescribeKeyCommand({ KeyId: alias }))
    .catch(() => kms.send(new CreateKeyCommand({})));
  const { KeyId, Arn, KeyState } = found.KeyMetadata!;
  await kms
    .send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyId! }))
    .catch(() => undefined);
  if (KeyState === "PendingDeletion") await kms.send(new CancelKeyDeletionCommand({ KeyId }));
  await kms.send(new EnableKeyCommand({ KeyId }));
  await kms.send(new EnableKeyRotationCommand({ KeyId }));
  return Arn!;
}

async function configure(
  s3: S3Client,
  resource: TerraformJson["resource"],
  Bucket: string,
): Promise<void> {
  const setting = (type: string) =>
    Object.values(resource[type] ?? {}).find(({ bucket }) => bucket === Bucket);
  const versioning = setting("aws_s3_bucket_versioning");
  if (versioning) {
    const Status = versioning.versioning_configuration.status as BucketVersioningStatus;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  }
  const encryption = setting("aws_s3_bucket_server_side_encryption_configuration").rule[0];
  const byDefault = encryption.apply_server_side_encryption_by_default;
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: byDefault.sse_algorithm,
              KMSMasterKeyID: byDefault.kms_master_key_id,
            },
            BucketKeyEnabled: encryption.bucket_key_enabled ?? false,
            BlockedEncryptionTypes: { EncryptionType: encryption.blocked_encryption_types },
          },
        ],
      },
    }),
  );
  const closed = setting("aws_s3_bucket_public_access_block");
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: closed.block_public_acls,
        BlockPublicPolicy: closed.block_public_policy,
        IgnorePublicAcls: closed.ignore_public_acls,
        RestrictPublicBuckets: closed.restrict_public_buckets,
      },
    }),
  );
  const { object_ownership: ObjectOwnership } = setting("aws_s3_bucket_ownership_controls").rule;
  await s3.send(
    new PutBucketOwnershipControlsCommand({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership }] },
    }),
  );
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: {
        Rules: setting("aws_s3_bucket_lifecycle_configuration").rule.map(lifecycleRule),
      },
    }),
  );
  const logging = setting("aws_s3_bucket_logging");
  if (logging) {
    const { target_bucket: TargetBucket, target_prefix: TargetPrefix } = logging;
    await s3.send(
      new PutBucketLoggingCommand({
        Bucket,
        BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix } },
      }),
    );
  }
  const { policy: Policy } = setting("aws_s3_bucket_policy");
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

const lifecycleRule = (rule: any) => ({
  ID: rule.id,
  Status: rule.status,
  Filter: { Prefix: rule.filter[0].prefix },
  Expiration: {
    Days: rule.expiration[0].days,
    ExpiredObjectDeleteMarker: rule.expiration[0].expired_object_delete_marker,
  },
  ...(rule.noncurrent_version_expiration && {
    NoncurrentVersionExpiration: {
      NoncurrentDays: rule.noncurrent_version_expiration[0].noncurrent_days,
      NewerNoncurrentVersions: rule.noncurrent_version_expiration[0].newer_noncurrent_versions,
    },
  }),
  ...(rule.abort_incomplete_multipart_upload && {
    AbortIncompleteMultipartUpload: {
      DaysAfterInitiation: rule.abort_incomplete_multipart_upload[0].days_after_initiation,
    },
  }),
});
