import type { Applied } from "./applied";

export const DATA: Readonly<Record<string, Applied>> = {
  aws_db_instance: {
    making: [
      ["rds", "CreateDBInstance AddTagsToResource", "db:acme-dev-orders"],
      ["rds", "CreateDBInstance", "subgrp:acme-dev-databases"],
      ["rds", "CreateDBInstance", "pg:acme-dev-orders-17-1"],
      ["rds", "CreateDBInstance", "og:default:postgres-17"],
      ["iam", "CreateServiceLinkedRole:rds.amazonaws.com", "role/aws-service-role/x"],
      ["secretsmanager", "CreateSecret TagResource", "secret:rds!db-1-AbCdEf"],
      ["kms", "CreateGrant:rds GenerateDataKey:rds GenerateDataKey:secretsmanager", "key/1"],
    ],
    keeping: [
      [
        "rds",
        "ModifyDBInstance RebootDBInstance DeleteDBInstance RemoveTagsFromResource DescribeDBInstances ListTagsForResource",
        "db:acme-dev-orders",
      ],
      ["rds", "CreateDBSnapshot", "snapshot:acme-dev-orders-final-20261130"],
      ["secretsmanager", "RotateSecret", "secret:rds!db-1-AbCdEf"],
      ["kms", "CreateGrant:rds Decrypt:rds Decrypt:secretsmanager DescribeKey:rds", "key/1"],
    ],
  },
  aws_s3_bucket_cors_configuration: {
    keeping: [["s3", "PutBucketCORS GetBucketCORS", "acme-dev-uploads-111111111111"]],
  },
  aws_s3_bucket_versioning: {
    keeping: [["s3", "PutBucketVersioning GetBucketVersioning", "acme-dev-uploads-111111111111"]],
  },
  aws_db_parameter_group: {
    making: [["rds", "CreateDBParameterGroup AddTagsToResource", "pg:acme-dev-orders-17-1"]],
    keeping: [
      [
        "rds",
        "ModifyDBParameterGroup ResetDBParameterGroup DeleteDBParameterGroup DescribeDBParameterGroups DescribeDBParameters ListTagsForResource",
        "pg:acme-dev-orders-17-1",
      ],
    ],
  },
  aws_db_subnet_group: {
    making: [["rds", "CreateDBSubnetGroup AddTagsToResource", "subgrp:acme-dev-databases"]],
    keeping: [
      [
        "rds",
        "ModifyDBSubnetGroup DeleteDBSubnetGroup DescribeDBSubnetGroups ListTagsForResource",
        "subgrp:acme-dev-databases",
      ],
    ],
  },
};
