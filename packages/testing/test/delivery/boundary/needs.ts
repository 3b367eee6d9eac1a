import type { Act } from "./act";
import { arn, iam, ofOwner, passwordOf } from "./organization";

/** Who needs it, and the request: action, resource, context. */
export type Need = Act;

const dev = ofOwner("dev");
const UPLOADS = "arn:aws:s3:::acme-dev-uploads-111111111111";
const cached = arn("ecr", "repository/ecr-public/agent");
const to = (service: string) => ({ "iam:PassedToService": `${service}.amazonaws.com` });
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
    "a task has the password of its database",
    "secretsmanager:GetSecretValue",
    arn("secretsmanager", "secret:rds!db-1-AbCdEf"),
    passwordOf("dev"),
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
  ["an application writes what it uses", "s3:PutObject", `${UPLOADS}/x`],
  ["an application looks for what it uses", "s3:ListBucket", UPLOADS],
  [
    "objects are encrypted",
    "kms:GenerateDataKey",
    arn("kms", "key/1"),
    { "kms:ViaService": "s3.ap-northeast-2.amazonaws.com", ...dev },
  ],
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
