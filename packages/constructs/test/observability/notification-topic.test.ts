import { TerraformOutput } from "cdktf";
import {
  NotificationTopic,
  type NotificationTopicProps,
} from "../../src/observability/notification-topic";
import { policyDocument, type PolicyStatement } from "../../src/policy-document";
import { decision } from "@groundwork/testing/iam";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const synthTopic = (overrides: Partial<NotificationTopicProps> = {}) =>
  synthConstruct((scope) => {
    const topic = new NotificationTopic(scope, "notifications", {
      name: "acme-dev-notifications",
      accountId: "111111111111",
      kmsKeyArn: "arn:aws:kms:eu-central-1:111111111111:key/1",
      emails: ["ops@example.com"],
      ...overrides,
    });
    new TerraformOutput(scope, "arn", { value: topic.arn, staticId: true });
  });

const topicArn = "${aws_sns_topic.notifications_topic_9813ADB4.arn}";

test("consists of a topic, who may publish to it, and a subscription for each address", () => {
  expect(resourceAddresses(synthTopic({ emails: ["a.b@example.com", "ab@example.com"] }))).toEqual([
    "aws_sns_topic.notifications_topic_9813ADB4", // confirmed subscriptions hang on it: this id must not change
    "aws_sns_topic_policy.notifications_policy_299A342F",
    "aws_sns_topic_subscription.notifications_email-abexamplecom_1A22357D",
    "aws_sns_topic_subscription.notifications_email-abexamplecom_884D07E0", // told apart by the hash
  ]);
});

test("what is published lies encrypted", () => {
  expect(onlyResource(synthTopic(), "aws_sns_topic")).toMatchObject({
    name: "acme-dev-notifications",
    kms_master_key_id: "arn:aws:kms:eu-central-1:111111111111:key/1",
  });
});

test("whoever uses the ARN waits for the policy", () => {
  expect(synthTopic().output!["arn"].value).toMatch(/^\$\{aws_sns_topic_policy\..*\.arn\}$/);
  expect(onlyResource(synthTopic(), "aws_sns_topic_policy").arn).toBe(topicArn);
});

describe("subscriptions", () => {
  const byEmail = (emails: string[]) =>
    Object.fromEntries(
      Object.entries(synthTopic({ emails }).resource["aws_sns_topic_subscription"] ?? {}).map(
        ([id, { endpoint }]) => [endpoint, id],
      ),
    );

  test("go to the address by e-mail", () => {
    expect(onlyResource(synthTopic(), "aws_sns_topic_subscription")).toMatchObject({
      topic_arn: topicArn,
      protocol: "email",
      endpoint: "ops@example.com",
    });
  });

  test("of the others stay when an address is taken off the list or the list is turned round", () => {
    const [a, b, c] = ["a@example.com", "b@example.com", "c@example.com"] as const;
    expect(byEmail([a, b, c])).toMatchObject(byEmail([c, b]));
  });

  test("there are none without addresses", () => {
    expect(synthTopic({ emails: [] }).resource).not.toHaveProperty("aws_sns_topic_subscription");
  });
});

describe("topic policy", () => {
  const statements: PolicyStatement[] = JSON.parse(
    onlyResource(synthTopic(), "aws_sns_topic_policy").policy,
  ).Statement;

  /** What the policy says to a principal that publishes. */
  const answer = (service: string, context: Record<string, string>, action = "sns:Publish") =>
    decision(
      policyDocument(
        statements.filter(
          ({ Principal }) =>
            Principal === "*" || (Principal as Record<string, string>)["Service"] === service,
        ),
      ),
      { action, resource: topicArn, context: { "aws:SecureTransport": "true", ...context } },
    );

  test("lets alarms of this account publish, and of no other", () => {
    const ask = (account: string) =>
      answer("cloudwatch.amazonaws.com", { "aws:SourceAccount": account });
    expect(ask("111111111111")).toBe("Allow");
    expect(ask("222222222222")).toBeUndefined();
  });

  test("lets EventBridge publish, which meets no condition", () => {
    expect(answer("events.amazonaws.com", {})).toBe("Allow");
  });

  test("lets them do nothing else, and nobody else publish", () => {
    expect(answer("events.amazonaws.com", {}, "sns:Subscribe")).toBeUndefined();
    expect(answer("s3.amazonaws.com", { "aws:SourceAccount": "111111111111" })).toBeUndefined();
  });

  test("denies everybody to publish in clear text", () => {
    expect(answer("events.amazonaws.com", { "aws:SecureTransport": "false" })).toBe("Deny");
    expect(answer("s3.amazonaws.com", { "aws:SecureTransport": "false" })).toBe("Deny");
  });
});

describe("fails", () => {
  test.each<[string, Partial<NotificationTopicProps>, string]>([
    [
      "on a name that SNS refuses",
      { name: "acme.dev" },
      'notifications.name: got "acme.dev", expected 1 to 256 letters',
    ],
    ["on a name too long", { name: "a".repeat(257) }, "expected 1 to 256 letters"],
  ])("%s", (_, overrides, message) => {
    expect(() => synthTopic(overrides)).toThrow(message);
  });
});
