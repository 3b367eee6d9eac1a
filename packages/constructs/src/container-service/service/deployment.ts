import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { waitingMinutes, type Deployment, type EcsDeployment } from "./deployment-options";

/** Whether requests move between two target groups. */
export const shiftsTraffic = ({ strategy }: Pick<Deployment, "strategy">): boolean =>
  strategy !== "ROLLING";

/** The arguments of a service that a strategy comes to. */
export function strategyArguments(
  deployment: EcsDeployment,
  hookRoleArn: string | undefined,
): Pick<
  EcsServiceConfig,
  | "deploymentConfiguration"
  | "deploymentMinimumHealthyPercent"
  | "deploymentMaximumPercent"
  | "availabilityZoneRebalancing"
> {
  const { minimum, maximum } = percents(deployment);
  return {
    deploymentConfiguration: {
      ...strategyBlock(deployment),
      // None are written down as well, for the postcondition on a stand-in of the service: what it
      // is not given, it makes up.
      lifecycleHook: hooksOf(deployment).map(({ lambdaArn, stages }) => ({
        hookTargetArn: lambdaArn,
        roleArn: hookRoleArn!,
        lifecycleStages: stages,
      })),
    },
    deploymentMinimumHealthyPercent: minimum,
    deploymentMaximumPercent: maximum,
    // It starts a task in one zone before it stops one in another, so it needs room for one more
    // (ECS developer guide, "Balancing an Amazon ECS service across Availability Zones").
    availabilityZoneRebalancing: maximum > 100 ? "ENABLED" : "DISABLED",
  };
}

/**
 * Everything is written out, ROLLING too: the provider keeps what ECS has where the block is left
 * out, and sends a bake time of 0 where only that is.
 */
function strategyBlock(deployment: EcsDeployment) {
  const { strategy } = deployment;
  switch (strategy) {
    case "ROLLING":
      // Left out, the plan would keep the minutes of the strategy before it, and send them.
      return { strategy, bakeTimeInMinutes: "0" };
    case "BLUE_GREEN":
      return { strategy, bakeTimeInMinutes: String(deployment.bakeMinutes) };
    case "CANARY":
      return {
        strategy,
        bakeTimeInMinutes: String(deployment.bakeMinutes),
        canaryConfiguration: {
          canaryPercent: deployment.canaryPercent,
          canaryBakeTimeInMinutes: String(deployment.canaryBakeMinutes),
        },
      };
    case "LINEAR":
      return {
        strategy,
        bakeTimeInMinutes: String(deployment.bakeMinutes),
        linearConfiguration: {
          stepPercent: deployment.stepPercent,
          stepBakeTimeInMinutes: String(deployment.stepBakeMinutes),
        },
      };
  }
}

/**
 * How long an apply waits for a deployment.
 *
 * @param margin minutes in which its tasks start and stop, besides what it waits
 */
export const timeoutMinutes = (deployment: EcsDeployment, margin: number): number =>
  deployment.timeoutMinutes ?? waitingMinutes(deployment) + margin;

/** Functions that ECS asks at stages of a deployment whether to go on. */
export const hooksOf = (deployment: EcsDeployment) =>
  deployment.strategy === "ROLLING" ? [] : deployment.hooks;

/** Whether ECS stops at no stage of a deployment, to ask or to wait. */
export const goesOnByItself = (deployment: EcsDeployment): boolean =>
  deployment.strategy === "ROLLING" ||
  (deployment.hooks.length === 0 && deployment.waitMinutes === 0);

/** How few and how many tasks a rolling deployment may come to. */
const percents = (deployment: EcsDeployment) =>
  deployment.strategy === "ROLLING"
    ? { minimum: deployment.minimumHealthyPercent, maximum: deployment.maximumPercent }
    : // The defaults of ECS. They do not shape these deployments, which start a full second set.
      { minimum: 100, maximum: 200 };
