import { onlyResource } from "@groundwork/testing/synth";
import { synthDeployment } from "./synth-deployment";
import { testListener, type Overrides } from "./synth-service";

const lambdaArn = "arn:aws:lambda:eu-central-1:111111111111:function:smoke-test";

/** The service whose stack demands a provider that knows hooks which wait. */
const serviceOf = (deployment: NonNullable<Overrides["deployment"]>) =>
  onlyResource(
    synthDeployment(deployment, { provider: "6.66.0", ofLoadBalancer: { testListener } }),
    "aws_ecs_service",
  );

test.each(["BLUE_GREEN", "CANARY", "LINEAR"] as const)(
  "%s waits once new tasks take all test requests, and goes back by itself",
  (strategy) => {
    const {
      deployment_configuration: block,
      timeouts,
      lifecycle,
    } = serviceOf({
      strategy,
      waitMinutes: 45,
      bakeMinutes: 0,
      ...(strategy === "CANARY" && { canaryBakeMinutes: 5 }),
      ...(strategy === "LINEAR" && { stepPercent: 50, stepBakeMinutes: 5 }),
    });
    expect(block.strategy).toBe(strategy);
    expect(block.lifecycle_hook).toEqual([
      {
        target_type: "PAUSE",
        lifecycle_stages: ["POST_TEST_TRAFFIC_SHIFT"],
        timeout_configuration: { timeout_in_minutes: 45, action: "ROLLBACK" },
      },
    ]);
    // An apply that gave up while ECS waits would say that it failed.
    const shifts = { BLUE_GREEN: 0, CANARY: 5, LINEAR: 10 }[strategy];
    expect(timeouts.update).toBe(`${20 + 45 + shifts}m`);
    // It has a hook, and one that is expected.
    expect(JSON.stringify(lifecycle)).not.toContain("lifecycle_hook");
  },
);

test("functions are called as well", () => {
  const hooks = [{ lambdaArn, stages: ["POST_SCALE_UP" as const] }];
  const { lifecycle_hook: blocks } = serviceOf({
    strategy: "CANARY",
    waitMinutes: 5,
    hooks,
  }).deployment_configuration;
  expect(blocks).toEqual([
    {
      hook_target_arn: lambdaArn,
      role_arn: expect.stringMatching(/^\$\{aws_iam_role\.web_hooks_role_\w+\.arn\}$/),
      lifecycle_stages: ["POST_SCALE_UP"],
    },
    expect.objectContaining({ target_type: "PAUSE" }),
  ]);
});

test("an older provider is refused, as it would not know the hook", () => {
  expect(() =>
    synthDeployment(
      { strategy: "CANARY", waitMinutes: 5 },
      { provider: "6.25.0", ofLoadBalancer: { testListener } },
    ),
  ).toThrow(/lifecycle_hook: got the provider aws 6\.25\.0, expected 6\.66\.0 or newer/);
});

test("without minutes nothing waits, and no provider is demanded", () => {
  const { deployment_configuration: block } = onlyResource(
    synthDeployment({ strategy: "CANARY" }),
    "aws_ecs_service",
  );
  expect(block.lifecycle_hook).toEqual([]);
});

test("an apply must be given longer than a deployment waits", () => {
  const deployment = { strategy: "BLUE_GREEN", waitMinutes: 30, bakeMinutes: 10 } as const;
  expect(() => synthDeployment({ ...deployment, timeoutMinutes: 40 })).toThrow(
    "more than the 40 minutes that the deployment bakes",
  );
});
