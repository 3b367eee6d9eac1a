import { configuration, environmentInput } from "../../src/configuration";
import { matchesPattern } from "../../src/events";
import { decision } from "../../src/iam";
import { stacksOf } from "../../src/stacks";
import { synthStack, type TerraformJson } from "../../src/synth";

const digest = `sha256:${"a".repeat(64)}`;
const synth = (service: object, changes = {}): TerraformJson =>
  synthStack(
    stacksOf(
      configuration({}, [
        environmentInput("dev", {
          services: [{ name: "web", image: { tag: "1", digest }, ...service } as never],
          ...changes,
        }),
      ]),
    )("dev-stack"),
  );

const migrate = { name: "migrate", command: ["bin/migrate", "up"], run: "before-deployment" };
const report = {
  name: "report",
  command: ["bin/report", "--all"],
  run: { cron: "0 3 * * ? *", timeZone: "Asia/Seoul" },
  cpuUnits: 1024,
};
const seed = { ...migrate, name: "seed", command: ["bin/seed"] };
const prune = { name: "prune", command: ["bin/prune"], run: "by-hand" };
const json = synth(
  { tasks: [migrate, seed, report, prune] },
  { alarms: { emails: ["a@example.com"] } },
);
const all = (type: string, of = json): any[] => Object.values(of.resource[type] ?? {});
const named = (type: string, name: string) =>
  all(type).find((one) => [one.name, one.alarm_name].includes(name));

test("the service waits for those before it, one after the other; each is of its revision", () => {
  const before = json.resource["terraform_data"]!;
  const addresses = Object.keys(before).map((id) => `terraform_data.${id}`);
  expect(addresses).toHaveLength(2);
  const [service] = all("aws_ecs_service");
  expect(service.depends_on).toEqual(expect.arrayContaining(addresses));
  const [first, second] = Object.values(before);
  expect(second.depends_on).toContain(addresses[0]);
  expect(first.depends_on).not.toContain(addresses[1]);
  expect(first.triggers_replace).toEqual({ task_definition: service.task_definition });
  expect(first.input).toEqual({ service: "web", task: "migrate", command: ["bin/migrate", "up"] });
});

test("what a plan holds of them is the same on every machine", () => {
  const text = JSON.stringify(json.resource["terraform_data"]);
  for (const place of [process.cwd(), process.env["HOME"], process.execPath]) {
    expect(text).not.toContain(`${place}/`);
  }
});

test("a schedule starts its command in the cluster by its clock, once the service has the version", () => {
  const schedule = named("aws_scheduler_schedule", "report");
  expect(schedule).toMatchObject({
    schedule_expression: "cron(0 3 * * ? *)",
    schedule_expression_timezone: "Asia/Seoul",
    flexible_time_window: { mode: "OFF" },
  });
  expect(schedule.depends_on).toEqual(
    expect.arrayContaining([expect.stringMatching(/^aws_ecs_service\.services_web/)]),
  );
  const { target } = schedule;
  expect(JSON.parse(target.input)).toEqual({
    cpu: "1024",
    memory: "2048",
    containerOverrides: [{ name: "web", command: ["bin/report", "--all"] }],
  });
  expect(target.dead_letter_config.arn).toContain("aws_sqs_queue.services_web_tasks_scheduled");
  const [service] = all("aws_ecs_service");
  expect(target.ecs_parameters).toMatchObject({
    task_definition_arn: service.task_definition,
    group: "task:web-report",
    capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }],
    network_configuration: { subnets: service.network_configuration.subnets },
  });
});

describe("its role", () => {
  const role = named("aws_iam_role", "acme-dev-web-schedule");
  const { policy: referring } = all("aws_iam_role_policy").find((one) =>
    one.role.includes("scheduled_role"),
  );
  // Names of roles end in the place where there are several, so that they are referred to.
  const policy = referring.replaceAll(
    /\$\{aws_iam_role\.services_web_task_(task|execution)-role_\w+\.arn\}/g,
    "arn:aws:iam::111111111111:role/acme-dev-web-$1",
  );
  const ECS = "arn:aws:ecs:ap-northeast-2:111111111111";
  const may = (action: string, resource: string, context = {}) =>
    decision(policy, { action, resource, context });
  const run = (family: string, cluster = "acme-dev") =>
    may("ecs:RunTask", `${ECS}:task-definition/${family}:7`, {
      "ecs:cluster": `${ECS}:cluster/${cluster}`,
    });
  const pass = (name: string, service = "ecs-tasks.amazonaws.com") =>
    may("iam:PassRole", `arn:aws:iam::111111111111:role/${name}`, {
      "iam:PassedToService": service,
    });

  test("starts tasks of this service in this cluster, and no others", () => {
    expect(run("acme-dev-web")).toBe("Allow");
    expect(run("acme-dev-web-2")).toBeUndefined();
    expect(run("acme-dev-web", "acme-prod")).toBeUndefined();
    expect(may("ecs:StopTask", `${ECS}:task/acme-dev/1`)).toBeUndefined();
  });

  test("passes on the two roles of the service to ECS's tasks alone", () => {
    expect([pass("acme-dev-web-task"), pass("acme-dev-web-execution")]).toEqual(["Allow", "Allow"]);
    expect(pass("acme-dev-web-schedule")).toBeUndefined();
    expect(pass("acme-dev-web-task", "ec2.amazonaws.com")).toBeUndefined();
  });

  test("keeps what it missed, and reads no messages", () => {
    const queue = "arn:aws:sqs:ap-northeast-2:111111111111:acme-dev-web-missed";
    expect(may("sqs:SendMessage", queue)).toBe("Allow");
    expect(may("sqs:ReceiveMessage", queue)).toBeUndefined();
    expect(may("sqs:SendMessage", queue.replace("-missed", ""))).toBeUndefined();
  });

  test("is taken on for schedules of its group alone", () => {
    const taken = (group: string, account = "111111111111") =>
      decision(role.assume_role_policy.replace('"Action"', '"Resource":"*","Action"'), {
        action: "sts:AssumeRole",
        resource: "*",
        context: {
          "aws:SourceAccount": account,
          "aws:SourceArn": `arn:aws:scheduler:ap-northeast-2:111111111111:schedule-group/${group}`,
        },
      });
    expect(taken("acme-dev-web")).toBe("Allow");
    expect(taken("acme-dev-other")).toBeUndefined();
    expect(taken("acme-dev-web", "222222222222")).toBeUndefined();
  });
});

test("people are told of those that failed and of those that did not run, and see both", () => {
  const missed = named("aws_cloudwatch_metric_alarm", "acme-dev-web-missed-tasks");
  expect(missed).toMatchObject({ threshold: 0, dimensions: { QueueName: "acme-dev-web-missed" } });
  expect(missed.alarm_actions[0]).toContain("notifications");
  const [{ dashboard_body: body }] = all("aws_cloudwatch_dashboard");
  for (const seen of ["AWS/Scheduler", "acme-dev-web-tasks", "acme-dev-web-missed"]) {
    expect(body).toContain(seen);
  }
});

describe("of a scheduled task that stopped", () => {
  const { event_pattern: text } = named("aws_cloudwatch_event_rule", "acme-dev-web-tasks");
  const { detail, ...rest } = JSON.parse(text);
  /** As ECS tells it (ECS developer guide, "Task state change events"). */
  const told = (changes: object) =>
    matchesPattern(
      { ...rest, detail: { ...detail, clusterArn: ["cluster"] } },
      {
        source: "aws.ecs",
        "detail-type": "ECS Task State Change",
        detail: {
          clusterArn: "cluster",
          group: "task:web-report",
          lastStatus: "STOPPED",
          stopCode: "EssentialContainerExited",
          containers: [
            { name: "proxy", exitCode: 143 },
            { name: "web", exitCode: 1 },
          ],
          ...changes,
        },
      },
    );
  const ended = (exitCode?: number) => ({
    containers: [
      { name: "proxy", exitCode: 143 },
      { name: "web", ...(exitCode !== undefined && { exitCode }) },
    ],
  });

  test.each<[string, object, boolean]>([
    ["failed", {}, true],
    ["was killed", ended(137), true],
    ["never started", { ...ended(), stopCode: "TaskFailedToStart" }, true],
    ["ended well, and its sidecar was ended with it", ended(0), false],
    ["has not stopped", { lastStatus: "RUNNING" }, false],
    ["is one by hand", { group: "task:web-prune" }, false],
    ["is one of the service", { group: "service:web" }, false],
    ["is another cluster's", { clusterArn: "another" }, false],
  ])("one that %s", (_, changes, expected) => {
    expect(told(changes)).toBe(expected);
  });
});

test("by hand there is nothing to make", () => {
  const { resource } = synth({ tasks: [prune] });
  expect(resource["terraform_data"]).toBeUndefined();
  expect(resource["aws_scheduler_schedule_group"]).toBeUndefined();
});

test("a task may have any name, also those of what a schedule is made of", () => {
  const names = ["group", "missed", "role", "role-policy", "scheduled", "tasks"];
  const { resource } = synth({
    tasks: names.flatMap((name) => [
      { ...report, name },
      { ...migrate, name: `${name}-2` },
    ]),
  });
  expect(Object.keys(resource["aws_scheduler_schedule"]!)).toHaveLength(names.length);
});

test("nothing runs while a placeholder does", () => {
  const { resource } = synth({ image: undefined, tasks: [migrate, report] });
  expect(resource["terraform_data"]).toBeUndefined();
  expect(resource["aws_scheduler_schedule"]).toBeUndefined();
});

test("where others deploy, a schedule starts the newest revision", () => {
  const own = synth({ tasks: [report], deployment: { strategy: "ROLLING", deployedBy: "ci" } });
  const [schedule] = all("aws_scheduler_schedule", own);
  expect(schedule.target.ecs_parameters.task_definition_arn).toBe(
    "arn:aws:ecs:ap-northeast-2:111111111111:task-definition/acme-dev-web",
  );
});
