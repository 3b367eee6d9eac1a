import type { Resource } from "./resources";

/** Where a part of a stack is drawn that has no place in the network. */
export type Group =
  | "Data"
  | "Delivery"
  | "Compute"
  | "Entry"
  | "Encryption"
  | "Watching"
  | "Access"
  | "Other";

/** The groups in the order in which they are drawn. */
export const GROUPS: readonly Group[] = [
  "Data",
  "Compute",
  "Delivery",
  "Entry",
  "Encryption",
  "Watching",
  "Access",
  "Other",
];

/**
 * What people call a type, and where it is drawn. The first of these that a part has gives the part
 * its kind: what the others are for.
 */
const KINDS: Readonly<Record<string, readonly [words: string, group: Group]>> = {
  aws_ecs_service: ["service", "Compute"],
  aws_lb: ["load balancer", "Entry"],
  aws_vpc: ["network", "Other"],
  aws_nat_gateway: ["NAT gateway", "Other"],
  aws_vpc_endpoint: ["endpoint", "Other"],
  aws_rds_cluster: ["RDS cluster", "Data"],
  aws_db_instance: ["RDS database", "Data"],
  aws_elasticache_replication_group: ["ElastiCache", "Data"],
  aws_elasticache_cluster: ["ElastiCache", "Data"],
  aws_opensearch_domain: ["OpenSearch", "Data"],
  aws_efs_file_system: ["EFS file system", "Data"],
  aws_lambda_function: ["Lambda function", "Compute"],
  aws_autoscaling_group: ["instances", "Compute"],
  aws_instance: ["instance", "Compute"],
  aws_ecs_cluster: ["ECS cluster", "Compute"],
  aws_service_discovery_http_namespace: ["Cloud Map namespace", "Compute"],
  aws_scheduler_schedule: ["schedule", "Compute"],
  aws_scheduler_schedule_group: ["schedules", "Compute"],
  module: ["module", "Other"],
  aws_codepipeline: ["CodePipeline", "Delivery"],
  aws_codebuild_project: ["CodeBuild project", "Delivery"],
  aws_s3_bucket: ["S3 bucket", "Data"],
  aws_dynamodb_table: ["DynamoDB table", "Data"],
  aws_sqs_queue: ["SQS queue", "Data"],
  aws_ecr_repository: ["ECR repository", "Data"],
  aws_ecr_pull_through_cache_rule: ["ECR cache", "Data"],
  aws_ecr_replication_configuration: ["ECR replication", "Data"],
  aws_ecr_registry_scanning_configuration: ["ECR scanning", "Watching"],
  aws_secretsmanager_secret: ["secret", "Data"],
  aws_ssm_parameter: ["SSM parameter", "Data"],
  aws_kms_key: ["KMS key", "Encryption"],
  aws_acm_certificate: ["certificate", "Entry"],
  aws_wafv2_web_acl: ["web ACL", "Entry"],
  aws_route53_zone: ["DNS zone", "Entry"],
  aws_route53_record: ["DNS record", "Entry"],
  aws_route53_health_check: ["health check", "Entry"],
  aws_cloudfront_distribution: ["CloudFront", "Entry"],
  aws_sns_topic: ["SNS topic", "Watching"],
  aws_cloudwatch_dashboard: ["dashboard", "Watching"],
  aws_cloudwatch_event_rule: ["event rule", "Watching"],
  aws_chatbot_slack_channel_configuration: ["Slack channel", "Watching"],
  aws_cloudwatch_metric_alarm: ["alarm", "Watching"],
  aws_cloudwatch_log_group: ["log group", "Watching"],
  aws_iam_openid_connect_provider: ["OIDC provider", "Access"],
  aws_iam_role: ["IAM role", "Access"],
  aws_iam_policy: ["IAM policy", "Access"],
};

const RANKS = new Map(Object.keys(KINDS).map((type, rank) => [type, rank]));

/** Of resources that belong together, the one that the others are for. */
export function mainOf(resources: readonly Resource[]): Resource {
  const rank = ({ type }: Resource) => RANKS.get(type) ?? RANKS.size;
  // What is there goes before what a plan destroys: the part goes on.
  const order = (one: Resource) => rank(one) * 2 + (isGone(one) ? 1 : 0);
  return resources.toSorted((one, other) => order(one) - order(other))[0]!;
}

/** Whether the stack has it no longer. */
export const isGone = ({ changes, body }: Resource): boolean =>
  Object.keys(body).length === 0 && changes.some(({ change }) => change === "delete");

/** `S3 bucket`; of a type that has no name here, its own words: `glue job`. */
export const kindOf = (type: string): string =>
  KINDS[type]?.[0] ?? type.replace(/^[a-z\d]+_/, "").replaceAll("_", " ");

export const groupOf = (type: string): Group => KINDS[type]?.[1] ?? "Other";

/** What is no word in lower case. */
const CAPITALS = /\b(acl|cpu|dns|ecr|ecs|eip|iam|kms|nat|s3|sns|sqs|ssm|vpc)\b/gi;

/** What AWS writes in capitals, in names of constructs: `web ACL`. */
export const capitalized = (name: string): string =>
  name.replace(CAPITALS, (word) => word.toUpperCase());
