import { z } from "zod";
import { count, matching, options, type Draft } from "../../option-rules";

export const lambdaArn = matching(
  /^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/,
  "the ARN of a Lambda function",
);

/** Any function: AWSCodeDeployRoleForECS may call all of them, and only ...Limited some names. */
const hookArn = lambdaArn.optional();

/** Minutes; CodeDeploy takes up to two days. */
const minutes = (min: number) => count(min, 2880);

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
      intervalMinutes: minutes(1),
    }),
    options({
      /** Step by step. */
      type: z.literal("LINEAR"),
      percent: count(1, 99),
      intervalMinutes: minutes(1),
    }),
  ],
  { error: "one of ALL_AT_ONCE, CANARY, LINEAR" },
);

/** When CodeDeploy calls a hook (CodeDeploy user guide, "AppSpec 'hooks' section", ECS), in this order. */
export const appSpecHooks = options({
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
});

/** Deployments by AWS CodeDeploy instead of ECS itself. */
export const codeDeployOptions = options({
  /** The same by AWS CodeDeploy, for teams that have it. AWS advises the others for new services. */
  strategy: z.literal("CODE_DEPLOY"),

  /** Whether alarms of the service stop a deployment and roll it back. @default true */
  rollbackOnAlarms: z.boolean("true or false").default(true),

  /** How requests move to the new tasks. @default all at once */
  routing: routing.prefault({ type: "ALL_AT_ONCE" }),

  /**
   * Minutes for which the new tasks can be tried through `loadBalancer.testListener`; then the
   * deployment stops, unless somebody let it go on. @default 0, at once
   */
  waitMinutes: minutes(0).default(0),

  /** Minutes for which old tasks stay after all requests went to the new, for a quick way back. @default 10 */
  bakeMinutes: minutes(0).default(10),

  /** Lambda functions that test a deployment and may stop it, by the stages of CodeDeploy. @default none */
  hooks: appSpecHooks.default({}),
});

/** Whether somebody or something tries new tasks through a test listener, before customers do. */
export const triesNewTasks = ({
  waitMinutes,
  hooks,
}: Draft<{ waitMinutes: number; hooks: object }>): boolean =>
  Number(waitMinutes) > 0 || Object(hooks).AfterAllowTestTraffic !== undefined;

export type CodeDeployDeployment = z.output<typeof codeDeployOptions>;
export type TrafficRouting = z.output<typeof routing>;
export type AppSpecHooks = z.output<typeof appSpecHooks>;
