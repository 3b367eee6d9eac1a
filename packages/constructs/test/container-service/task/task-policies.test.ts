import type { TaskProps } from "../../../src/container-service/task/task";
import { decision } from "@groundwork/testing/iam";
import { accountId, exec, readObjects, region, synthTask, web } from "./synth-task";

const repositoryArn = `arn:aws:ecr:${region}:${accountId}:repository/acme/web`;
const cachedArn = `arn:aws:ecr:${region}:${accountId}:repository/docker-hub/library/redis`;

describe("ECS", () => {
  const executionPolicy = (overrides?: Partial<TaskProps>): string =>
    synthTask(overrides).resource["aws_iam_role_policy"]!["task_execution-policy_9340F27F"].policy;
  const executionStatements = (overrides?: Partial<TaskProps>) =>
    JSON.parse(executionPolicy(overrides)).Statement;
  const withSecrets = (secretsKmsKeyArn?: string): Partial<TaskProps> => ({
    secretsKmsKeyArn,
    containers: [
      {
        ...web,
        secrets: {
          DATABASE_URL: { parameter: "/acme/dev/database-url" },
          PASSWORD: { secret: "acme/database", key: "password" },
          USER: { secret: "acme/database", key: "user" },
        },
      },
      { ...web, name: "proxy", secrets: { URL: { parameter: "/acme/dev/database-url" } } },
    ],
  });

  const writeLogs = {
    Sid: "WriteLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: "${aws_cloudwatch_log_group.task_log-group_2C893E09.arn}:*",
  };
  const registryToken = {
    Sid: "RegistryToken",
    Effect: "Allow",
    Action: "ecr:GetAuthorizationToken",
    Resource: "*", // IAM knows no narrower one
  };
  const pullImages = {
    Sid: "PullImages",
    Effect: "Allow",
    Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
  };

  test("may write the service's logs, and pull nothing without a repository", () => {
    expect(executionStatements()).toEqual([writeLogs]);
  });

  test("may pull from the service's repositories alone", () => {
    expect(executionStatements({ repositoryArns: [repositoryArn] })).toEqual([
      writeLogs,
      registryToken,
      { ...pullImages, Resource: [repositoryArn] },
    ]);
  });

  test("may fill the repositories that cache another registry, and no other", () => {
    expect(
      executionStatements({ repositoryArns: [repositoryArn], cachedRepositoryArns: [cachedArn] }),
    ).toEqual([
      writeLogs,
      registryToken,
      { ...pullImages, Resource: [repositoryArn, cachedArn] },
      {
        Sid: "FillCache",
        Effect: "Allow",
        Action: ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
        Resource: [cachedArn],
      },
    ]);
  });

  test("may read the listed secrets, each once", () => {
    const json = synthTask(withSecrets());
    const [id] = Object.keys(json.data!["aws_secretsmanager_secret"]!);
    expect(executionStatements(withSecrets())).toEqual([
      writeLogs,
      {
        Sid: "ReadParameters",
        Effect: "Allow",
        Action: "ssm:GetParameters",
        Resource: [`arn:aws:ssm:${region}:${accountId}:parameter/acme/dev/database-url`],
      },
      {
        Sid: "ReadSecrets",
        Effect: "Allow",
        Action: "secretsmanager:GetSecretValue",
        Resource: [`\${data.aws_secretsmanager_secret.${id}.arn}`],
      },
    ]);
  });

  test("knows a secret by its description: no value comes into the state", () => {
    expect(Object.keys(synthTask(withSecrets()).data!)).toEqual(["aws_secretsmanager_secret"]);
  });

  test("may decrypt with the secrets' key, through the services that hold them", () => {
    const policy = executionPolicy(withSecrets(exec.kmsKeyArn));
    const decrypt = (service: string) =>
      decision(policy, {
        action: "kms:Decrypt",
        resource: exec.kmsKeyArn,
        context: { "kms:ViaService": `${service}.${region}.amazonaws.com` },
      });
    expect(decrypt("ssm")).toBe("Allow");
    expect(decrypt("secretsmanager")).toBe("Allow");
    expect(decrypt("s3")).toBeUndefined();
    expect(decision(policy, { action: "kms:Decrypt", resource: exec.kmsKeyArn })).toBeUndefined();
  });

  test("may decrypt nothing where the containers have no secrets", () => {
    expect(executionStatements({ secretsKmsKeyArn: exec.kmsKeyArn })).toEqual([writeLogs]);
  });
});

describe("the application", () => {
  const policies = (overrides: Partial<TaskProps>) =>
    Object.values(synthTask(overrides).resource["aws_iam_role_policy"]!).filter(
      ({ role }) => role === "${aws_iam_role.task_task-role_E4ABA7E3.name}",
    );

  test("may do what the statements say", () => {
    const [policy, ...others] = policies({ statements: readObjects });
    expect(JSON.parse(policy.policy).Statement).toEqual(readObjects);
    expect(others).toEqual([]);
  });

  test("gets what the session agent beside it needs", () => {
    const [policy, ...others] = policies({ exec });
    expect(others).toEqual([]);
    expect(JSON.parse(policy.policy).Statement).toEqual([
      {
        Sid: "OpenChannels",
        Effect: "Allow",
        Action: [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ],
        Resource: "*", // IAM knows no narrower one
      },
      {
        Sid: "FindLogGroup",
        Effect: "Allow",
        Action: "logs:DescribeLogGroups",
        Resource: "*", // a list has no narrower one
      },
      {
        Sid: "LogSessions",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        Resource: `${exec.logGroupArn}:*`,
      },
      {
        Sid: "DecryptSessions",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: exec.kmsKeyArn,
      },
    ]);
  });
});

test("both roles are for tasks of this account and region only", () => {
  const roles = Object.values(synthTask().resource["aws_iam_role"]!);
  expect(roles.map((role) => role.name)).toEqual(["acme-dev-web-execution", "acme-dev-web-task"]);
  for (const role of roles) {
    expect(JSON.parse(role.assume_role_policy).Statement).toEqual([
      {
        Sid: "TasksOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111111111111" },
          ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-central-1:111111111111:*" },
        },
      },
    ]);
  }
});
