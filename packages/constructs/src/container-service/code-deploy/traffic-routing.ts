import { CodedeployDeploymentConfig } from "@cdktf/provider-aws/lib/codedeploy-deployment-config";
import type { Construct } from "constructs";
import type { TrafficRouting } from "./code-deploy-options";

/** Minutes until all requests have moved. */
export function routingMinutes(routing: TrafficRouting): number {
  switch (routing.type) {
    case "ALL_AT_ONCE":
      return 0;
    case "CANARY":
      return routing.intervalMinutes;
    case "LINEAR":
      return (Math.ceil(100 / routing.percent) - 1) * routing.intervalMinutes;
  }
}

/**
 * Name of the deployment configuration for it: one that AWS has ready, or one of our own.
 *
 * @param fullName what the name of our own starts with
 */
export function configurationName(
  scope: Construct,
  fullName: string,
  routing: TrafficRouting,
): string {
  const { type } = routing;
  if (type === "ALL_AT_ONCE") return "CodeDeployDefault.ECSAllAtOnce";
  const { percent: percentage, intervalMinutes: interval } = routing;
  const every = type === "CANARY" ? `${interval}Minutes` : `Every${interval}Minutes`;
  const ready = `CodeDeployDefault.ECS${type === "CANARY" ? "Canary" : "Linear"}${percentage}Percent${every}`;
  if (READY.has(ready)) return ready;
  return new CodedeployDeploymentConfig(scope, "configuration", {
    // It cannot be changed, only replaced: the name tells one from its successor.
    deploymentConfigName: `${fullName}-${type.toLowerCase()}-${percentage}-${interval}`,
    computePlatform: "ECS",
    trafficRoutingConfig:
      type === "CANARY"
        ? { type: "TimeBasedCanary", timeBasedCanary: { percentage, interval } }
        : { type: "TimeBasedLinear", timeBasedLinear: { percentage, interval } },
    // One that a group uses cannot be deleted.
    lifecycle: { createBeforeDestroy: true },
  }).deploymentConfigName;
}

/** CodeDeploy user guide, "Predefined deployment configurations for an Amazon ECS compute platform". */
const READY: ReadonlySet<string> = new Set([
  "CodeDeployDefault.ECSCanary10Percent5Minutes",
  "CodeDeployDefault.ECSCanary10Percent15Minutes",
  "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
  "CodeDeployDefault.ECSLinear10PercentEvery3Minutes",
]);
