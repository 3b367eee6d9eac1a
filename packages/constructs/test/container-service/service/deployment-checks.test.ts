import type { DeploymentStrategy } from "../../../src/container-service/service/deployment";
import { synthDeployment, type Options } from "./synth-deployment";
import type { Overrides } from "./synth-service";

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
    expect(() => synthDeployment(strategy, options, overrides)).toThrow(message);
  });

  test.each<[DeploymentStrategy, Overrides]>([
    [{ strategy: "ROLLING", maximumPercent: 150 }, { desiredCount: 2 }],
    [{ strategy: "ROLLING", minimumHealthyPercent: 0, maximumPercent: 100 }, { desiredCount: 1 }],
    [{ strategy: "ROLLING" }, { desiredCount: 0 }],
    [{ strategy: "LINEAR", stepPercent: 3, stepBakeMinutes: 1440 }, {}],
  ])("not on what is just allowed: %j %j", (strategy, overrides) => {
    expect(() => synthDeployment(strategy, {}, overrides)).not.toThrow();
  });
});
