import { oneOrAll, type PolicyStatement } from "../../policy-document";
import { CACHE_ACTIONS, PULL_ACTIONS } from "../../registry/repository-access";

/** Who may take on the roles of a task. */
export const taskTrust = (region: string, accountId: string): PolicyStatement[] => [
  {
    // Only ECS, and only for tasks of this account and region: without the conditions ECS could be
    // made to take on the role for a task of someone else's (ECS developer guide, "Task IAM role").
    Sid: "TasksOfThisAccount",
    Effect: "Allow",
    Principal: { Service: "ecs-tasks.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": accountId },
      ArnLike: { "aws:SourceArn": `arn:aws:ecs:${region}:${accountId}:*` },
    },
  },
];

/** What a task is made of, as far as ECS needs permissions for it. */
export interface TaskParts {
  readonly region: string;
  readonly logGroupArn: string;
  readonly repositoryArns: readonly string[];
  readonly cachedRepositoryArns: readonly string[];
  readonly parameterArns: readonly string[];
  readonly secretArns: readonly string[];

  /** Keys of parameters and secrets that AWS's own do not encrypt. */
  readonly kmsKeyArns: readonly string[];
}

/** What ECS needs to start a task: its log group, its images if in ECR, and its secrets. */
export const startTask = (parts: TaskParts): PolicyStatement[] => [
  {
    // What the containers print, into streams of the service's own group. Not CreateLogGroup: a
    // group that ECS made would keep everything for ever.
    Sid: "WriteLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${parts.logGroupArn}:*`,
  },
  ...pullImages(parts),
  ...readSecrets(parts),
];

function pullImages({ repositoryArns, cachedRepositoryArns }: TaskParts): PolicyStatement[] {
  const all = [...repositoryArns, ...cachedRepositoryArns];
  if (all.length === 0) return [];
  const token: PolicyStatement = {
    // The token is for the whole registry: IAM knows no narrower resource for it. What can be
    // pulled with it is left to the next statement.
    Sid: "RegistryToken",
    Effect: "Allow",
    Action: "ecr:GetAuthorizationToken",
    Resource: "*",
  };
  const pull: PolicyStatement = {
    // The images of this service, and of no other.
    Sid: "PullImages",
    Effect: "Allow",
    Action: PULL_ACTIONS,
    Resource: all,
  };
  if (cachedRepositoryArns.length === 0) return [token, pull];
  const cache: PolicyStatement = {
    Sid: "FillCache",
    Effect: "Allow",
    Action: CACHE_ACTIONS,
    Resource: cachedRepositoryArns,
  };
  return [token, pull, cache];
}

function readSecrets(parts: TaskParts): PolicyStatement[] {
  const { region, parameterArns, secretArns, kmsKeyArns } = parts;
  const statements: PolicyStatement[] = [];
  if (parameterArns.length > 0) {
    // The parameters that the containers name, and no path of parameters.
    const Action = "ssm:GetParameters";
    statements.push({ Sid: "ReadParameters", Effect: "Allow", Action, Resource: parameterArns });
  }
  if (secretArns.length > 0) {
    // The secrets that the containers name.
    const Action = "secretsmanager:GetSecretValue";
    statements.push({ Sid: "ReadSecrets", Effect: "Allow", Action, Resource: secretArns });
  }
  if (kmsKeyArns.length > 0 && statements.length > 0) {
    const services = [
      ...(parameterArns.length > 0 ? [`ssm.${region}.amazonaws.com`] : []),
      ...(secretArns.length > 0 ? [`secretsmanager.${region}.amazonaws.com`] : []),
    ];
    statements.push({
      // What those two services encrypted with a customer key, read through them alone. A key of
      // AWS's own needs no statement.
      Sid: "DecryptSecrets",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: oneOrAll(kmsKeyArns),
      Condition: { StringEquals: { "kms:ViaService": services } },
    });
  }
  return statements;
}

/** What the agent of ECS Exec needs, which has the role of the application that it runs beside. */
export const openSessions = (exec: {
  readonly kmsKeyArn: string;
  readonly logGroupArn: string;
}): PolicyStatement[] => [
  {
    // The session's way in. IAM knows no narrower resource for the four.
    Sid: "OpenChannels",
    Effect: "Allow",
    Action: [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ],
    Resource: "*",
  },
  {
    // The agent looks for the group before it writes; a list has no narrower resource.
    Sid: "FindLogGroup",
    Effect: "Allow",
    Action: "logs:DescribeLogGroups",
    Resource: "*",
  },
  {
    // What is typed and answered, into the group of the cluster's sessions.
    Sid: "LogSessions",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    Resource: `${exec.logGroupArn}:*`,
  },
  {
    // Sessions are encrypted between the person and the container.
    Sid: "DecryptSessions",
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: exec.kmsKeyArn,
  },
];
