import { DeliveryPolicies } from "../../src/delivery/delivery-policies";
import { DeliveryRole, type DeliveryRoleProps } from "../../src/delivery/delivery-role";
import { publish } from "../../src/delivery/publish-statements";
import { SlackChannel } from "../../src/delivery/slack-channel";
import type { PolicyStatement } from "../../src/policy-document";
import { decision } from "@groundwork/testing/iam";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const allow = (Action: string): PolicyStatement => ({ Effect: "Allow", Action, Resource: "*" });
const long = (length: number) => [allow(`s3:${"a".repeat(length)}`)];

const synthRole = (overrides: Partial<DeliveryRoleProps> = {}) =>
  synthConstruct((scope) => {
    new DeliveryRole(scope, "plan-main", {
      name: "acme-plan-main",
      description: "Plans",
      trust: [allow("sts:AssumeRoleWithWebIdentity")],
      statements: [allow("ec2:DescribeVpcs")],
      ...overrides,
    });
  });

describe("role", () => {
  test("has what it may do by itself and by policies", () => {
    const json = synthRole({ policyArns: { read: "arn:aws:iam::111111111111:policy/read" } });
    expect(resourceAddresses(json)).toEqual([
      "aws_iam_role.plan-main_role_324920DE",
      "aws_iam_role_policy.plan-main_policy_A09EC128",
      "aws_iam_role_policy_attachment.plan-main_read_DF8094FB",
    ]);
    expect(onlyResource(json, "aws_iam_role")).toMatchObject({
      name: "acme-plan-main",
      max_session_duration: 3600,
    });
    expect(onlyResource(json, "aws_iam_role")).not.toHaveProperty("permissions_boundary");
  });

  test("is bound where that is asked for", () => {
    const permissionsBoundaryArn = "arn:aws:iam::111111111111:policy/boundary";
    const json = synthRole({ permissionsBoundaryArn, maxSessionSeconds: 7200 });
    expect(onlyResource(json, "aws_iam_role")).toMatchObject({
      permissions_boundary: permissionsBoundaryArn,
      max_session_duration: 7200,
    });
  });

  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`p${i}`, `arn:${i}`]));
  test.each<[string, Partial<DeliveryRoleProps>, string]>([
    ["a name too long", { name: "a".repeat(65) }, "expected at most 64 characters"],
    ["more policies than IAM takes", { policyArns: eleven }, "expected at most 10"],
    ["more of its own than IAM takes", { statements: long(10_240) }, "at most 10240 characters"],
  ])("fails on %s", (_, overrides, message) => {
    expect(() => synthRole(overrides)).toThrow(message);
  });
});

describe("policies", () => {
  const synthPolicies = (statements: PolicyStatement[]) =>
    synthConstruct((scope) => {
      const { arns } = new DeliveryPolicies(scope, "policies", {
        name: "acme-apply-dev",
        policies: { network: statements },
      });
      expect(Object.keys(arns)).toEqual(["network"]);
    });

  test("are managed, each of its name", () => {
    const json = synthPolicies([allow("ec2:DescribeVpcs")]);
    expect(onlyResource(json, "aws_iam_policy").name).toBe("acme-apply-dev-network");
  });

  test("fail on more than IAM takes", () => {
    expect(() => synthPolicies(long(6144))).toThrow("policies.network: got");
  });
});

describe("Slack channel", () => {
  const json = synthConstruct((scope) => {
    new SlackChannel(scope, "slack", {
      name: "acme-delivery-C1",
      workspaceId: "T1",
      channelId: "C1",
      topicArns: ["arn:aws:sns:ap-northeast-2:111111111111:acme-dev-delivery"],
    });
  });

  test("is a configuration and a role that may do nothing", () => {
    expect(resourceAddresses(json)).toEqual([
      "aws_chatbot_slack_channel_configuration.slack_channel_ACB1627E",
      "aws_iam_role.slack_role_140B9423",
    ]);
  });

  test("only shows: whoever is in the channel can do nothing by it", () => {
    expect(onlyResource(json, "aws_chatbot_slack_channel_configuration")).toMatchObject({
      configuration_name: "acme-delivery-C1",
      slack_team_id: "T1",
      slack_channel_id: "C1",
      sns_topic_arns: ["arn:aws:sns:ap-northeast-2:111111111111:acme-dev-delivery"],
      guardrail_policy_arns: ["arn:aws:iam::aws:policy/AWSDenyAll"],
      region: "us-east-2",
    });
  });
});

test("whoever tells people has the topics' key by way of SNS alone", () => {
  const policy = JSON.stringify({
    Statement: publish({ topicArns: ["arn:t"], kmsKeyArn: "arn:k", region: "ap-northeast-2" }),
  });
  const decrypt = (service: string) =>
    decision(policy, {
      action: "kms:Decrypt",
      resource: "arn:k",
      context: { "kms:ViaService": `${service}.ap-northeast-2.amazonaws.com` },
    });
  expect(decision(policy, { action: "sns:Publish", resource: "arn:t" })).toBe("Allow");
  expect(decision(policy, { action: "sns:Publish", resource: "arn:u" })).toBeUndefined();
  expect([decrypt("sns"), decrypt("s3")]).toEqual(["Allow", undefined]);
});
