import type { Act } from "./act";
import {
  arn,
  ARTIFACTS,
  asOwner,
  certificate,
  group,
  iam,
  LOCKS,
  ofOwner,
  PLANS,
  record,
  setsOff,
  STATES,
} from "./organization";

/** Who needs it, and the request: action, resource, context. */
export type Need = Act;

const dev = ofOwner("dev");
const making = asOwner("dev");
const cached = arn("ecr", "repository/ecr-public/agent");
const bound = { "iam:PermissionsBoundary": iam("policy/acme-boundary-dev") };
const to = (service: string) => ({ "iam:PassedToService": `${service}.amazonaws.com` });
const zone = "arn:aws:route53:::hostedzone/Z1";
const stream = (group: string) => arn("logs", `log-group:${group}:log-stream:x`);
const elb = (resource: string) => arn("elasticloadbalancing", resource);

/** What roles that dev's stack makes do. */
export const OF_ROLES: readonly Need[] = [
  ["a task logs", "logs:CreateLogStream", stream("/ecs/acme-dev/web")],
  ["a task logs", "logs:PutLogEvents", stream("/ecs/acme-dev/web"), dev],
  ["a task is pulled", "ecr:GetAuthorizationToken", "*"],
  ["a task is pulled", "ecr:BatchGetImage", arn("ecr", "repository/acme/web"), ofOwner("registry")],
  [
    "a task is pulled",
    "ecr:GetDownloadUrlForLayer",
    arn("ecr", "repository/acme/web"),
    ofOwner("registry"),
  ],
  [
    "a task is pulled",
    "ecr:BatchCheckLayerAvailability",
    arn("ecr", "repository/acme/web"),
    ofOwner("registry"),
  ],
  ["a cache is filled", "ecr:BatchImportUpstreamImage", cached, ofOwner("registry")],
  ["a cache is filled", "ecr:CreateRepository", cached],
  ["a task has parameters", "ssm:GetParameters", arn("ssm", "parameter/acme/web/database-url")],
  [
    "a task has parameters of its environment",
    "ssm:GetParameters",
    arn("ssm", "parameter/acme/dev/web/new"),
  ],
  [
    "a task has secrets",
    "secretsmanager:GetSecretValue",
    arn("secretsmanager", "secret:acme/web-AbCdEf"),
  ],
  [
    "a task has secrets of its environment",
    "secretsmanager:GetSecretValue",
    arn("secretsmanager", "secret:acme/dev/web-AbCdEf"),
  ],
  [
    "secrets are decrypted",
    "kms:Decrypt",
    arn("kms", "key/1234abcd"),
    { "kms:ViaService": "ssm.ap-northeast-2.amazonaws.com" },
  ],
  ["a shell opens", "ssmmessages:CreateControlChannel", "*"],
  ["a shell opens", "ssmmessages:OpenDataChannel", "*"],
  ["a shell logs", "logs:DescribeLogGroups", "*"],
  ["a shell logs", "logs:DescribeLogStreams", arn("logs", "log-group:/ecs/acme-dev/exec:*")],
  ["a shell is encrypted", "kms:Decrypt", arn("kms", "key/1"), dev],
  ["an application reads what it names", "s3:GetObject", "arn:aws:s3:::acme-catalogue/x"],
  ["flow logs are written", "logs:PutLogEvents", stream("/vpc/acme-dev/flow")],
  ["ECS moves requests", "elasticloadbalancing:DescribeTargetHealth", "*"],
  [
    "ECS moves requests",
    "elasticloadbalancing:ModifyRule",
    elb("listener-rule/app/acme-dev/1/2/3"),
    dev,
  ],
  [
    "ECS moves requests",
    "elasticloadbalancing:ModifyListener",
    elb("listener/app/acme-dev/1/2"),
    dev,
  ],
  ["ECS registers tasks", "elasticloadbalancing:RegisterTargets", elb("targetgroup/web-/1"), dev],
  ["ECS registers tasks", "elasticloadbalancing:DeregisterTargets", elb("targetgroup/web-/1"), dev],
  ["ECS calls hooks", "lambda:InvokeFunction", arn("lambda", "function:smoke")],
  [
    "CodeDeploy calls hooks",
    "lambda:InvokeFunction",
    arn("lambda", "function:CodeDeployHook_smoke"),
  ],
  ["CodeDeploy replaces tasks", "ecs:CreateTaskSet", arn("ecs", "task-set/acme-dev/code-deploy/1")],
  ["CodeDeploy replaces tasks", "ecs:DeleteTaskSet", arn("ecs", "task-set/acme-dev/code-deploy/1")],
  [
    "CodeDeploy replaces tasks",
    "ecs:UpdateServicePrimaryTaskSet",
    arn("ecs", "service/acme-dev/code-deploy"),
    dev,
  ],
  [
    "CodeDeploy replaces tasks",
    "ecs:DescribeServices",
    arn("ecs", "service/acme-dev/code-deploy"),
    dev,
  ],
  ["CodeDeploy heeds alarms", "cloudwatch:DescribeAlarms", "*"],
  [
    "CodeDeploy passes roles on",
    "iam:PassRole",
    iam("role/acme-dev-code-deploy-task"),
    to("ecs-tasks"),
  ],
  ["an instance joins", "ecs:RegisterContainerInstance", arn("ecs", "cluster/acme-dev"), dev],
  ["an instance joins", "ecs:DiscoverPollEndpoint", "*"],
  ["an instance joins", "ecs:Poll", arn("ecs", "container-instance/acme-dev/1")],
  ["an instance reports", "ecs:SubmitTaskStateChange", arn("ecs", "cluster/acme-dev"), dev],
  ["an instance reports", "ecs:StartTelemetrySession", arn("ecs", "container-instance/acme-dev/1")],
  [
    "an instance drains",
    "ecs:UpdateContainerInstancesState",
    arn("ecs", "container-instance/acme-dev/1"),
  ],
  ["an instance leaves", "ecs:DeregisterContainerInstance", arn("ecs", "cluster/acme-dev"), dev],
  ["an instance reads its tags", "ec2:DescribeTags", "*"],
  ["an instance is managed", "ssm:UpdateInstanceInformation", arn("ec2", "instance/i-1"), dev],
  ["an instance is managed", "ec2messages:GetMessages", "*"],
];

/** What it takes to apply dev, besides each type of resource (../apply-permissions.test.ts). */
export const OF_APPLIES: readonly Need[] = [
  ["its plan", "s3:GetObject", `${PLANS}/plans/dev/x/bundle.tgz`],
  [
    "its result",
    "s3:PutObject",
    `${PLANS}/results/dev/x/outcome.json`,
    { "s3:if-none-match": "*", "s3:ObjectCreationOperation": "true" },
  ],
  ["its state", "s3:GetObject", `${STATES}/dev/terraform.tfstate`],
  [
    "its lock",
    "dynamodb:PutItem",
    LOCKS,
    {
      "dynamodb:LeadingKeys": ["acme-111111111111-ap-northeast-2-tfstate/dev/terraform.tfstate"],
      ...ofOwner("bootstrap"),
    },
  ],
  ["telling people", "sns:Publish", arn("sns", "acme-dev-delivery"), ofOwner("delivery")],
  ["a record", "route53:ChangeResourceRecordSets", zone, record("dev.example.com")],
  [
    "a record of all below a name",
    "route53:ChangeResourceRecordSets",
    zone,
    record("\\052.try.dev.example.com"),
  ],
  ["a validation", "route53:ChangeResourceRecordSets", zone, record("_x.dev.example.com", "CNAME")],
  [
    "a validation of a wildcard",
    "route53:ChangeResourceRecordSets",
    zone,
    record("_x.try.dev.example.com", "CNAME"),
  ],
  ["a certificate", "acm:RequestCertificate", "*", certificate("dev.example.com")],
  [
    "a certificate of a wildcard",
    "acm:RequestCertificate",
    "*",
    certificate("try.dev.example.com", "*.try.dev.example.com"),
  ],
  ["its tags", "acm:AddTagsToCertificate", arn("acm", "certificate/1"), making],
  ["its tags, changed", "acm:AddTagsToCertificate", arn("acm", "certificate/1"), dev],
  ["a key", "kms:CreateKey", "*", making],
  ["its tags", "kms:TagResource", "*", making],
  ["a bound role", "iam:CreateRole", iam("role/acme-dev-x"), bound],
  ["a VPC", "ec2:CreateVpc", arn("ec2", "vpc/*"), making],
  ["a subnet", "ec2:CreateSubnet", arn("ec2", "subnet/*"), making],
  ["a subnet, in its VPC", "ec2:CreateSubnet", arn("ec2", "vpc/vpc-1"), dev],
  ["a rule", "ec2:AuthorizeSecurityGroupIngress", arn("ec2", "security-group-rule/*"), making],
  [
    "a rule, in its group",
    "ec2:AuthorizeSecurityGroupIngress",
    arn("ec2", "security-group/sg-1"),
    dev,
  ],
  ["an endpoint, in its subnet", "ec2:CreateVpcEndpoint", arn("ec2", "subnet/subnet-1"), dev],
  ["a gateway, with its address", "ec2:CreateNatGateway", arn("ec2", "elastic-ip/eipalloc-1"), dev],
  ["a flow log, of its VPC", "ec2:CreateFlowLogs", arn("ec2", "vpc/vpc-1"), dev],
  ["the ACL of a new VPC, emptied", "ec2:DeleteNetworkAclEntry", arn("ec2", "network-acl/acl-1")],
  ["the ACL of a new VPC, filled", "ec2:CreateNetworkAclEntry", arn("ec2", "network-acl/acl-1")],
  ["the ACL of a new VPC, tagged", "ec2:CreateTags", arn("ec2", "network-acl/acl-1"), making],
  [
    "the main table of a new VPC, tagged",
    "ec2:CreateTags",
    arn("ec2", "route-table/rtb-1"),
    making,
  ],
  ["the ACL, changed", "ec2:ReplaceNetworkAclEntry", arn("ec2", "network-acl/acl-1"), dev],
  ["instances", "ec2:RunInstances", "arn:aws:ec2:ap-northeast-2::image/ami-1"],
  [
    "a group of instances, by a version that has a number",
    "autoscaling:CreateAutoScalingGroup",
    group("dev"),
    { ...making, "autoscaling:LaunchTemplateVersionSpecified": "true" },
  ],
  [
    "another version",
    "autoscaling:UpdateAutoScalingGroup",
    group("dev"),
    { ...dev, "autoscaling:LaunchTemplateVersionSpecified": "true" },
  ],
  ["another size", "autoscaling:UpdateAutoScalingGroup", group("dev"), dev],
  [
    "an alarm that tells people",
    "cloudwatch:PutMetricAlarm",
    arn("cloudwatch", "alarm:acme-dev-web-cpu"),
    { ...making, ...setsOff(arn("sns", "acme-dev-notifications")) },
  ],
  [
    "an alarm that tells nobody",
    "cloudwatch:PutMetricAlarm",
    arn("cloudwatch", "alarm:acme-dev-web-cpu"),
    making,
  ],
  ["an alarm gone", "cloudwatch:DeleteAlarms", arn("cloudwatch", "alarm:acme-dev-web-cpu"), dev],
  [
    "an alarm that scales",
    "cloudwatch:PutMetricAlarm",
    arn("cloudwatch", "alarm:TargetTracking-service/acme-dev/web-AlarmHigh-1"),
    setsOff(arn("autoscaling", "scalingPolicy:1:resource/ecs/service/acme-dev/web:policyName/cpu")),
  ],
  ["tasks that go", "ecs:DeregisterTaskDefinition", "*"],
  [
    "deployments by CodeDeploy",
    "codedeploy:CreateDeployment",
    arn("codedeploy", "deploymentgroup:acme-dev-web/web"),
  ],
  ["who gets alarms", "sns:Subscribe", arn("sns", "acme-dev-notifications"), dev],
];

/** The same of a build of the pipeline. */
export const OF_BUILDS: readonly Need[] = [
  [
    "the source",
    "codeconnections:UseConnection",
    "arn:aws:codeconnections:ap-northeast-2:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef",
  ],
  ["its artifact", "s3:GetObjectVersion", `${ARTIFACTS}/x`],
  [
    "who approved",
    "codepipeline:GetPipelineState",
    arn("codepipeline", "acme-delivery"),
    ofOwner("delivery"),
  ],
];
