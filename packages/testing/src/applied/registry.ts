import type { Applied } from "./applied";
import { OTHERS } from "./others";

export const REGISTRY: Readonly<Record<string, Applied>> = {
  aws_ecr_lifecycle_policy: {
    keeping: [
      ["ecr", "PutLifecyclePolicy GetLifecyclePolicy DeleteLifecyclePolicy", "repository/acme/web"],
    ],
  },
  aws_ecr_pull_through_cache_rule: {
    keeping: [
      [
        "ecr",
        "CreatePullThroughCacheRule UpdatePullThroughCacheRule DescribePullThroughCacheRules DeletePullThroughCacheRule",
        "*",
      ],
      ["secretsmanager", "DescribeSecret", "secret:ecr-pullthroughcache/hub"],
    ],
  },
  aws_ecr_registry_scanning_configuration: {
    keeping: [
      ["ecr", "PutRegistryScanningConfiguration GetRegistryScanningConfiguration", "*"],
      ["inspector2", "Enable", "*"],
    ],
  },
  aws_ecr_replication_configuration: {
    keeping: [["ecr", "PutReplicationConfiguration DescribeRegistry", "*"]],
  },
  aws_ecr_repository: {
    making: [
      ["ecr", "CreateRepository TagResource", "repository/acme/web"],
      ["kms", "CreateGrant:ecr", "key/1"],
    ],
    keeping: [
      [
        "ecr",
        "DescribeRepositories PutImageTagMutability DeleteRepository ListTagsForResource",
        "repository/acme/web",
      ],
    ],
  },
  aws_ecr_repository_creation_template: {
    keeping: [
      [
        "ecr",
        "CreateRepositoryCreationTemplate UpdateRepositoryCreationTemplate DescribeRepositoryCreationTemplates DeleteRepositoryCreationTemplate",
        "*",
      ],
      ["iam", "PassRole:ecr.amazonaws.com", "role/acme-image-caches"],
      [
        "iam",
        "CreateServiceLinkedRole:ecr.amazonaws.com",
        "role/aws-service-role/ecr.amazonaws.com/AWSServiceRoleForECRTemplate",
      ],
    ],
  },
  aws_ecr_repository_policy: {
    keeping: [
      [
        "ecr",
        "SetRepositoryPolicy GetRepositoryPolicy DeleteRepositoryPolicy",
        "repository/acme/web",
      ],
    ],
  },
  aws_iam_policy: {
    making: [["iam", "CreatePolicy TagPolicy", "policy/acme-image-push"]],
    keeping: [
      [
        "iam",
        "CreatePolicyVersion DeletePolicyVersion GetPolicy GetPolicyVersion ListPolicyVersions DeletePolicy",
        "policy/acme-image-pull",
      ],
    ],
  },
  aws_iam_role: {
    making: [["iam", "CreateRole TagRole", "role/acme-image-push"]],
    keeping: [["iam", "DeleteRole GetRole", "role/acme-image-caches"]],
  },
  aws_iam_role_policy: {
    keeping: [["iam", "PutRolePolicy GetRolePolicy DeleteRolePolicy", "role/acme-image-caches"]],
  },
  aws_iam_role_policy_attachment: {
    keeping: [["iam", "AttachRolePolicy DetachRolePolicy", "role/acme-image-push"]],
  },
  aws_kms_alias: { keeping: [["kms", "CreateAlias DeleteAlias", "alias/acme-registry"]] },
  aws_kms_key: OTHERS["aws_kms_key"]!,
};
