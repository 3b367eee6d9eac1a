import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { scaleByBacklog, type BacklogScalingProps } from "../queue/backlog-scaling";
import type { AutoscalingOptions } from "./autoscaling-options";

export interface ScalingProps {
  /** Name of the service with its prefix. Starts the names of policies and schedules. */
  readonly fullName: string;
  readonly clusterName: string;
  readonly serviceName: string;
  readonly autoscaling: AutoscalingOptions;

  /**
   * The load balancer's and the target group's ARN suffix, with a slash between.
   * @default - no requests to count
   */
  readonly requestLabel?: string | undefined;

  /**
   * The queue whose messages alone say how many tasks there are.
   * @default - none: the load of the tasks says it
   */
  readonly backlog?: Pick<BacklogScalingProps, "queueName" | "messagesPerTask"> | undefined;
}

/** Lets Application Auto Scaling set the desired count of a service. */
export function autoscale(scope: Construct, props: ScalingProps): void {
  const { fullName, autoscaling, requestLabel } = props;
  const { cpuPercent, memoryPercent, requestsPerTarget, schedules } = autoscaling;
  const target = new AppautoscalingTarget(scope, "scaling-target", {
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: `service/${props.clusterName}/${props.serviceName}`,
    minCapacity: autoscaling.minCount,
    maxCapacity: autoscaling.maxCount,
    // A schedule sets the bounds of this very target. An apply in the evening would wake up what
    // was sent to sleep.
    ...(schedules.length > 0 && { lifecycle: { ignoreChanges: ["min_capacity", "max_capacity"] } }),
  });
  const ofTarget = {
    serviceNamespace: target.serviceNamespace,
    scalableDimension: target.scalableDimension,
    resourceId: target.resourceId,
  };

  // One after the other: Application Auto Scaling refuses changes of one target at the same time
  // (hashicorp/terraform-provider-aws#17915).
  let last: ITerraformDependable = target;
  const track = (
    id: string,
    suffix: string,
    targetValue: number,
    metric: { predefinedMetricType: string; resourceLabel?: string },
  ) => {
    last = new AppautoscalingPolicy(scope, id, {
      name: `${fullName}-${suffix}`,
      policyType: "TargetTrackingScaling",
      ...ofTarget,
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: metric,
        targetValue,
        // Out at once, since requests wait; in with patience, since load comes back.
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
      dependsOn: [last],
    });
  };
  if (props.backlog === undefined) {
    track("scaling-policy", "cpu", cpuPercent, {
      predefinedMetricType: "ECSServiceAverageCPUUtilization",
    });
  } else {
    const { minCount, maxCount } = autoscaling;
    const bounds = { ...props.backlog, minCount, maxCount };
    last = scaleByBacklog(scope, { fullName, target: ofTarget, ...bounds }, last);
  }
  if (memoryPercent !== undefined) {
    track("memory-scaling-policy", "memory", memoryPercent, {
      predefinedMetricType: "ECSServiceAverageMemoryUtilization",
    });
  }
  if (requestsPerTarget !== undefined && requestLabel !== undefined) {
    track("request-scaling-policy", "requests", requestsPerTarget, {
      predefinedMetricType: "ALBRequestCountPerTarget",
      resourceLabel: requestLabel,
    });
  }
  for (const { name, cron, minCount, maxCount } of schedules) {
    last = new AppautoscalingScheduledAction(scope, `schedule-${name}`, {
      name: `${fullName}-${name}`,
      ...ofTarget,
      schedule: `cron(${cron})`,
      timezone: autoscaling.timeZone,
      scalableTargetAction: { minCapacity: String(minCount), maxCapacity: String(maxCount) },
      dependsOn: [last],
    });
  }
}
