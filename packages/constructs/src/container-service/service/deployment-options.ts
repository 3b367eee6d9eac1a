import { z } from "zod";
import { codeDeployOptions, lambdaArn } from "../code-deploy/code-deploy-options";
import { count, options, rule, unique } from "../../option-rules";

/** When ECS calls a hook (ECS API, DeploymentLifecycleHook). */
const STAGES = [
  "RECONCILE_SERVICE",
  "PRE_SCALE_UP",
  "POST_SCALE_UP",
  "TEST_TRAFFIC_SHIFT",
  "POST_TEST_TRAFFIC_SHIFT",
  "PRODUCTION_TRAFFIC_SHIFT",
  "POST_PRODUCTION_TRAFFIC_SHIFT",
] as const;

const hook = options({
  /** ARN of a Lambda function that answers SUCCEEDED, FAILED or IN_PROGRESS. */
  lambdaArn,

  /** Stages of a deployment at which it is called, such as POST_TEST_TRAFFIC_SHIFT. */
  stages: unique(z.array(z.enum(STAGES)).min(1, "at least one stage"), "each stage once"),
});

/** Minutes for which a stage waits; ECS takes up to 1440 (ECS API, DeploymentConfiguration). */
const minutes = count(0, 1440);

/** Multiples of 0.1 (ECS API, CanaryConfiguration and LinearConfiguration). */
const percent = (min: number, max: number) => {
  const expected = `a percentage from ${min} to ${max} in steps of 0.1`;
  const isStep = (value: number) => Number.isInteger(Math.round(value * 1e6) / 1e5);
  return z.number(expected).min(min, expected).max(max, expected).refine(isStep, expected);
};

const common = {
  /**
   * Whether alarms of the service roll a deployment back. Switch it off, and apply, before the
   * alarms go: the provider leaves ECS's setting as it is when there is none to write.
   * @default true
   */
  rollbackOnAlarms: z.boolean("true or false").default(true),

  /**
   * Who changes what runs: `terraform` by this configuration, or `ci` by registering task
   * definitions itself, which Terraform then leaves alone.
   * @default "terraform"
   */
  deployedBy: z.enum(["terraform", "ci"]).default("terraform"),

  /**
   * Minutes after which an apply gives up waiting; ECS goes on.
   * @default 20 more than the deployment waits and bakes, or 10 more than the last requests may take
   */
  timeoutMinutes: count(1, 2880).optional(),
};

const shifting = {
  ...common,
  /** Minutes for which old tasks stay after all requests went to the new, for a quick way back. @default 10 */
  bakeMinutes: minutes.default(10),

  /**
   * Minutes for which a deployment waits while the new tasks take the requests of
   * `loadBalancer.testListener` alone, to be tried or load-tested; then it goes back, unless
   * somebody let it go on. ECS does so from `awsProviderVersion` 6.66.0 on. @default 0, at once
   */
  waitMinutes: minutes.default(0),

  /**
   * Lambda functions that test a deployment and may stop it. Before the last one is taken out, ECS
   * must be told so: packages/docs/services.md, "When it does not work".
   * @default none
   */
  hooks: z.array(hook).default([]),
};

const strategies = z.discriminatedUnion(
  "strategy",
  [
    options({
      /**
       * Tasks are replaced a few at a time; a deployment whose tasks do not start is rolled back.
       * Going back to it from another strategy loses requests for minutes if its last deployment
       * left the tasks in the second target group, which goes.
       */
      strategy: z.literal("ROLLING"),
      ...common,
      /** Fewest tasks kept running meanwhile, in percent of the desired count, rounded up. @default 100 */
      minimumHealthyPercent: count(0, 100).default(100),
      /** Most tasks meanwhile, in percent of the desired count, rounded down. @default 200 */
      maximumPercent: count(100, 200).default(200),
    }),
    options({
      /** A second set of tasks takes all requests at once. */
      strategy: z.literal("BLUE_GREEN"),
      ...shifting,
    }),
    options({
      /** A second set of tasks takes a few requests, and later the rest. */
      strategy: z.literal("CANARY"),
      ...shifting,
      /** Requests that the new version takes at first, in percent; ECS takes 0.1 to 100. @default 10 */
      canaryPercent: percent(0.1, 100).default(10),
      /** Minutes until it takes the rest. @default 5 */
      canaryBakeMinutes: minutes.default(5),
    }),
    options({
      /** A second set of tasks takes requests step by step. */
      strategy: z.literal("LINEAR"),
      ...shifting,
      /** Requests that move at each step, in percent; ECS takes 3 to 100. @default 10 */
      stepPercent: percent(3, 100).default(10),
      /** Minutes between steps. @default 6 */
      stepBakeMinutes: minutes.default(6),
    }),
    codeDeployOptions,
  ],
  { error: "one of ROLLING, BLUE_GREEN, CANARY, LINEAR, CODE_DEPLOY" },
);

/**
 * How a new version takes over. All but ROLLING move requests between two target groups, so they
 * need a load balancer.
 */
export const deploymentOptions = strategies.refine(...rule(["timeoutMinutes"], waitsForTheEnd));

export type Deployment = z.output<typeof strategies>;

/** Deployments by ECS itself. */
export type EcsDeployment = Exclude<Deployment, { strategy: "CODE_DEPLOY" }>;

/** Minutes for which a deployment only waits. */
export const waitingMinutes = (deployment: EcsDeployment): number =>
  deployment.strategy === "ROLLING"
    ? 0
    : deployment.waitMinutes + shiftingMinutes(deployment) + deployment.bakeMinutes;

/** From the first request that moves to the last. */
function shiftingMinutes(deployment: Exclude<EcsDeployment, { strategy: "ROLLING" }>): number {
  switch (deployment.strategy) {
    case "BLUE_GREEN":
      return 0;
    case "CANARY":
      return deployment.canaryBakeMinutes;
    case "LINEAR":
      return Math.ceil(100 / deployment.stepPercent) * deployment.stepBakeMinutes;
  }
}

/** Of minutes that are none the sum is none either, and nothing is at most that. */
function waitsForTheEnd(deployment: Deployment): string | undefined {
  if (deployment.strategy === "CODE_DEPLOY") return undefined;
  const waiting = waitingMinutes(deployment);
  return Number(deployment.timeoutMinutes) <= waiting
    ? `more than the ${waiting} minutes that the deployment bakes`
    : undefined;
}
