import { Fn } from "cdktf";
import {
  EventNotification,
  type EventNotificationProps,
} from "../../src/observability/event-notification";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const defaults: EventNotificationProps = {
  name: "acme-dev-deployment-failed",
  description: "Failed deployments of acme-dev",
  eventPattern: { source: ["aws.ecs"], detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] } },
  topicArn: "${aws_sns_topic_policy.policy.arn}",
  inputPaths: { reason: "$.detail.reason" },
  message: "A deployment failed: <reason>",
};

const synthNotification = (overrides: Partial<EventNotificationProps> = {}) =>
  synthConstruct((scope) => {
    new EventNotification(scope, "failure", { ...defaults, ...overrides });
  });

test("consists of a rule and its target", () => {
  expect(resourceAddresses(synthNotification())).toEqual([
    "aws_cloudwatch_event_rule.failure_rule_9A36B97F",
    "aws_cloudwatch_event_target.failure_target_020918A4",
  ]);
});

test("the rule matches the events asked for", () => {
  const rule = onlyResource(synthNotification(), "aws_cloudwatch_event_rule");
  expect(rule).toMatchObject({
    name: "acme-dev-deployment-failed",
    description: "Failed deployments of acme-dev",
  });
  expect(JSON.parse(rule.event_pattern)).toEqual(defaults.eventPattern);
});

describe("target", () => {
  const target = (overrides: Partial<EventNotificationProps> = {}) =>
    onlyResource(synthNotification(overrides), "aws_cloudwatch_event_target");

  test("is the topic, by its policy and without a role", () => {
    expect(target()).toMatchObject({
      rule: expect.stringMatching(/^\$\{aws_cloudwatch_event_rule\.failure_rule_.*\.name\}$/),
      target_id: "topic",
      arn: "${aws_sns_topic_policy.policy.arn}",
    });
    expect(target()).not.toHaveProperty("role_arn");
  });

  test("gets a sentence, as the JSON text that EventBridge wants", () => {
    expect(target().input_transformer).toEqual({
      input_paths: { reason: "$.detail.reason" },
      input_template: '"A deployment failed: <reason>"',
    });
  });

  test("may take parts of the event by their place in a list", () => {
    const inputPaths = { service: "$.resources[0]", kind: "$.detail-type" };
    const message = "<kind>: <service>";
    expect(target({ inputPaths, message }).input_transformer.input_paths).toEqual(inputPaths);
  });

  test("may be told what EventBridge knows by itself", () => {
    const message = "<aws.events.rule-name> at <aws.events.event.ingestion-time>";
    expect(target({ message }).input_transformer.input_template).toBe(`"${message}"`);
  });

  test("is tried again for an hour, not for a day", () => {
    expect(target().retry_policy).toEqual({
      maximum_event_age_in_seconds: 3600,
      maximum_retry_attempts: 185,
    });
  });
});

describe("fails", () => {
  test.each<[string, Partial<EventNotificationProps>, string]>([
    [
      "on a name that EventBridge refuses",
      { name: "acme/dev" },
      'failure.name: got "acme/dev", expected 1 to 64 letters',
    ],
    ["on a name too long", { name: "a".repeat(65) }, "expected 1 to 64 letters"],
    ["on a description too long", { description: "a".repeat(513) }, "expected at most 512"],
    [
      "on a pattern too long",
      { eventPattern: { resources: ["a".repeat(2048)] } },
      "expected at most 2048 characters",
    ],
    ["on a path that is none", { inputPaths: { reason: "detail.reason" } }, "failure.inputPaths"],
    ["on a path with quotes", { inputPaths: { reason: "$['detail']" } }, "failure.inputPaths"],
    [
      "on a name of AWS's own",
      { inputPaths: { AWSreason: "$.detail.reason" } },
      'starting with "AWS"',
    ],
    [
      "on more names than EventBridge takes",
      {
        inputPaths: Object.fromEntries(
          Array.from({ length: 101 }, (_, i) => [`name${i}`, "$.detail"]),
        ),
      },
      "expected at most 100 names",
    ],
    [
      "on a placeholder without a path",
      { message: "<service>: <reason>" },
      'failure.message: got "<service>: <reason>", expected <service> to be among inputPaths: reason',
    ],
    ["on an empty message", { message: "" }, "expected one line"],
    [
      "on quotes, which would arrive escaped",
      { message: 'It said "<reason>"' },
      "expected one line",
    ],
    ["on a backslash", { message: "a\\b" }, "expected one line"],
    ["on a line break", { message: "Failed.\n<reason>" }, "expected one line"],
    ["on a message too long", { message: "a".repeat(8191) }, "at most 8190 characters"],
  ])("%s", (_, overrides, message) => {
    expect(() => synthNotification(overrides)).toThrow(message);
  });

  test("not on a pattern with a token, whose length nobody knows", () => {
    const eventPattern = { resources: [Fn.upper("a".repeat(2048))], names: ["a".repeat(2048)] };
    expect(() => synthNotification({ eventPattern })).not.toThrow();
  });
});
