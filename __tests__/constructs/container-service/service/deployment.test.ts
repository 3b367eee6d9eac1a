import type {
  DeploymentStrategy,
  EcsDeployment,
} from "../../../../constructs/container-service/service/deployment";
import { decision } from "../../../support/iam";
import { onlyResource } from "../../../support/synth";
import { fromTerraform, synthService, type Overrides } from "./synth-service";

type Options = Partial<Pick<EcsDeployment, "hooks" | "timeoutMinutes">>;

const deploy = (strategy: DeploymentStrategy, options: Options = {}): EcsDeployment => ({
  ...strategy,
  ...fromTerraform,
  ...options,
});

const synthesize = (strategy: DeploymentStrategy, options?: Options, overrides?: Overrides) =>
  synthService({ deployment: deploy(strategy, options), ...overrides });

const serviceOf = (...args: Parameters<typeof synthesize>) =>
  onlyResource(synthesize(...args), "aws_ecs_service");

const shifting = ["BLUE_GREEN", "CANARY", "LINEAR"] as const;

describe("strategies", () => {
  test.each<[DeploymentStrategy, object]>([
    // Written down as well, or the strategy before it would stay.
    [{ strategy: "ROLLING" }, { strategy: "ROLLING" }],
    [{ strategy: "BLUE_GREEN" }, { strategy: "BLUE_GREEN", bake_time_in_minutes: "10" }],
    [{ strategy: "BLUE_GREEN", bakeMinutes: 0 }, { bake_time_in_minutes: "0" }],
    // The provider sends 0 for a bake time left out, so none is.
    [
      { strategy: "CANARY" },
      {
        bake_time_in_minutes: "10",
        canary_configuration: { canary_percent: 10, canary_bake_time_in_minutes: "5" },
      },
    ],
    [
      { strategy: "CANARY", canaryPercent: 0.1, canaryBakeMinutes: 1440, bakeMinutes: 3 },
      {
        bake_time_in_minutes: "3",
        canary_configuration: { canary_percent: 0.1, canary_bake_time_in_minutes: "1440" },
      },
    ],
    [
      { strategy: "LINEAR" },
      {
        bake_time_in_minutes: "10",
        linear_configuration: { step_percent: 10, step_bake_time_in_minutes: "6" },
      },
    ],
    [
      { strategy: "LINEAR", stepPercent: 50, stepBakeMinutes: 2, bakeMinutes: 4 },
      {
        bake_time_in_minutes: "4",
        linear_configuration: { step_percent: 50, step_bake_time_in_minutes: "2" },
      },
    ],
  ])("%j", (strategy, expected) => {
    expect(serviceOf(strategy).deployment_configuration).toMatchObject(expected);
  });

  test.each(["ROLLING", ...shifting] as const)(
    "%s gives up on tasks that do not start",
    (strategy) => {
      expect(serviceOf({ strategy }).deployment_circuit_breaker).toEqual({
        enable: true,
        rollback: true,
      });
    },
  );

  test.each<[DeploymentStrategy["strategy"], true | undefined]>([
    ["ROLLING", undefined],
    ["BLUE_GREEN", true],
    ["CANARY", true],
    ["LINEAR", true],
  ])("%s rolls back when the apply is interrupted: %s", (strategy, expected) => {
    expect(serviceOf({ strategy }).sigint_rollback).toBe(expected);
  });
});

describe("rolling", () => {
  test("replaces tasks without losing capacity, and balances zones", () => {
    expect(serviceOf({ strategy: "ROLLING" })).toMatchObject({
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      availability_zone_rebalancing: "ENABLED",
    });
  });

  test("cannot balance zones without room for one task more", () => {
    const least = { minimumHealthyPercent: 0, maximumPercent: 100 };
    expect(serviceOf({ strategy: "ROLLING", ...least })).toMatchObject({
      deployment_minimum_healthy_percent: 0,
      deployment_maximum_percent: 100,
      availability_zone_rebalancing: "DISABLED",
    });
  });
});

describe("time-outs", () => {
  test.each<[DeploymentStrategy, Options, Overrides, string]>([
    [{ strategy: "ROLLING" }, {}, {}, "20m"],
    [{ strategy: "BLUE_GREEN", bakeMinutes: 30 }, {}, {}, "50m"],
    [{ strategy: "CANARY", canaryBakeMinutes: 15, bakeMinutes: 30 }, {}, {}, "65m"],
    // Three steps, the last of which is smaller.
    [{ strategy: "LINEAR", stepPercent: 40, stepBakeMinutes: 5, bakeMinutes: 1 }, {}, {}, "36m"],
    // The last requests of the old tasks may take an hour.
    [{ strategy: "ROLLING" }, {}, { http: { deregistrationDelaySeconds: 3600 } }, "70m"],
    [{ strategy: "ROLLING" }, { timeoutMinutes: 90 }, {}, "90m"],
  ])("%j %j %j: %s", (strategy, options, overrides, timeout) => {
    expect(serviceOf(strategy, options, overrides).timeouts).toEqual({
      create: timeout,
      update: timeout,
      delete: timeout,
    });
  });
});

describe("hooks", () => {
  const lambdaArn = "arn:aws:lambda:eu-central-1:111111111111:function:smoke-test";
  const hooks = [
    { lambdaArn, stages: ["POST_TEST_TRAFFIC_SHIFT", "PRE_SCALE_UP"] as const },
    { lambdaArn: `${lambdaArn}-2`, stages: ["POST_SCALE_UP"] as const },
  ];
  const json = synthesize({ strategy: "CANARY" }, { hooks });

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
  const hooks = [{ lambdaArn: "arn:aws:lambda:x", stages: ["PRE_SCALE_UP"] as const }];
  const json = synthesize({ strategy: "CANARY" }, { hooks });

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
    expect(onlyResource(json, "aws_iam_role_policy_attachment")).toEqual({
      role: "${aws_iam_role.web_traffic-shift_role_9A8B267A.name}",
      policy_arn: "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers",
    });
  });

  test("have names that IAM takes with the longest of a service", () => {
    const long = synthesize(
      { strategy: "CANARY" },
      { hooks },
      {
        namePrefix: "p".repeat(40),
        name: "n".repeat(13),
        containers: [{ name: "n".repeat(13), image: "nginx", port: 8080 }],
      },
    );
    const names = Object.values(long.resource["aws_iam_role"]!).map(({ name }) => name.length);
    expect(Math.max(...names)).toBeLessThanOrEqual(64);
  });
});

describe("fails", () => {
  const stages = ["PRE_SCALE_UP"] as const;

  test.each<[string, DeploymentStrategy, Options, Overrides, string]>([
    [
      "on traffic to shift without any",
      { strategy: "CANARY" },
      {},
      { http: null },
      'web.deployment.strategy: got "CANARY", expected ROLLING, as without http',
    ],
    [
      "on hooks that no stage calls",
      { strategy: "ROLLING" },
      { hooks: [{ lambdaArn: "arn", stages }] },
      {},
      "expected none, as ROLLING shifts no traffic",
    ],
    [
      "on a hook without a stage",
      { strategy: "CANARY" },
      { hooks: [{ lambdaArn: "arn", stages: [] }] },
      {},
      "expected a stage or more for each",
    ],
    [
      "on a bake time too long",
      { strategy: "BLUE_GREEN", bakeMinutes: 1441 },
      {},
      {},
      "web.deployment.bakeMinutes: got 1441, expected whole minutes from 0 to 1440",
    ],
    [
      "on half a minute",
      { strategy: "CANARY", canaryBakeMinutes: 0.5 },
      {},
      {},
      "web.deployment.canaryBakeMinutes: got 0.5",
    ],
    [
      "on a step's bake time below zero",
      { strategy: "LINEAR", stepBakeMinutes: -1 },
      {},
      {},
      "web.deployment.stepBakeMinutes: got -1",
    ],
    [
      "on a canary of nothing",
      { strategy: "CANARY", canaryPercent: 0 },
      {},
      {},
      "web.deployment.canaryPercent: got 0, expected 0.1 to 100",
    ],
    [
      "on steps too small",
      { strategy: "LINEAR", stepPercent: 2 },
      {},
      {},
      "web.deployment.stepPercent: got 2, expected 3 to 100",
    ],
    [
      "on more healthy tasks than there are",
      { strategy: "ROLLING", minimumHealthyPercent: 101 },
      {},
      {},
      "web.deployment.minimumHealthyPercent: got 101, expected 0 to 100",
    ],
    [
      "on fewer tasks than there are",
      { strategy: "ROLLING", maximumPercent: 99 },
      {},
      {},
      "web.deployment.maximumPercent: got 99, expected 100 to 200",
    ],
    [
      "on no room to replace a single task, which 150 % leaves to two",
      { strategy: "ROLLING", maximumPercent: 150 },
      {},
      { desiredCount: 1 },
      'got {"minimumHealthyPercent":100,"maximumPercent":150,"tasks":1}, expected room',
    ],
    [
      "on no room when it has scaled in",
      { strategy: "ROLLING", maximumPercent: 150 },
      {},
      { desiredCount: 2, autoscaling: { minCount: 1, maxCount: 4 } },
      '"tasks":1}, expected room',
    ],
    [
      "on an apply that gives up before the deployment can end",
      { strategy: "CANARY", canaryBakeMinutes: 30, bakeMinutes: 30 },
      { timeoutMinutes: 60 },
      {},
      "web.deployment.timeoutMinutes: got 60, expected whole minutes, more than the 60",
    ],
  ])("%s", (_, strategy, options, overrides, message) => {
    expect(() => synthesize(strategy, options, overrides)).toThrow(message);
  });

  test.each<[DeploymentStrategy, Overrides]>([
    [{ strategy: "ROLLING", maximumPercent: 150 }, { desiredCount: 2 }],
    [{ strategy: "ROLLING", minimumHealthyPercent: 0, maximumPercent: 100 }, { desiredCount: 1 }],
    [{ strategy: "ROLLING" }, { desiredCount: 0 }],
    [{ strategy: "LINEAR", stepPercent: 3, stepBakeMinutes: 1440 }, {}],
  ])("not on what is just allowed: %j %j", (strategy, overrides) => {
    expect(() => synthesize(strategy, {}, overrides)).not.toThrow();
  });
});
