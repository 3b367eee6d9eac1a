import { FlowLogs, type FlowLogsProps } from "../../src/network/flow-logs";
import { decision } from "@groundwork/testing/iam";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const synthFlowLogs = (overrides: Partial<FlowLogsProps> = {}) =>
  synthConstruct((scope) => {
    new FlowLogs(scope, "flow-logs", {
      name: "acme-dev",
      vpcId: "vpc-1",
      accountId: "111111111111",
      region: "eu-central-1",
      retentionDays: 30,
      ...overrides,
    });
  });

const logGroupArn = "${aws_cloudwatch_log_group.flow-logs_log-group_BD9661F8.arn}";

test("consist of a flow log, its log group and the role that writes into it", () => {
  expect(resourceAddresses(synthFlowLogs())).toEqual([
    "aws_cloudwatch_log_group.flow-logs_log-group_BD9661F8", // holds the records: this id must not change
    "aws_flow_log.flow-logs_flow-log_2E4F04EC",
    "aws_iam_role.flow-logs_role_B4B87A12",
    "aws_iam_role_policy.flow-logs_policy_C17FD0C0",
  ]);
});

describe("log group", () => {
  const logGroup = (overrides: Partial<FlowLogsProps> = {}) =>
    onlyResource(synthFlowLogs(overrides), "aws_cloudwatch_log_group");

  test("is the VPC's own and forgets", () => {
    expect(logGroup()).toMatchObject({ name: "/vpc/acme-dev/flow", retention_in_days: 30 });
  });

  test("is encrypted with the key that is given", () => {
    const kmsKeyArn = "arn:aws:kms:eu-central-1:111111111111:key/1";
    expect(logGroup()).not.toHaveProperty("kms_key_id");
    expect(logGroup({ kmsKeyArn }).kms_key_id).toBe(kmsKeyArn);
  });
});

test("everything is recorded, refused or not, and goes into the group once that is allowed", () => {
  expect(onlyResource(synthFlowLogs(), "aws_flow_log")).toMatchObject({
    vpc_id: "vpc-1",
    traffic_type: "ALL",
    log_destination_type: "cloud-watch-logs",
    log_destination: logGroupArn,
    iam_role_arn: expect.stringMatching(/^\$\{aws_iam_role\.flow-logs_role_.*\.arn\}$/),
    max_aggregation_interval: 600,
    depends_on: [expect.stringContaining("aws_iam_role_policy.flow-logs_policy_")],
  });
});

describe("role", () => {
  test("is taken on by flow logs of this account and region alone", () => {
    const { assume_role_policy: trust } = onlyResource(synthFlowLogs(), "aws_iam_role");
    expect(JSON.parse(trust).Statement[0].Principal).toEqual({
      Service: "vpc-flow-logs.amazonaws.com",
    });
    const arn = "arn:aws:ec2:eu-central-1:111111111111:vpc-flow-log/fl-1";
    const ask = (context: Record<string, string>) =>
      decision(trust, {
        action: "sts:AssumeRole",
        resource: "",
        context: { "aws:SourceAccount": "111111111111", "aws:SourceArn": arn, ...context },
      });
    expect(ask({})).toBe("Allow");
    expect(ask({ "aws:SourceAccount": "222222222222" })).toBeUndefined();
    expect(ask({ "aws:SourceArn": arn.replace("central", "west") })).toBeUndefined();
  });

  test("writes into the group, makes none and reads nothing", () => {
    const { policy } = onlyResource(synthFlowLogs(), "aws_iam_role_policy");
    const ask = (action: string, resource: string) => decision(policy, { action, resource });
    const stream = `${logGroupArn}:log-stream:eni-1-all`;
    expect(ask("logs:CreateLogStream", stream)).toBe("Allow");
    expect(ask("logs:PutLogEvents", stream)).toBe("Allow");
    expect(ask("logs:DescribeLogStreams", logGroupArn)).toBe("Allow");
    expect(ask("logs:CreateLogGroup", logGroupArn)).toBeUndefined();
    expect(ask("logs:GetLogEvents", stream)).toBeUndefined();
    expect(
      ask("logs:PutLogEvents", "arn:aws:logs:x:1:log-group:other:log-stream:a"),
    ).toBeUndefined();
  });
});

test("fail on a name that leaves a role none", () => {
  expect(() => synthFlowLogs({ name: "a".repeat(55) })).toThrow(
    "expected at most 54 characters, as a role may have 64",
  );
  expect(() => synthFlowLogs({ name: "a".repeat(54) })).not.toThrow();
});
