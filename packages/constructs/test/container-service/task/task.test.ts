import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import type { TaskProps } from "../../../src/container-service/task/task";
import { onlyResource, resourceAddresses } from "@groundwork/testing/synth";
import { exec, readObjects, synthTask, web } from "./synth-task";

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
    expect(resourceAddresses(synthTask({ statements: readObjects, exec }))).toEqual([
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

  test("is registered when IAM has had time to show the roles, not right after them", () => {
    expect(definition({ statements: readObjects, exec }).depends_on).toEqual([
      "aws_iam_role_policy.task_execution-policy_9340F27F",
      "aws_iam_role_policy.task_task-policy_48AD3195",
      "aws_iam_role_policy.task_exec-policy_791577EE",
    ]);
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

describe("a service", () => {
  const waitsFor = (overrides?: Partial<TaskProps>) => {
    const json = synthTask(overrides, (scope, { dependables }) => {
      new IamUser(scope, "service", { name: "in its place", dependsOn: dependables });
    });
    return onlyResource(json, "aws_iam_user").depends_on;
  };

  test("can wait for every policy of its tasks", () => {
    expect(waitsFor()).toEqual(["aws_iam_role_policy.task_execution-policy_9340F27F"]);
    expect(waitsFor({ statements: readObjects, exec })).toEqual([
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
  test("on names too long for a role", () => {
    expect(() => synthTask({ namePrefix: "p".repeat(40), name: "n".repeat(14) })).toThrow(
      "expected at most 54 characters",
    );
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
