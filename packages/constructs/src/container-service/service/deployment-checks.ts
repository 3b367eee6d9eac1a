import type { Construct } from "constructs";
import { check } from "../../check";
import { bakingMinutes, percents, type EcsDeployment } from "./deployment";

/** @param fewest the lowest number of tasks that the service may have when it is deployed */
export function checkDeployment(scope: Construct, deployment: EcsDeployment, fewest: number): void {
  const { strategy, hooks = [] } = deployment;
  const must = (prop: string, got: unknown, holds: boolean, expected: string) =>
    check(scope, `deployment.${prop}`, got, holds, expected);
  must(
    "hooks",
    hooks,
    hooks.length === 0 || strategy !== "ROLLING",
    "none, as ROLLING shifts no traffic",
  );
  must(
    "hooks",
    hooks,
    hooks.every(({ stages }) => stages.length > 0),
    "a stage or more for each",
  );
  for (const [prop, minutes] of Object.entries(deployment)) {
    if (!/bakeMinutes$/i.test(prop) || minutes === undefined) continue;
    must(prop, minutes, isCount(minutes, 0, 1440), "whole minutes from 0 to 1440");
  }
  if (strategy === "CANARY") {
    const { canaryPercent = 10 } = deployment;
    must(
      "canaryPercent",
      canaryPercent,
      0.1 <= canaryPercent && canaryPercent <= 100,
      "0.1 to 100",
    );
  }
  if (strategy === "LINEAR") {
    const { stepPercent = 10 } = deployment;
    must("stepPercent", stepPercent, 3 <= stepPercent && stepPercent <= 100, "3 to 100");
  }
  const { minimum, maximum } = percents(deployment);
  must("minimumHealthyPercent", minimum, isCount(minimum, 0, 100), "0 to 100");
  must("maximumPercent", maximum, isCount(maximum, 100, 200), "100 to 200");
  // ECS can neither start a task more nor stop one otherwise, and never deploys (ECS developer
  // guide, "Service event messages": unable to stop or start tasks during a deployment).
  const tasks = Math.max(1, fewest);
  must(
    "maximumPercent",
    { minimumHealthyPercent: minimum, maximumPercent: maximum, tasks },
    Math.ceil((tasks * minimum) / 100) < tasks || Math.floor((tasks * maximum) / 100) > tasks,
    "room to start a task more or to stop one",
  );
  const { timeoutMinutes: timeout } = deployment;
  const baking = bakingMinutes(deployment);
  must(
    "timeoutMinutes",
    timeout,
    timeout === undefined || (Number.isInteger(timeout) && timeout > baking),
    `whole minutes, more than the ${baking} that the deployment bakes`,
  );
}

const isCount = (value: unknown, min: number, max: number): boolean =>
  Number.isInteger(value) && min <= Number(value) && Number(value) <= max;
