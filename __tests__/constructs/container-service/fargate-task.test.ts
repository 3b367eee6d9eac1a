import {
  FargateTask,
  type FargateTaskProps,
} from "../../../constructs/container-service/fargate-task";
import { onlyResource, resourceAddresses, synthConstruct } from "../../support/synth";

const synthTask = (overrides: Partial<FargateTaskProps> = {}) =>
  synthConstruct((scope) => {
    new FargateTask(scope, "task", {
      name: "web",
      namePrefix: "acme-dev",
      region: "eu-central-1",
      accountId: "111111111111",
      image: "public.ecr.aws/nginx/nginx:1.29",
      port: 8080,
      cpuUnits: 256,
      memoryMiB: 512,
      logRetentionDays: 7,
      ...overrides,
    });
  });

const containersOf = (json: ReturnType<typeof synthTask>): any[] =>
  JSON.parse(onlyResource(json, "aws_ecs_task_definition").container_definitions);

const repositoryArn = "arn:aws:ecr:eu-central-1:111111111111:repository/acme/web";

test("consists of a definition, a log group and two roles", () => {
  expect(resourceAddresses(synthTask())).toEqual([
    "aws_cloudwatch_log_group.task_log-group_2C893E09", // holds the logs: this id must not change
    "aws_ecs_task_definition.task_definition_EE7DF853",
    "aws_iam_role.task_execution-role_04316CFB", // ECS's, to start tasks
    "aws_iam_role.task_task-role_E4ABA7E3", // the application's
    "aws_iam_role_policy.task_execution-policy_9340F27F",
  ]);
});

describe("definition", () => {
  test("runs on Fargate with the given size", () => {
    expect(onlyResource(synthTask(), "aws_ecs_task_definition")).toMatchObject({
      family: "acme-dev-web",
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      cpu: "256",
      memory: "512",
      runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "X86_64" },
      execution_role_arn: "${aws_iam_role.task_execution-role_04316CFB.arn}",
      task_role_arn: "${aws_iam_role.task_task-role_E4ABA7E3.arn}",
      // The revision in use must outlive a failed deployment of the next one.
      lifecycle: { create_before_destroy: true },
    });
  });

  test("runs on the processor that the image is built for", () => {
    const json = synthTask({ cpuArchitecture: "ARM64" });
    expect(onlyResource(json, "aws_ecs_task_definition").runtime_platform.cpu_architecture).toBe(
      "ARM64",
    );
  });

  test("has one container, without a key that is empty", () => {
    expect(containersOf(synthTask())).toEqual([
      {
        name: "web",
        image: "public.ecr.aws/nginx/nginx:1.29",
        essential: true,
        portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
        linuxParameters: { initProcessEnabled: true },
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": "${aws_cloudwatch_log_group.task_log-group_2C893E09.name}",
            "awslogs-region": "eu-central-1",
            "awslogs-stream-prefix": "ecs",
          },
        },
      },
    ]);
  });

  test("passes environment variables on", () => {
    const json = synthTask({ environmentVariables: { LOG_LEVEL: "debug", MODE: "dev" } });
    expect(containersOf(json)[0].environment).toEqual([
      { name: "LOG_LEVEL", value: "debug" },
      { name: "MODE", value: "dev" },
    ]);
  });

  test("logs to a group of its own, for the given time", () => {
    expect(onlyResource(synthTask(), "aws_cloudwatch_log_group")).toMatchObject({
      name: "/ecs/acme-dev/web",
      retention_in_days: 7,
    });
  });
});

describe("permissions", () => {
  const executionStatements = (overrides?: Partial<FargateTaskProps>) =>
    JSON.parse(onlyResource(synthTask(overrides), "aws_iam_role_policy").policy).Statement;

  const writeLogs = {
    Sid: "WriteLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: "${aws_cloudwatch_log_group.task_log-group_2C893E09.arn}:*",
  };

  test("ECS may write the service's logs, and pull nothing without a repository", () => {
    expect(executionStatements()).toEqual([writeLogs]);
  });

  test("ECS may pull from the service's repository alone", () => {
    expect(executionStatements({ repositoryArn })).toEqual([
      writeLogs,
      {
        Sid: "RegistryToken",
        Effect: "Allow",
        Action: "ecr:GetAuthorizationToken",
        Resource: "*", // IAM knows no narrower one
      },
      {
        Sid: "PullImage",
        Effect: "Allow",
        Action: [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:GetDownloadUrlForLayer",
        ],
        Resource: repositoryArn,
      },
    ]);
  });

  test("the application may do nothing: only the execution role has a policy", () => {
    expect(onlyResource(synthTask(), "aws_iam_role_policy").role).toBe(
      "${aws_iam_role.task_execution-role_04316CFB.name}",
    );
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
});

describe("fails", () => {
  test.each<[string, Partial<FargateTaskProps>, string]>([
    ["on a name that ECS refuses", { name: "Web_1" }, 'task.name: got "Web_1", expected'],
    [
      "on names too long for a role",
      { namePrefix: "p".repeat(40), name: "n".repeat(14) },
      "expected at most 54 characters",
    ],
  ])("%s", (_, overrides, message) => {
    expect(() => synthTask(overrides)).toThrow(message);
  });

  test("not on the longest names", () => {
    const names = { namePrefix: "p".repeat(40), name: "n".repeat(13) };
    const roles = Object.values(synthTask(names).resource["aws_iam_role"]!);
    expect(Math.max(...roles.map((role) => role.name.length))).toBe(64);
  });
});
