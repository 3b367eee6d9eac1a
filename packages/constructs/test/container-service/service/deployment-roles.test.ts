import { decision } from "@groundwork/testing/iam";
import { onlyResource } from "@groundwork/testing/synth";
import { container } from "../task/synth-task";
import { synthDeployment } from "./synth-deployment";

describe("hooks", () => {
  const lambdaArn = "arn:aws:lambda:eu-central-1:111111111111:function:smoke-test";
  const hooks = [
    { lambdaArn, stages: ["POST_TEST_TRAFFIC_SHIFT" as const, "PRE_SCALE_UP" as const] },
    { lambdaArn: `${lambdaArn}-2`, stages: ["POST_SCALE_UP" as const] },
  ];
  const json = synthDeployment({ strategy: "CANARY", hooks });

  test("are called at their stages", () => {
    const { lifecycle_hook: blocks } = onlyResource(
      json,
      "aws_ecs_service",
    ).deployment_configuration;
    const roleArn = "${aws_iam_role.web_hooks_role_3E2925F8.arn}";
    expect(blocks).toEqual([
      {
        hook_target_arn: lambdaArn,
        role_arn: roleArn,
        lifecycle_stages: ["POST_TEST_TRAFFIC_SHIFT", "PRE_SCALE_UP"],
      },
      { hook_target_arn: `${lambdaArn}-2`, role_arn: roleArn, lifecycle_stages: ["POST_SCALE_UP"] },
    ]);
  });

  test.each([
    [lambdaArn, "Allow"],
    [`${lambdaArn}-2`, "Allow"],
    [`${lambdaArn}-3`, undefined],
  ])("%s may be called: %s", (resource, expected) => {
    const { policy } = json.resource["aws_iam_role_policy"]!["web_hooks_policy_18ED8F1A"];
    expect(decision(policy, { action: "lambda:InvokeFunction", resource })).toBe(expected);
  });
});

describe("roles of ECS", () => {
  const hooks = [
    {
      lambdaArn: "arn:aws:lambda:eu-central-1:111111111111:function:smoke",
      stages: ["PRE_SCALE_UP" as const],
    },
  ];
  const json = synthDeployment({ strategy: "CANARY", hooks });

  test.each([
    ["web_traffic-shift_role_9A8B267A", "acme-dev-web-shift"],
    ["web_hooks_role_3E2925F8", "acme-dev-web-hooks"],
  ])("%s is for ECS itself, not for tasks", (id, name) => {
    const role = json.resource["aws_iam_role"]![id];
    expect(role.name).toBe(name);
    expect(JSON.parse(role.assume_role_policy).Statement).toEqual([
      // AWS documents no condition that ECS would meet.
      {
        Sid: "Ecs",
        Effect: "Allow",
        Principal: { Service: "ecs.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ]);
  });

  test("the one that shifts traffic has AWS's own policy for that", () => {
    expect(onlyResource(json, "aws_iam_role_policy_attachment")).toMatchObject({
      role: "${aws_iam_role.web_traffic-shift_role_9A8B267A.name}",
      policy_arn: "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers",
    });
  });

  test("go only after the service, whose last deployment still needs them", () => {
    const made = Object.entries({
      ...json.resource["aws_iam_role"],
      ...json.resource["aws_iam_role_policy"],
      ...json.resource["aws_iam_role_policy_attachment"],
    }).filter(([id]) => /^web_(hooks|traffic-shift)_/.test(id));
    expect(made).toHaveLength(4);
    for (const [, { lifecycle }] of made) {
      expect(lifecycle).toEqual({ create_before_destroy: true });
    }
  });

  test("have names that IAM takes with the longest of a service", () => {
    const long = synthDeployment(
      { strategy: "CANARY", hooks },
      {
        namePrefix: "p".repeat(40),
        name: "n".repeat(13),
        containers: [container({ name: "n".repeat(13), port: 8080 })],
      },
    );
    const names = Object.values(long.resource["aws_iam_role"]!).map(({ name }) => name.length);
    expect(Math.max(...names)).toBeLessThanOrEqual(64);
  });
});
