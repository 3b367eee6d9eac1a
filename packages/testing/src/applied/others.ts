import type { Applied } from "./applied";

const WAF_LOGS = "aws-waf-logs-acme-dev-111111111111";
const bucket = (actions: string): Applied => ({
  keeping: [
    ["s3", actions, "acme-dev-alb-1"],
    ["s3", actions, WAF_LOGS],
    ["s3", actions, "acme-dev-uploads-111111111111"],
  ],
});
const SCHEDULE = "schedule/acme-dev-web/report";
const RECORD = "log-group:/ecs/acme-dev/web:log-stream:tasks/migrate/7.1";
const ROLE = "role/acme-dev-web-task";

export const OTHERS: Readonly<Record<string, Applied>> = {
  aws_cloudwatch_dashboard: {
    keeping: [["cloudwatch", "PutDashboard DeleteDashboards GetDashboard", "dashboard/acme-dev"]],
  },
  aws_cloudwatch_event_rule: {
    making: [["events", "PutRule TagResource", "rule/acme-dev-scan-found"]],
    keeping: [
      ["events", "DescribeRule DeleteRule ListTagsForResource", "rule/acme-dev-scan-found"],
    ],
  },
  aws_cloudwatch_event_target: {
    keeping: [["events", "PutTargets RemoveTargets ListTargetsByRule", "rule/acme-dev-scan-found"]],
  },
  aws_cloudwatch_log_group: {
    making: [["logs", "CreateLogGroup TagResource", "log-group:/ecs/acme-dev/web"]],
    keeping: [
      [
        "logs",
        "PutRetentionPolicy AssociateKmsKey DeleteLogGroup ListTagsForResource",
        "log-group:/vpc/acme-dev/flow",
      ],
      ["logs", "CreateLogGroup", "log-group:/aws/rds/instance/acme-dev-orders/upgrade"],
    ],
  },
  aws_cloudwatch_metric_alarm: {
    making: [["cloudwatch", "PutMetricAlarm TagResource", "alarm:acme-dev-web-cpu"]],
    keeping: [["cloudwatch", "DeleteAlarms ListTagsForResource", "alarm:acme-dev-web-cpu"]],
  },
  aws_iam_instance_profile: {
    making: [
      ["iam", "CreateInstanceProfile TagInstanceProfile", "instance-profile/acme-dev-instances"],
    ],
    keeping: [
      [
        "iam",
        "AddRoleToInstanceProfile RemoveRoleFromInstanceProfile DeleteInstanceProfile GetInstanceProfile",
        "instance-profile/acme-dev-instances",
      ],
      ["iam", "PassRole:ec2.amazonaws.com", "role/acme-dev-instances"],
    ],
  },
  aws_iam_role: {
    making: [["iam", "CreateRole TagRole", ROLE]],
    keeping: [
      [
        "iam",
        "UpdateAssumeRolePolicy UpdateRole DeleteRole PutRolePermissionsBoundary GetRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole",
        ROLE,
      ],
    ],
  },
  aws_iam_role_policy: { keeping: [["iam", "PutRolePolicy DeleteRolePolicy GetRolePolicy", ROLE]] },
  aws_iam_role_policy_attachment: {
    keeping: [["iam", "AttachRolePolicy DetachRolePolicy ListAttachedRolePolicies", ROLE]],
  },
  aws_kms_alias: {
    keeping: [
      ["kms", "CreateAlias UpdateAlias DeleteAlias", "alias/acme-dev"],
      ["kms", "CreateAlias DeleteAlias", "key/1"],
    ],
  },
  aws_kms_key: {
    making: [
      ["kms", "CreateKey TagResource", "*"],
      ["kms", "EnableKeyRotation", "key/1"],
    ],
    keeping: [
      [
        "kms",
        "PutKeyPolicy ScheduleKeyDeletion UpdateKeyDescription DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
        "key/1",
      ],
    ],
  },
  aws_s3_bucket: {
    making: [
      ["s3", "CreateBucket PutBucketTagging", "acme-dev-alb-1"],
      ["s3", "CreateBucket PutBucketTagging", WAF_LOGS],
    ],
    keeping: [
      [
        "s3",
        "ListBucket DeleteBucket GetBucketTagging GetBucketAcl GetAccelerateConfiguration GetReplicationConfiguration",
        "acme-dev-alb-1",
      ],
      ["s3", "DeleteObject DeleteObjectVersion", "acme-dev-alb-1/x"],
      ["s3", "ListBucket DeleteBucket GetBucketTagging GetBucketAcl", WAF_LOGS],
      ["s3", "DeleteObject DeleteObjectVersion", `${WAF_LOGS}/x`],
    ],
  },
  aws_s3_bucket_lifecycle_configuration: bucket(
    "PutLifecycleConfiguration GetLifecycleConfiguration",
  ),
  aws_s3_bucket_ownership_controls: bucket("PutBucketOwnershipControls GetBucketOwnershipControls"),
  aws_s3_bucket_policy: bucket("PutBucketPolicy GetBucketPolicy DeleteBucketPolicy"),
  aws_s3_bucket_public_access_block: bucket(
    "PutBucketPublicAccessBlock GetBucketPublicAccessBlock",
  ),
  aws_s3_bucket_server_side_encryption_configuration: bucket(
    "PutEncryptionConfiguration GetEncryptionConfiguration",
  ),
  aws_scheduler_schedule: {
    making: [["scheduler", "CreateSchedule", SCHEDULE]],
    keeping: [
      ["scheduler", "GetSchedule UpdateSchedule DeleteSchedule", SCHEDULE],
      ["iam", "PassRole:scheduler.amazonaws.com", "role/acme-dev-web-schedule"],
    ],
  },
  aws_scheduler_schedule_group: {
    making: [["scheduler", "CreateScheduleGroup TagResource", "schedule-group/acme-dev-web"]],
    keeping: [
      [
        "scheduler",
        "GetScheduleGroup DeleteScheduleGroup ListTagsForResource UntagResource",
        "schedule-group/acme-dev-web",
      ],
    ],
  },
  aws_service_discovery_http_namespace: {
    making: [["servicediscovery", "CreateHttpNamespace TagResource", "*"]],
    keeping: [
      [
        "servicediscovery",
        "GetNamespace UpdateHttpNamespace DeleteNamespace TagResource UntagResource ListTagsForResource",
        "namespace/ns-1",
      ],
      ["servicediscovery", "GetOperation ListNamespaces", "*"],
    ],
  },
  aws_sqs_queue: {
    making: [["sqs", "CreateQueue TagQueue", "acme-dev-rolling"]],
    keeping: [
      [
        "sqs",
        "GetQueueAttributes SetQueueAttributes DeleteQueue ListQueueTags UntagQueue GetQueueUrl",
        "acme-dev-rolling",
      ],
    ],
  },
  aws_sqs_queue_policy: {
    keeping: [["sqs", "SetQueueAttributes GetQueueAttributes", "acme-dev-rolling"]],
  },
  aws_sqs_queue_redrive_allow_policy: {
    keeping: [["sqs", "SetQueueAttributes GetQueueAttributes", "acme-dev-rolling-dead-letters"]],
  },
  aws_sns_topic: {
    making: [["sns", "CreateTopic TagResource", "acme-dev-notifications"]],
    keeping: [
      [
        "sns",
        "GetTopicAttributes SetTopicAttributes DeleteTopic ListTagsForResource",
        "acme-dev-notifications",
      ],
    ],
  },
  aws_sns_topic_policy: {
    keeping: [["sns", "SetTopicAttributes GetTopicAttributes", "acme-dev-notifications"]],
  },
  aws_sns_topic_subscription: {
    keeping: [
      ["sns", "Subscribe", "acme-dev-notifications"],
      ["sns", "GetSubscriptionAttributes", "*"],
    ],
  },
  // What the program takes that it runs.
  terraform_data: {
    keeping: [
      ["ecs", "RunTask", "task-definition/acme-dev-web:7"],
      ["ecs", "DescribeTasks StopTask TagResource", "task/acme-dev/1"],
      ["ecs", "ListTasks", "*"],
      ["logs", "CreateLogStream PutLogEvents GetLogEvents", RECORD],
      ["logs", "DescribeLogStreams", "log-group:/ecs/acme-dev/web"],
    ],
  },
};
