import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import type { CodeDeployDeployment } from "../code-deploy/code-deploy";

/** When ECS calls a hook (ECS API, DeploymentLifecycleHook). */
export type LifecycleStage =
  | "RECONCILE_SERVICE"
  | "PRE_SCALE_UP"
  | "POST_SCALE_UP"
  | "TEST_TRAFFIC_SHIFT"
  | "POST_TEST_TRAFFIC_SHIFT"
  | "PRODUCTION_TRAFFIC_SHIFT"
  | "POST_PRODUCTION_TRAFFIC_SHIFT";

/** A Lambda function that ECS asks at stages of a deployment whether to go on. */
export interface DeploymentHook {
  readonly lambdaArn: string;
  readonly stages: readonly LifecycleStage[];
}

/**
 * How a new version takes over. Bake times are whole minutes from 0 to 1440 (ECS API,
 * DeploymentConfiguration). All but ROLLING move requests between two target groups, so they need a
 * load balancer.
 */
export type DeploymentStrategy =
  | {
      /**
       * Tasks are replaced a few at a time. Going back to it from another strategy loses requests
       * for minutes if its last deployment left the tasks in the second target group, which goes.
       */
      readonly strategy: "ROLLING";
      /** Fewest tasks kept meanwhile, in percent of the desired count, rounded up. @default 100 */
      readonly minimumHealthyPercent?: number | undefined;
      /** Most tasks meanwhile, in percent of the desired count, rounded down. @default 200 */
      readonly maximumPercent?: number | undefined;
    }
  | {
      /** A second set of tasks takes all requests at once. */
      readonly strategy: "BLUE_GREEN";
      /** How long the old tasks stay after that, for a quick way back. @default 10 */
      readonly bakeMinutes?: number | undefined;
    }
  | {
      /** A second set of tasks takes a few requests first. */
      readonly strategy: "CANARY";
      /** The few, in percent: 0.1 to 100 (ECS API, CanaryConfiguration). @default 10 */
      readonly canaryPercent?: number | undefined;
      /** How long until the rest follow. @default 5 */
      readonly canaryBakeMinutes?: number | undefined;
      /** How long the old tasks stay after that. @default 10 */
      readonly bakeMinutes?: number | undefined;
    }
  | {
      /** A second set of tasks takes requests step by step. */
      readonly strategy: "LINEAR";
      /** A step, in percent: 3 to 100 (ECS API, LinearConfiguration). @default 10 */
      readonly stepPercent?: number | undefined;
      /** How long until the next step. @default 6 */
      readonly stepBakeMinutes?: number | undefined;
      /** How long the old tasks stay after the last. @default 10 */
      readonly bakeMinutes?: number | undefined;
    };

/** Deployments by ECS itself. */
export type EcsDeployment = DeploymentStrategy & {
  /**
   * What decides beside the alarms, in deployments that shift traffic. Before the last one is taken
   * out, run `aws ecs update-service --cluster ... --service ... --deployment-configuration
   * '{"lifecycleHooks":[]}'`: the provider cannot (hashicorp/terraform-provider-aws#47096).
   * @default - nothing
   */
  readonly hooks?: readonly DeploymentHook[] | undefined;

  /**
   * Whether the service's alarms roll a deployment back. Switch it off, and apply, before the alarms
   * go: the provider leaves ECS's setting as it is when there is none to write.
   */
  readonly rollbackOnAlarms: boolean;

  /**
   * Who changes what runs: Terraform, or CI by task definitions of its own, which Terraform then
   * leaves alone.
   */
  readonly deployedBy: "terraform" | "ci";

  /**
   * Minutes after which an apply gives up waiting; ECS goes on.
   * @default - 20 more than the deployment bakes, or 10 more than the last requests may take
   */
  readonly timeoutMinutes?: number | undefined;
};

export type Deployment = EcsDeployment | CodeDeployDeployment;

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
  const { hooks = [] } = deployment;
  return {
    deploymentConfiguration: {
      ...strategyBlock(deployment),
      // None are written down as well, for the postcondition on a stand-in of the service: what it
      // is not given, it makes up.
      lifecycleHook: hooks.map(({ lambdaArn, stages }) => ({
        hookTargetArn: lambdaArn,
        roleArn: hookRoleArn!,
        lifecycleStages: [...stages],
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
function strategyBlock(deployment: DeploymentStrategy) {
  const { strategy } = deployment;
  switch (strategy) {
    case "ROLLING":
      return { strategy };
    case "BLUE_GREEN":
      return { strategy, bakeTimeInMinutes: String(deployment.bakeMinutes ?? 10) };
    case "CANARY":
      return {
        strategy,
        bakeTimeInMinutes: String(deployment.bakeMinutes ?? 10),
        canaryConfiguration: {
          canaryPercent: deployment.canaryPercent ?? 10,
          canaryBakeTimeInMinutes: String(deployment.canaryBakeMinutes ?? 5),
        },
      };
    case "LINEAR":
      return {
        strategy,
        bakeTimeInMinutes: String(deployment.bakeMinutes ?? 10),
        linearConfiguration: {
          stepPercent: deployment.stepPercent ?? 10,
          stepBakeTimeInMinutes: String(deployment.stepBakeMinutes ?? 6),
        },
      };
  }
}

/** Minutes for which a deployment only waits. */
export function bakingMinutes(deployment: DeploymentStrategy): number {
  switch (deployment.strategy) {
    case "ROLLING":
      return 0;
    case "BLUE_GREEN":
      return deployment.bakeMinutes ?? 10;
    case "CANARY":
      return (deployment.canaryBakeMinutes ?? 5) + (deployment.bakeMinutes ?? 10);
    case "LINEAR": {
      const steps = Math.ceil(100 / (deployment.stepPercent ?? 10));
      return steps * (deployment.stepBakeMinutes ?? 6) + (deployment.bakeMinutes ?? 10);
    }
  }
}

/**
 * How long an apply waits for a deployment.
 *
 * @param margin minutes in which its tasks start and stop, besides what it bakes
 */
export const timeoutMinutes = (deployment: EcsDeployment, margin: number): number =>
  deployment.timeoutMinutes ?? bakingMinutes(deployment) + margin;

/** How few and how many tasks a rolling deployment may come to. */
export const percents = (deployment: DeploymentStrategy) =>
  deployment.strategy === "ROLLING"
    ? {
        minimum: deployment.minimumHealthyPercent ?? 100,
        maximum: deployment.maximumPercent ?? 200,
      }
    : // The defaults of ECS. They do not shape these deployments, which start a full second set.
      { minimum: 100, maximum: 200 };
