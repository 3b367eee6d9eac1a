import { configuration, environmentInput } from "../../src/configuration";
import { decision } from "../../src/iam";
import { stacksOf } from "../../src/stacks";
import { synthStack, type TerraformJson } from "../../src/synth";

const synth = (worker: object, changes = {}): TerraformJson =>
  synthStack(
    stacksOf(
      configuration({}, [
        environmentInput("dev", {
          services: [{ name: "worker", image: { tag: "1" }, ...worker } as never],
          ...changes,
        }),
      ]),
    )("dev-stack"),
  );

const queue = { visibilityTimeoutSeconds: 600, messagesPerTask: 10 };
const json = synth(
  { queue, autoscaling: { minCount: 0, maxCount: 30 } },
  { alarms: { emails: ["a@example.com"] } },
);
const named = (type: string, name: string) =>
  Object.values(json.resource[type]!).find((one) => [one.name, one.alarm_name].includes(name));

test("a queue has dead letters, encryption, and no way in without TLS", () => {
  const own = named("aws_sqs_queue", "acme-dev-worker");
  expect(own).toMatchObject({
    sqs_managed_sse_enabled: true,
    visibility_timeout_seconds: 600,
    message_retention_seconds: 4 * 86_400,
    lifecycle: { prevent_destroy: true },
  });
  expect(own.redrive_policy).toMatch(/dead-letters.*\.arn.*maxReceiveCount.* 5/);
  expect(named("aws_sqs_queue", "acme-dev-worker-dead-letters")).toMatchObject({
    sqs_managed_sse_enabled: true,
    message_retention_seconds: 14 * 86_400,
  });
  const policies = Object.values(json.resource["aws_sqs_queue_policy"]!);
  expect(policies).toHaveLength(2);
  for (const { policy } of policies) {
    const { Resource } = JSON.parse(policy).Statement[0];
    const plain = (secure: string) =>
      decision(policy.replace(Resource, "*"), {
        action: "sqs:SendMessage",
        resource: "arn:aws:sqs:ap-northeast-2:111111111111:acme-dev-worker",
        context: { "aws:SecureTransport": secure },
      });
    expect([plain("false"), plain("true")]).toEqual(["Deny", undefined]);
  }
});

test("the role of its tasks alone may use it", () => {
  const texts = Object.values(json.resource["aws_iam_role_policy"]!).filter(({ policy }) =>
    policy.includes("sqs:"),
  );
  expect(texts).toHaveLength(1);
  const [{ policy, role }] = texts as [any];
  expect(role).toContain("services_worker_task_task-role");
  const may = (action: string, name: string) =>
    decision(policy, {
      action: `sqs:${action}`,
      resource: `arn:aws:sqs:ap-northeast-2:111111111111:${name}`,
      context: {},
    });
  expect(may("ReceiveMessage", "acme-dev-worker")).toBe("Allow");
  expect(may("ReceiveMessage", "acme-dev-worker-dead-letters")).toBeUndefined();
  expect(may("PurgeQueue", "acme-dev-worker")).toBeUndefined();
});

test("messages alone count the tasks, down to none", () => {
  const policies = Object.values(json.resource["aws_appautoscaling_policy"]!);
  expect(policies.map(({ policy_type: type }) => type)).toEqual(["StepScaling", "StepScaling"]);
  const idle = policies
    .map((one) => one.step_scaling_policy_configuration)
    .find(({ step_adjustment: all }) => all.length === 1);
  expect(idle.step_adjustment).toEqual([
    { metric_interval_upper_bound: "0", scaling_adjustment: 0 },
  ]);
  const alarm = named("aws_cloudwatch_metric_alarm", "acme-dev-worker-backlog");
  expect(alarm.metric_query.map(({ expression }: any) => expression)).toContain("waiting + taken");
  expect(alarm.alarm_actions[0]).toMatch(/^\$\{aws_appautoscaling_policy\..*backlog/);
});

test("people are told of what waits and of dead letters, and see both", () => {
  const told = (name: string) => {
    const { threshold, alarm_actions: actions } = named(
      "aws_cloudwatch_metric_alarm",
      `acme-dev-worker-${name}`,
    );
    expect(actions[0]).toContain("notifications");
    return threshold;
  };
  expect([told("oldest-message"), told("dead-letters")]).toEqual([900, 0]);
  const [{ dashboard_body: body }] = Object.values(json.resource["aws_cloudwatch_dashboard"]!) as [
    any,
  ];
  expect(body).toContain("acme-dev-worker-dead-letters");
});

test("where nothing is kept, it may go; without autoscaling nothing counts", () => {
  const { resource } = synth({ queue: {} }, { production: false });
  for (const own of Object.values(resource["aws_sqs_queue"]!)) {
    expect(own.lifecycle).toBeUndefined();
  }
  expect(resource["aws_appautoscaling_policy"]).toBeUndefined();
});
