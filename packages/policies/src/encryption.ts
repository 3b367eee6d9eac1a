import {
  type Attributes,
  blocks,
  isSet,
  isTrue,
  type Resource,
  type StackResources,
} from "./resources";
import { eachOf, shown, type Rule } from "./rule";

/** How a type of resource is encrypted at rest, and how Terraform is told so. */
interface AtRest {
  readonly expected: string;
  readonly holds: (attributes: Attributes, resource: Resource, stack: StackResources) => boolean;
}

const flag = (argument: string): AtRest => ({
  expected: `${argument} = true`,
  holds: (attributes) => isTrue(attributes[argument]),
});

const block = (name: string, argument: string): AtRest => ({
  expected: `${name} with ${argument} = true`,
  holds: (attributes) => blocks(attributes[name]).some((inner) => isTrue(inner[argument])),
});

/** Types that are not here are encrypted by AWS whatever they are told, or hold no data. */
const AT_REST: Readonly<Record<string, AtRest>> = {
  aws_s3_bucket: {
    expected: "an aws_s3_bucket_server_side_encryption_configuration for the bucket",
    holds: (attributes, bucket, stack) =>
      isSet(attributes["server_side_encryption_configuration"]) ||
      stack.referring("aws_s3_bucket_server_side_encryption_configuration", "bucket", bucket)
        .length > 0,
  },
  aws_dynamodb_table: block("server_side_encryption", "enabled"),
  aws_ecr_repository: {
    expected: "encryption_configuration with encryption_type = KMS",
    holds: (attributes) =>
      blocks(attributes["encryption_configuration"]).some(({ encryption_type: type }) =>
        ["KMS", "KMS_DSSE"].includes(String(type)),
      ),
  },
  aws_sns_topic: {
    expected: "kms_master_key_id",
    holds: (attributes) => isSet(attributes["kms_master_key_id"]),
  },
  aws_sqs_queue: {
    expected: "kms_master_key_id, or sqs_managed_sse_enabled = true",
    holds: (attributes) =>
      isSet(attributes["kms_master_key_id"]) || isTrue(attributes["sqs_managed_sse_enabled"]),
  },
  aws_kinesis_stream: {
    expected: "encryption_type = KMS",
    holds: (attributes) => attributes["encryption_type"] === "KMS",
  },
  aws_ebs_volume: flag("encrypted"),
  aws_efs_file_system: flag("encrypted"),
  aws_db_instance: {
    expected: "storage_encrypted = true",
    // A replica within the region is encrypted as its source, and cannot be told otherwise.
    holds: (attributes) =>
      isTrue(attributes["storage_encrypted"]) || isSet(attributes["replicate_source_db"]),
  },
  aws_rds_cluster: flag("storage_encrypted"),
  aws_docdb_cluster: flag("storage_encrypted"),
  aws_neptune_cluster: flag("storage_encrypted"),
  aws_redshift_cluster: flag("encrypted"),
  aws_elasticache_replication_group: flag("at_rest_encryption_enabled"),
  aws_dax_cluster: block("server_side_encryption", "enabled"),
  aws_opensearch_domain: block("encrypt_at_rest", "enabled"),
  aws_launch_template: {
    expected: "a block_device_mappings for each volume, the root's too, with ebs.encrypted = true",
    holds: ({ block_device_mappings: mappings }) => {
      const volumes = blocks(mappings).flatMap(({ ebs }) => blocks(ebs));
      return volumes.length > 0 && volumes.every(({ encrypted }) => isTrue(encrypted));
    },
  },
  aws_launch_configuration: instanceVolumes(),
  aws_instance: instanceVolumes(),
};

function instanceVolumes(): AtRest {
  return {
    expected: "root_block_device, and each ebs_block_device, with encrypted = true",
    holds: ({ root_block_device: root, ebs_block_device: others }) =>
      blocks(root).length > 0 &&
      [...blocks(root), ...blocks(others)].every(({ encrypted }) => isTrue(encrypted)),
  };
}

export const encryptionRules: readonly Rule[] = [
  {
    id: "encryption-at-rest",
    severity: "error",
    appliesTo: "every stack",
    statement: "Whatever keeps data says how it is encrypted.",
    reason:
      "What AWS does of its own accord differs from service to service, changes, and mostly cannot be changed afterwards without a copy of the data.",
    fix: "give the resource the expected arguments; a key is made by EncryptionKey (constructs/encryption)",
    find: eachOf(Object.keys(AT_REST), (resource, stack) => {
      const { expected, holds } = AT_REST[resource.type]!;
      return !holds(resource.attributes, resource, stack) && `got none, expected ${expected}`;
    }),
  },
  {
    id: "log-encryption",
    severity: "error",
    appliesTo: "production",
    statement: "Log groups are encrypted with a key of ours.",
    reason:
      "Logs tell of customers. With the key of CloudWatch nobody can say who may read them, nor see who did.",
    fix: "pass the environment's key as kmsKeyId; its key policy must let in logs.<region>.amazonaws.com",
    find: eachOf(
      ["aws_cloudwatch_log_group"],
      ({ attributes }) =>
        !isSet(attributes["kms_key_id"]) &&
        `got kms_key_id ${shown(attributes["kms_key_id"])}, expected the ARN of a key`,
    ),
  },
];
