import { deploymentOptions } from "../../../src/container-service/service/deployment-options";
import { refusals } from "../../refusals";

const lambdaArn = "arn:aws:lambda:eu-central-1:111111111111:function:smoke";
const found = (input: object) => refusals(deploymentOptions, input);

test.each([
  [{ strategy: "ROLLING" }, { minimumHealthyPercent: 100, maximumPercent: 200 }],
  [{ strategy: "BLUE_GREEN" }, { bakeMinutes: 10, hooks: [] }],
  [{ strategy: "CANARY" }, { canaryPercent: 10, canaryBakeMinutes: 5, bakeMinutes: 10, hooks: [] }],
  [{ strategy: "LINEAR" }, { stepPercent: 10, stepBakeMinutes: 6, bakeMinutes: 10, hooks: [] }],
] as const)("%j without more", (input, defaults) => {
  const common = { rollbackOnAlarms: true, deployedBy: "terraform" };
  const waits = input.strategy !== "ROLLING" && { waitMinutes: 0 };
  expect(deploymentOptions.parse(input)).toEqual({ ...input, ...common, ...waits, ...defaults });
});

test("CODE_DEPLOY without more moves all requests at once", () => {
  expect(deploymentOptions.parse({ strategy: "CODE_DEPLOY" })).toEqual({
    strategy: "CODE_DEPLOY",
    rollbackOnAlarms: true,
    routing: { type: "ALL_AT_ONCE" },
    waitMinutes: 0,
    bakeMinutes: 10,
    hooks: {},
  });
});

describe("refuses", () => {
  const stages = ["PRE_SCALE_UP"];
  const minutes = "a whole number from 0 to 1440";
  const byCodeDeploy = (options: object) => ({ strategy: "CODE_DEPLOY", ...options });
  const canary = { type: "CANARY", percent: 10, intervalMinutes: 5 };

  test.each<[string, object, string]>([
    [
      "hooks that no stage calls",
      { strategy: "ROLLING", hooks: [{ lambdaArn, stages }] },
      ": one of strategy, rollbackOnAlarms, deployedBy",
    ],
    [
      "a hook without a stage",
      { strategy: "CANARY", hooks: [{ lambdaArn, stages: [] }] },
      "hooks.0.stages: at least one stage",
    ],
    ["a bake time too long", { strategy: "BLUE_GREEN", bakeMinutes: 1441 }, minutes],
    ["half a minute", { strategy: "CANARY", canaryBakeMinutes: 0.5 }, minutes],
    ["a step's bake time below zero", { strategy: "LINEAR", stepBakeMinutes: -1 }, minutes],
    [
      "a canary of nothing",
      { strategy: "CANARY", canaryPercent: 0 },
      "canaryPercent: a percentage from 0.1 to 100",
    ],
    [
      "steps too small",
      { strategy: "LINEAR", stepPercent: 2 },
      "stepPercent: a percentage from 3 to 100",
    ],
    [
      "a part that ECS does not count in",
      { strategy: "CANARY", canaryPercent: 12.345 },
      "canaryPercent: a percentage from 0.1 to 100 in steps of 0.1",
    ],
    [
      "a third at each step",
      { strategy: "LINEAR", stepPercent: 33.33 },
      "stepPercent: a percentage from 3 to 100 in steps of 0.1",
    ],
    [
      "more healthy tasks than there are",
      { strategy: "ROLLING", minimumHealthyPercent: 101 },
      "minimumHealthyPercent: a whole number from 0 to 100",
    ],
    [
      "fewer tasks than there are",
      { strategy: "ROLLING", maximumPercent: 99 },
      "maximumPercent: a whole number from 100 to 200",
    ],
    [
      "an apply that gives up before the deployment can end",
      { strategy: "CANARY", canaryBakeMinutes: 30, bakeMinutes: 30, timeoutMinutes: 60 },
      "timeoutMinutes: more than the 60 minutes that the deployment bakes",
    ],
    [
      "all of the requests as a few",
      byCodeDeploy({ routing: { ...canary, percent: 100 } }),
      "routing.percent: a whole number from 1 to 99",
    ],
    [
      "no time between steps",
      byCodeDeploy({ routing: { ...canary, intervalMinutes: 0 } }),
      "routing.intervalMinutes: a whole number from 1 to 2880",
    ],
    ["a wait too long", byCodeDeploy({ waitMinutes: 2881 }), "waitMinutes: a whole number from 0"],
    ["old tasks that stay too long", byCodeDeploy({ bakeMinutes: 2881 }), "from 0 to 2880"],
  ])("%s", (_, input, message) => {
    expect(found(input)).toEqual([expect.stringContaining(message)]);
  });
});

test.each([
  { strategy: "LINEAR", stepPercent: 3, stepBakeMinutes: 1440 },
  { strategy: "CANARY", canaryPercent: 0.1, canaryBakeMinutes: 1440, bakeMinutes: 0 },
  { strategy: "ROLLING", timeoutMinutes: 1 },
  { strategy: "CODE_DEPLOY", routing: { type: "LINEAR", percent: 99, intervalMinutes: 2880 } },
])("takes what is just allowed: %j", (input) => {
  expect(found(input)).toEqual([]);
});
