/** What an ARN says of a resource. */
export interface Named {
  /** Terraform's type, or the words of the ARN, as `glue job`, of one that is not known here. */
  readonly type: string;
  /** What `terraform import` takes; undefined where the ARN does not tell. */
  readonly importId?: string | undefined;
}

interface Arn {
  readonly whole: string;
  readonly region: string;
  readonly account: string;
  /** What stands behind the kind, as `vpc-0a1b`. */
  readonly rest: string;
}

/** A type by `service:kind`, and its import id, by default what stands behind the kind. */
type Row = readonly [type: string, importId?: (arn: Arn) => string];

const whole = ({ whole: arn }: Arn) => arn;

/** The name behind a path, as of roles. */
const last = ({ rest }: Arn) => rest.split("/").at(-1)!;

/**
 * Types by what their ARNs begin with (Service Authorization Reference), and what the provider's
 * documentation of each takes for an import.
 */
const TYPES: Readonly<Record<string, Row>> = {
  "acm:certificate": ["aws_acm_certificate", whole],
  "cloudfront:distribution": ["aws_cloudfront_distribution"],
  "cloudwatch:alarm": ["aws_cloudwatch_metric_alarm"],
  "cloudwatch:dashboard": ["aws_cloudwatch_dashboard"],
  "codebuild:project": ["aws_codebuild_project"],
  "codepipeline:": ["aws_codepipeline"],
  "dynamodb:table": ["aws_dynamodb_table"],
  "ec2:dhcp-options": ["aws_vpc_dhcp_options"],
  "ec2:elastic-ip": ["aws_eip"],
  "ec2:image": ["aws_ami"],
  "ec2:instance": ["aws_instance"],
  "ec2:internet-gateway": ["aws_internet_gateway"],
  "ec2:launch-template": ["aws_launch_template"],
  "ec2:natgateway": ["aws_nat_gateway"],
  "ec2:network-acl": ["aws_network_acl"],
  "ec2:network-interface": ["aws_network_interface"],
  "ec2:prefix-list": ["aws_ec2_managed_prefix_list"],
  "ec2:route-table": ["aws_route_table"],
  "ec2:security-group": ["aws_security_group"],
  "ec2:snapshot": ["aws_ebs_snapshot"],
  "ec2:subnet": ["aws_subnet"],
  "ec2:volume": ["aws_ebs_volume"],
  "ec2:vpc": ["aws_vpc"],
  "ec2:vpc-endpoint": ["aws_vpc_endpoint"],
  "ec2:vpc-flow-log": ["aws_flow_log"],
  "ec2:vpc-peering-connection": ["aws_vpc_peering_connection"],
  "ecr:repository": ["aws_ecr_repository"],
  "ecs:cluster": ["aws_ecs_cluster"],
  "ecs:service": ["aws_ecs_service"],
  "ecs:task-definition": ["aws_ecs_task_definition", whole],
  "elasticache:cluster": ["aws_elasticache_cluster"],
  "elasticfilesystem:file-system": ["aws_efs_file_system"],
  "elasticloadbalancing:listener": ["aws_lb_listener", whole],
  "elasticloadbalancing:listener-rule": ["aws_lb_listener_rule", whole],
  "elasticloadbalancing:loadbalancer": ["aws_lb", whole],
  "elasticloadbalancing:targetgroup": ["aws_lb_target_group", whole],
  "events:event-bus": ["aws_cloudwatch_event_bus"],
  "events:rule": ["aws_cloudwatch_event_rule"],
  "iam:group": ["aws_iam_group", last],
  "iam:instance-profile": ["aws_iam_instance_profile", last],
  "iam:oidc-provider": ["aws_iam_openid_connect_provider", whole],
  "iam:policy": ["aws_iam_policy", whole],
  "iam:role": ["aws_iam_role", last],
  "iam:user": ["aws_iam_user", last],
  "kms:key": ["aws_kms_key"],
  "lambda:function": ["aws_lambda_function"],
  "logs:log-group": ["aws_cloudwatch_log_group", ({ rest }) => rest.replace(/:\*$/, "")],
  "rds:cluster": ["aws_rds_cluster"],
  "rds:db": ["aws_db_instance"],
  "rds:pg": ["aws_db_parameter_group"],
  "rds:snapshot": ["aws_db_snapshot"],
  "rds:subgrp": ["aws_db_subnet_group"],
  "route53:hostedzone": ["aws_route53_zone"],
  "s3:": ["aws_s3_bucket"],
  "scheduler:schedule": ["aws_scheduler_schedule"],
  "scheduler:schedule-group": ["aws_scheduler_schedule_group"],
  "secretsmanager:secret": ["aws_secretsmanager_secret", whole],
  "sns:": ["aws_sns_topic", whole],
  "sqs:": [
    "aws_sqs_queue",
    ({ region, account, rest }) => `https://sqs.${region}.amazonaws.com/${account}/${rest}`,
  ],
  // The name of a parameter in a tree begins with a slash, and its ARN has one fewer.
  "ssm:parameter": ["aws_ssm_parameter", ({ rest }) => (rest.includes("/") ? `/${rest}` : rest)],
  "states:stateMachine": ["aws_sfn_state_machine", whole],
  "wafv2:regional": ["aws_wafv2_web_acl", webAcl],
};

/** `webacl/NAME/ID` as an import takes it. */
function webAcl({ rest }: Arn): string {
  const [, name, id] = rest.split("/");
  return `${id}/${name}/REGIONAL`;
}

/** Terraform's type of a resource, and what its import takes, by its ARN. */
export function namedBy(arn: string): Named {
  const [, , service = "", region = "", account = "", ...behind] = arn.split(":");
  const text = behind.join(":");
  // `vpc/vpc-0a1b`, `log-group:/aws/ecs`, and names alone, as of buckets.
  const [, kind = "", rest = text] = /^([\w-]+)[/:](.+)$/.exec(text) ?? [];
  const row = TYPES[`${service}:${kind}`];
  if (!row) return { type: `${service} ${kind}`.trim() };
  const [type, importId = ({ rest: name }: Arn) => name] = row;
  return { type, importId: importId({ whole: arn, region, account, rest }) };
}
