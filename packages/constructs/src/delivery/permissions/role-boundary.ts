import { oneOrAll, type PolicyStatement } from "../../policy-document";
import { pullStatements } from "../../registry/repository-access";
import {
  storesClosed,
  tagLimits,
  type StoreLimitsProps,
  type TagLimitsProps,
} from "./boundary-limits";
import { agentStatements } from "./instance-agents";
import { arnOf, byRegion, tagged, type ManagedEnvironment } from "./managed-environment";
import { scheduleLimits, type TaskNeeds } from "./tasks";
import { permittedStatements, type PermittedProps } from "./permitted";

/** What an environment's services need of the roles that it makes for them. */
export interface RoleNeeds extends Pick<PermittedProps, "permitted"> {
  /** ARNs of parameters and secrets that tasks are started with, with `*` as a wildcard. */
  readonly parameterArns: readonly string[];
  readonly secretArns: readonly string[];

  /** Keys that those are encrypted with. @default - keys of AWS */
  readonly secretsKmsKeyArns?: readonly string[] | undefined;

  /** ARNs of the databases whose passwords tasks are given. */
  readonly databaseArns: readonly string[];

  /** Whether tasks write what the environment's key encrypts. */
  readonly encryptsObjects: boolean;

  /** ARNs of the functions that deployments call. */
  readonly hookArns: readonly string[];

  /** What runs beside the services. */
  readonly tasks: TaskNeeds;

  /** Whether there are EC2 instances, with the agents of ECS and Systems Manager on them. */
  readonly instances: boolean;
}

export interface RoleBoundaryProps
  extends
    Omit<ManagedEnvironment, "boundaryArn">,
    TagLimitsProps,
    Omit<StoreLimitsProps, "owner">,
    Omit<PermittedProps, "permitted">,
    RoleNeeds {
  /** ARNs of the repositories that images are pulled from, and of those that caches fill. */
  readonly repositoryArns: readonly string[];
  readonly cachedRepositoryArns: readonly string[];
}

/**
 * The most that roles of an environment may do, whatever is attached to them: else whoever applies
 * it could make a role that does what it may not itself, and run a task with that. What tasks,
 * deployments, flow logs and instances need, what `permissions` of its services name, and nothing
 * else.
 */
export const roleBoundary = (props: RoleBoundaryProps): PolicyStatement[] => [
  ...taskStatements(props),
  ...secretStatements(props),
  ...deploymentStatements(props),
  ...(props.instances ? agentStatements(props) : []),
  ...(props.tasks.scheduled ? scheduleLimits(props) : []),
  ...permittedStatements(props),
  ...tagLimits(props, USES),
  ...storesClosed(
    props,
    props.permitted.flatMap(({ resources }) => resources),
  ),
];

/** What is done with shared resources: images are pulled, people are told, keys are used. */
const USES = [
  "ecr:Batch*",
  "ecr:GetDownloadUrlForLayer",
  "kms:Decrypt",
  "kms:GenerateDataKey*",
  "logs:DescribeLogGroups",
  "sns:Publish",
  "ssm:GetParameter*",
];

/** What a task takes to start, to log, and to be looked into with a shell. */
function taskStatements(props: RoleBoundaryProps): PolicyStatement[] {
  const arn = arnOf(props);
  return [
    {
      // IAM knows no narrower resource for these. They look, or open the caller's own session.
      Sid: "Everywhere",
      Effect: "Allow",
      Action: [
        "cloudwatch:DescribeAlarms",
        "ec2:DescribeTags",
        "ecr:GetAuthorizationToken",
        "elasticloadbalancing:Describe*",
        "logs:DescribeLogGroups",
        "ssmmessages:*Channel",
      ],
      Resource: "*",
    },
    {
      // Containers, shells in them, and flow logs.
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: arn("logs", `log-group:/*/${props.prefix}/*`),
    },
    ...pullStatements(props.repositoryArns, props.cachedRepositoryArns),
    {
      // Sessions of shells are encrypted, passwords and objects as well.
      Sid: "OwnKey",
      Effect: "Allow",
      Action: props.encryptsObjects ? ["kms:Decrypt", "kms:GenerateDataKey"] : "kms:Decrypt",
      Resource: arn("kms", "key/*"),
      Condition: tagged(props),
    },
  ];
}

function secretStatements(props: RoleBoundaryProps): PolicyStatement[] {
  const { parameterArns, secretArns, databaseArns, secretsKmsKeyArns, region } = props;
  const services = ["secretsmanager", "ssm"].map((service) => `${service}.${region}.amazonaws.com`);
  return [
    {
      Sid: "ReadSecrets",
      Effect: "Allow",
      Action: ["ssm:GetParameters", "secretsmanager:GetSecretValue"],
      Resource: [...parameterArns, ...secretArns],
    },
    ...(databaseArns.length === 0
      ? []
      : [
          {
            // RDS names the secrets itself, and says by a tag that only AWS gives whose they are.
            Sid: "ReadPasswords",
            Effect: "Allow" as const,
            Action: "secretsmanager:GetSecretValue",
            Resource: "*",
            Condition: {
              [byRegion(props)]: {
                "aws:ResourceTag/aws:rds:primaryDBInstanceArn": databaseArns,
              },
            },
          },
        ]),
    ...(secretsKmsKeyArns === undefined
      ? []
      : [
          {
            Sid: "DecryptSecrets",
            Effect: "Allow" as const,
            Action: "kms:Decrypt",
            Resource: oneOrAll(secretsKmsKeyArns),
            // With a wildcard for several regions.
            Condition: {
              [byRegion(props)]: { "kms:ViaService": services },
            },
          },
        ]),
  ];
}

/**
 * What ECS and CodeDeploy do to bring a new version in, by AWS's own policies
 * AmazonECSInfrastructureRolePolicyForLoadBalancers and AWSCodeDeployRoleForECS, at the
 * environment's load balancer and services.
 */
function deploymentStatements(props: RoleBoundaryProps): PolicyStatement[] {
  const { prefix, accountId, hookArns } = props;
  const arn = arnOf(props);
  return [
    {
      Sid: "MoveRequests",
      Effect: "Allow",
      // Listeners and their rules.
      Action: "elasticloadbalancing:Modify*",
      Resource: arn("elasticloadbalancing", `listener*/app/${prefix}/*`),
    },
    {
      Sid: "MoveTargets",
      Effect: "Allow",
      // To register them and to take them out.
      Action: "elasticloadbalancing:*egisterTargets",
      Resource: arn("elasticloadbalancing", "targetgroup/*"),
      Condition: tagged(props),
    },
    {
      Sid: "ReplaceTasks",
      Effect: "Allow",
      // Of services, and of task sets.
      Action: ["ecs:*TaskSet", "ecs:DescribeServices"],
      Resource: arn("ecs", `*/${prefix}/*`),
    },
    {
      // The roles of the new tasks.
      Sid: "PassRoles",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: `arn:aws:iam::${accountId}:role/${prefix}-*`,
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    ...(hookArns.length === 0
      ? []
      : [
          {
            Sid: "CallHooks",
            Effect: "Allow" as const,
            Action: "lambda:InvokeFunction",
            Resource: hookArns,
          },
        ]),
  ];
}
