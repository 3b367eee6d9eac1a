import type { TaskProps } from "../../../src/container-service/task/task";
import { accountId, container, containersOf, exec, region, synthTask, web } from "./synth-task";

const definitionOf = (
  options: Parameters<typeof container>[0] = {},
  task: Partial<TaskProps> = {},
) => containersOf(synthTask({ containers: [container(options)], ...task }))[0];

const logConfiguration = {
  logDriver: "awslogs",
  options: {
    "awslogs-group": "${aws_cloudwatch_log_group.task_log-group_2C893E09.name}",
    "awslogs-region": "eu-central-1",
    "awslogs-stream-prefix": "ecs",
    // Written down, or the account's setting would decide.
    mode: "non-blocking",
    "max-buffer-size": "25m",
  },
};

describe("keys", () => {
  test("of a container that asks for nothing: ECS's defaults, and none that is empty", () => {
    expect(definitionOf()).toEqual({
      name: "web",
      image: "public.ecr.aws/nginx/nginx:1.29",
      essential: true,
      readonlyRootFilesystem: true,
      mountPoints: [{ sourceVolume: "web-tmp", containerPath: "/tmp", readOnly: false }],
      linuxParameters: { initProcessEnabled: true },
      stopTimeout: 30,
      logConfiguration,
    });
  });

  test("of one that asks for all", () => {
    const all = container({
      port: 8080,
      command: ["serve", "--quiet"],
      variables: { LOG_LEVEL: "debug", MODE: "dev" },
      secrets: { TOKEN: { parameter: "token" } },
      healthCheck: {
        command: ["CMD", "alive"],
        intervalSeconds: 10,
        timeoutSeconds: 2,
        retries: 5,
        startPeriodSeconds: 60,
      },
      writablePaths: ["/var/cache/web"],
      stopTimeoutSeconds: 120,
      cpuUnits: 128,
      memoryMiB: 256,
      startAfter: { migration: "SUCCESS" },
    });
    const migration = container({ name: "migration", essential: false });
    const [definition, other] = containersOf(synthTask({ containers: [all, migration] }));
    expect(definition).toEqual({
      name: "web",
      image: "public.ecr.aws/nginx/nginx:1.29",
      essential: true,
      command: ["serve", "--quiet"],
      cpu: 128,
      memory: 256,
      portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
      environment: [
        { name: "LOG_LEVEL", value: "debug" },
        { name: "MODE", value: "dev" },
      ],
      secrets: [{ name: "TOKEN", valueFrom: `arn:aws:ssm:${region}:${accountId}:parameter/token` }],
      healthCheck: {
        command: ["CMD", "alive"],
        interval: 10,
        timeout: 2,
        retries: 5,
        startPeriod: 60,
      },
      readonlyRootFilesystem: true,
      mountPoints: [
        { sourceVolume: "web-var-cache-web", containerPath: "/var/cache/web", readOnly: false },
      ],
      dependsOn: [{ containerName: "migration", condition: "SUCCESS" }],
      linuxParameters: { initProcessEnabled: true },
      stopTimeout: 120,
      logConfiguration,
    });
    expect(other).toMatchObject({ name: "migration", essential: false });
  });
});

test("a health check has ECS's own times, and no start period of 0", () => {
  const command = ["CMD-SHELL", "test -f /tmp/alive"];
  const expected = { command, interval: 30, timeout: 5, retries: 3 };
  expect(definitionOf({ healthCheck: { command } }).healthCheck).toEqual(expected);
  expect(definitionOf({ healthCheck: { command, startPeriodSeconds: 0 } }).healthCheck).toEqual(
    expected,
  );
});

describe("secrets", () => {
  test.each([
    ["/acme/dev/token", "parameter/acme/dev/token"],
    ["token", "parameter/token"],
  ])("the parameter %s is %s", (parameter, resource) => {
    expect(definitionOf({ secrets: { TOKEN: { parameter } } }).secrets).toEqual([
      { name: "TOKEN", valueFrom: `arn:aws:ssm:${region}:${accountId}:${resource}` },
    ]);
  });

  test("a secret is looked up for its full ARN, once, and may be read by key", () => {
    const json = synthTask({
      containers: [
        {
          ...web,
          secrets: {
            ALL: { secret: "acme/database" },
            PASSWORD: { secret: "acme/database", key: "password" },
          },
        },
      ],
    });
    const lookups = json.data!["aws_secretsmanager_secret"]!;
    expect(Object.values(lookups)).toEqual([{ name: "acme/database" }]);
    const [id] = Object.keys(lookups);
    expect(containersOf(json)[0].secrets).toEqual([
      { name: "ALL", valueFrom: `\${data.aws_secretsmanager_secret.${id}.arn}` },
      {
        name: "PASSWORD",
        valueFrom: `\${data.aws_secretsmanager_secret.${id}.arn}:password::`,
      },
    ]);
  });
});

describe("file system", () => {
  test("is writable where sessions are on, as their agent demands", () => {
    const definition = definitionOf({}, { exec });
    expect(definition.readonlyRootFilesystem).toBe(false);
    expect(definition).not.toHaveProperty("mountPoints");
  });

  test("is writable where that is asked for", () => {
    const definition = definitionOf({ readonlyRootFilesystem: false });
    expect(definition.readonlyRootFilesystem).toBe(false);
    expect(definition).not.toHaveProperty("mountPoints");
  });

  test("has the given volumes either way, so that dev and prod are alike", () => {
    const paths = { writablePaths: ["/data", "/var/run/my_app"] };
    for (const definition of [definitionOf(paths), definitionOf(paths, { exec })]) {
      expect(definition.mountPoints).toEqual([
        { sourceVolume: "web-data", containerPath: "/data", readOnly: false },
        { sourceVolume: "web-var-run-my_app", containerPath: "/var/run/my_app", readOnly: false },
      ]);
    }
  });

  test("has volumes with names that ECS takes", () => {
    const { mountPoints } = definitionOf({ writablePaths: ["/opt/app.d/cache+1"] });
    expect(mountPoints[0].sourceVolume).toBe("web-opt-app-d-cache-1");
  });
});
