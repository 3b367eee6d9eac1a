import { z } from "zod";
import { count, matching, options, unique } from "@groundwork/constructs/option-rules";

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

const lambdaArn = matching(
  /^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/,
  "the ARN of a Lambda function",
);

const hook = options({
  /** ARN of a Lambda function that answers SUCCEEDED, FAILED or IN_PROGRESS. */
  lambdaArn,

  /** Stages of a deployment at which it is called, such as POST_TEST_TRAFFIC_SHIFT. */
  stages: unique(z.array(z.enum(STAGES)).min(1, "at least one stage"), "each stage once"),
});

/** Minutes for which a stage waits; ECS takes up to 1440 (ECS API, DeploymentConfiguration). */
const minutes = count(0, 1440);

const percent = (min: number, max: number) => {
  const expected = `a percentage from ${min} to ${max}`;
  return z.number(expected).min(min, expected).max(max, expected);
};

const rollback = {
  /** Whether alarms of the service roll a deployment back. @default true */
  rollbackOnAlarms: z.boolean("true or false").default(true),
};

const common = {
  ...rollback,
  /**
   * Who changes what runs: `terraform` by this configuration, or `ci` by registering task
   * definitions itself, which Terraform then leaves alone.
   * @default "terraform"
   */
  deployedBy: z.enum(["terraform", "ci"]).default("terraform"),

  /** Minutes after which an apply gives up waiting. @default 20 more than the deployment bakes */
  timeoutMinutes: count(1, 2880).optional(),
};

const shifting = {
  ...common,
  /** Minutes for which old tasks stay after all requests went to the new, for a quick way back. @default 10 */
  bakeMinutes: minutes.default(10),

  /**
   * Lambda functions that test a deployment and may stop it. Before the last one is taken out, ECS
   * must be told so: packages/docs/services.md, "When it does not work".
   * @default none
   */
  hooks: z.array(hook).default([]),
};

/** Any function: AWSCodeDeployRoleForECS may call all of them, and only ...Limited some names. */
const hookArn = lambdaArn.optional();

/** Minutes; CodeDeploy takes up to two days. */
const long = (min: number) => count(min, 2880);

const routing = z.discriminatedUnion(
  "type",
  [
    options({
      /** All requests at once. */
      type: z.literal("ALL_AT_ONCE"),
    }),
    options({
      /** A few requests first, and later the rest. */
      type: z.literal("CANARY"),
      /** Requests that move at first, or at each step, in percent. */
      percent: count(1, 99),
      /** Minutes until the rest follow, or until the next step. */
      intervalMinutes: long(1),
    }),
    options({
      /** Step by step. */
      type: z.literal("LINEAR"),
      percent: count(1, 99),
      intervalMinutes: long(1),
    }),
  ],
  { error: "one of ALL_AT_ONCE, CANARY, LINEAR" },
);

/** How a new version takes over. */
export const deployment = z.discriminatedUnion(
  "strategy",
  [
    options({
      /** Tasks are replaced a few at a time; a deployment whose tasks do not start is rolled back. */
      strategy: z.literal("ROLLING"),
      ...common,
      /** Fewest tasks kept running meanwhile, in percent of the desired count. @default 100 */
      minimumHealthyPercent: count(0, 100).default(100),
      /** Most tasks meanwhile, in percent of the desired count. @default 200 */
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
    options({
      /** The same by AWS CodeDeploy, for teams that have it. AWS advises the others for new services. */
      strategy: z.literal("CODE_DEPLOY"),
      ...rollback,
      /** How requests move to the new tasks. @default all at once */
      routing: routing.prefault({ type: "ALL_AT_ONCE" }),
      /**
       * Minutes for which the new tasks can be tried through `loadBalancer.testListener`; then the
       * deployment stops, unless somebody let it go on. @default 0, at once
       */
      waitMinutes: long(0).default(0),
      /** Minutes for which old tasks stay after all requests went to the new, for a quick way back. @default 10 */
      bakeMinutes: long(0).default(10),
      /** Lambda functions that test a deployment and may stop it, by the stages of CodeDeploy. @default none */
      hooks: options({
        /** Before there are new tasks. @default none */
        BeforeInstall: hookArn,
        /** With the new tasks there, before any request. @default none */
        AfterInstall: hookArn,
        /** With the new tasks behind the test listener. @default none */
        AfterAllowTestTraffic: hookArn,
        /** Before customers' requests move. @default none */
        BeforeAllowTraffic: hookArn,
        /** After all of them have moved. @default none */
        AfterAllowTraffic: hookArn,
      }).default({}),
    }),
  ],
  { error: "one of ROLLING, BLUE_GREEN, CANARY, LINEAR, CODE_DEPLOY" },
);
