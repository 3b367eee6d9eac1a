import { onlyResource } from "@groundwork/testing/synth";
import { synthDeployment, type Deployment } from "./synth-deployment";
import type { Overrides } from "./synth-service";

const serviceOf = (...args: Parameters<typeof synthDeployment>) =>
  onlyResource(synthDeployment(...args), "aws_ecs_service");

const shifting = ["BLUE_GREEN", "CANARY", "LINEAR"] as const;

describe("strategies", () => {
  test.each<[Deployment, object]>([
    // Written down as well, or the strategy before it would stay.
    [{ strategy: "ROLLING" }, { strategy: "ROLLING", bake_time_in_minutes: "0" }],
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

  test.each<[Deployment["strategy"], true | undefined]>([
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
  test.each<[Deployment, Overrides, string]>([
    [{ strategy: "ROLLING" }, {}, "20m"],
    [{ strategy: "BLUE_GREEN", bakeMinutes: 30 }, {}, "50m"],
    [{ strategy: "CANARY", canaryBakeMinutes: 15, bakeMinutes: 30 }, {}, "65m"],
    // Three steps, the last of which is smaller.
    [{ strategy: "LINEAR", stepPercent: 40, stepBakeMinutes: 5, bakeMinutes: 1 }, {}, "36m"],
    // The last requests of the old tasks may take an hour.
    [{ strategy: "ROLLING" }, { http: { deregistrationDelaySeconds: 3600 } }, "70m"],
    [{ strategy: "ROLLING", timeoutMinutes: 90 }, {}, "90m"],
  ])("%j %j: %s", (strategy, overrides, timeout) => {
    expect(serviceOf(strategy, overrides).timeouts).toEqual({
      create: timeout,
      update: timeout,
      delete: timeout,
    });
  });
});
