import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import type { TaskProps } from "../../../../constructs/container-service/task/task";
import { decision } from "../../../support/iam";
import { onlyResource, resourceAddresses } from "../../../support/synth";
import { accountId, exec, region, synthTask, web } from "./synth-task";

const repositoryArn = `arn:aws:ecr:${region}:${accountId}:repository/acme/web`;
const cachedArn = `arn:aws:ecr:${region}:${accountId}:repository/docker-hub/library/redis`;
const s3: TaskProps["statements"] = [
  { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" },
];

const plain = [
  "aws_cloudwatch_log_group.task_log-group_2C893E09", // holds the logs: this id must not change
  "aws_ecs_task_definition.task_definition_EE7DF853",
  "aws_iam_role.task_execution-role_04316CFB", // ECS's, to start tasks
  "aws_iam_role.task_task-role_E4ABA7E3", // the application's
  "aws_iam_role_policy.task_execution-policy_9340F27F",
];

const definition = (overrides?: Partial<TaskProps>) =>
  onlyResource(synthTask(overrides), "aws_ecs_task_definition");

describe("resources", () => {
  test("are a definition, a log group and two roles, of which only ECS's has a policy", () => {
    const json = synthTask();
    expect(resourceAddresses(json)).toEqual(plain);
    expect(onlyResource(json, "aws_iam_role_policy").role).toBe(
      "${aws_iam_role.task_execution-role_04316CFB.name}",
    );
    expect(json).not.toHaveProperty("data");
  });

  test("statements and ECS Exec add a policy each", () => {
    expect(resourceAddresses(synthTask({ statements: s3, exec }))).toEqual([
      ...plain.slice(0, 4),
      "aws_iam_role_policy.task_exec-policy_791577EE", // the session agent's
      plain[4],
      "aws_iam_role_policy.task_task-policy_48AD3195", // the application's
    ]);
  });

  test("no statements are no policy", () => {
    expect(resourceAddresses(synthTask({ statements: [] }))).toEqual(plain);
  });
});

describe("definition", () => {
  test("runs on Fargate with the given size", () => {
    expect(definition()).toMatchObject({
      family: "acme-dev-web",
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      cpu: "256",
      memory: "512",
      runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "X86_64" },
      execution_role_arn: "${aws_iam_role.task_execution-role_04316CFB.arn}",
      task_role_arn: "${aws_iam_role.task_task-role_E4ABA7E3.arn}",
    });
  });

  test("runs on instances, with a network interface of its own there too", () => {
    expect(definition({ compatibility: "EC2" })).toMatchObject({
      requires_compatibilities: ["EC2"],
      network_mode: "awsvpc",
    });
  });

  test("runs on the processor that the image is built for", () => {
    const { runtime_platform } = definition({ cpuArchitecture: "ARM64" });
    expect(runtime_platform.cpu_architecture).toBe("ARM64");
  });

  test("keeps its old revisions, so that a service can go back to them", () => {
    expect(definition()).toMatchObject({
      skip_destroy: true,
      lifecycle: { create_before_destroy: true },
    });
  });

  test("has a volume for each container's writable paths, and no two share one", () => {
    const sidecar = { ...web, name: "proxy", writablePaths: ["/var/run/proxy", "/tmp"] };
    expect(definition({ containers: [web, sidecar] }).volume).toEqual([
      { name: "web-tmp" },
      { name: "proxy-var-run-proxy" },
      { name: "proxy-tmp" },
    ]);
  });

  test("has no volume where nothing is to be mounted", () => {
    expect(definition({ containers: [{ ...web, writablePaths: [] }] })).not.toHaveProperty(
      "volume",
    );
  });
});

describe("logs", () => {
  test("go to a group of the task's own, for the given time", () => {
    expect(onlyResource(synthTask(), "aws_cloudwatch_log_group")).toEqual({
      name: "/ecs/acme-dev/web",
      retention_in_days: 7,
    });
  });

  test("are encrypted with the key that is given", () => {
    const { kmsKeyArn } = exec;
    expect(onlyResource(synthTask({ kmsKeyArn }), "aws_cloudwatch_log_group").kms_key_id).toBe(
      kmsKeyArn,
    );
  });
});

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
    const [policy, ...others] = policies({ statements: s3 });
    expect(JSON.parse(policy.policy).Statement).toEqual(s3);
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

describe("a service", () => {
  const waitsFor = (overrides?: Partial<TaskProps>) => {
    const json = synthTask(overrides, (scope, { dependables }) => {
      new IamUser(scope, "service", { name: "in its place", dependsOn: dependables });
    });
    return onlyResource(json, "aws_iam_user").depends_on;
  };

  test("can wait for every policy of its tasks", () => {
    expect(waitsFor()).toEqual(["aws_iam_role_policy.task_execution-policy_9340F27F"]);
    expect(waitsFor({ statements: s3, exec })).toEqual([
      "aws_iam_role_policy.task_execution-policy_9340F27F",
      "aws_iam_role_policy.task_task-policy_48AD3195",
      "aws_iam_role_policy.task_exec-policy_791577EE",
    ]);
  });

  test("finds its own container", () => {
    synthTask({}, (_, { containerName }) => expect(containerName).toBe("web"));
    expect.assertions(1);
  });
});

describe("fails", () => {
  test.each<[string, Partial<TaskProps>, string]>([
    ["on a name that ECS refuses", { name: "Web_1" }, 'task.name: got "Web_1", expected'],
    [
      "on the name that the sessions' log group has",
      { name: "exec", containers: [{ ...web, name: "exec" }] },
      'task.name: got "exec", expected another name',
    ],
    [
      "on names too long for a role",
      { namePrefix: "p".repeat(40), name: "n".repeat(14) },
      "expected at most 54 characters",
    ],
  ])("%s", (_, overrides, message) => {
    expect(() => synthTask(overrides)).toThrow(message);
  });

  test("not on the longest names", () => {
    const name = "n".repeat(13);
    const json = synthTask({
      namePrefix: "p".repeat(40),
      name,
      containers: [{ ...web, name }],
    });
    const roles = Object.values(json.resource["aws_iam_role"]!);
    expect(Math.max(...roles.map((role) => role.name.length))).toBe(64);
  });
});
