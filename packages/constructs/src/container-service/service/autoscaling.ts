import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { check } from "../../check";

/** A change of the bounds by the clock. */
export interface ScalingSchedule {
  /** Unique in its service: lower-case letters, digits and inner hyphens. */
  readonly name: string;

  /**
   * Minutes, hours, day of month, month, day of week and year, as `0 20 ? * MON-FRI *`. One of the
   * two days is a `?` (EventBridge user guide, "Cron expressions reference").
   */
  readonly cron: string;

  /** IANA time zone, as `Asia/Seoul`. */
  readonly timeZone: string;

  readonly minCount: number;
  readonly maxCount: number;
}

/** How the number of tasks follows the load. Out after one minute, in after five. */
export interface Autoscaling {
  readonly minCount: number;
  readonly maxCount: number;

  /**
   * Percent of the reserved CPU that tasks should use on average.
   * @default 75
   */
  readonly cpuPercent?: number | undefined;

  /**
   * The same for memory.
   * @default - tasks are not counted by memory
   */
  readonly memoryPercent?: number | undefined;

  /**
   * Requests a minute for each task. The metric is of one target group, so it serves no deployment
   * that moves requests between two.
   * @default - tasks are not counted by requests
   */
  readonly requestsPerTarget?: number | undefined;

  /**
   * Where there are any, `minCount` and `maxCount` count only at the creation.
   * @default - the bounds stay
   */
  readonly schedules?: readonly ScalingSchedule[] | undefined;
}

export interface ScalingProps {
  /** Name of the service with its prefix. Starts the names of policies and schedules. */
  readonly fullName: string;
  readonly clusterName: string;
  readonly serviceName: string;
  readonly autoscaling: Autoscaling;

  /**
   * The load balancer's and the target group's ARN suffix, with a slash between.
   * @default - no requests to count
   */
  readonly requestLabel?: string | undefined;
}

/** Lets Application Auto Scaling set the desired count of a service. */
export function autoscale(scope: Construct, props: ScalingProps): void {
  const { fullName, autoscaling, requestLabel } = props;
  const { cpuPercent = 75, memoryPercent, requestsPerTarget, schedules = [] } = autoscaling;
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
  track("scaling-policy", "cpu", cpuPercent, {
    predefinedMetricType: "ECSServiceAverageCPUUtilization",
  });
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
  for (const { name, cron, timeZone, minCount, maxCount } of schedules) {
    last = new AppautoscalingScheduledAction(scope, `schedule-${name}`, {
      name: `${fullName}-${name}`,
      ...ofTarget,
      schedule: `cron(${cron})`,
      timezone: timeZone,
      scalableTargetAction: { minCapacity: String(minCount), maxCapacity: String(maxCount) },
      dependsOn: [last],
    });
  }
}

/** @param countsRequests whether one target group gets all requests of the service */
export function checkAutoscaling(
  scope: Construct,
  autoscaling: Autoscaling,
  { desiredCount, countsRequests }: { desiredCount: number; countsRequests: boolean },
): void {
  const { minCount, maxCount, requestsPerTarget, schedules = [] } = autoscaling;
  const must = (prop: string, got: unknown, holds: boolean, expected: string) =>
    check(scope, `autoscaling.${prop}`, got, holds, expected);
  const inOrder = (min: number, max: number) =>
    Number.isInteger(min) && Number.isInteger(max) && 0 <= min && min <= max;
  must(
    "minCount",
    { minCount, maxCount },
    inOrder(minCount, maxCount),
    "0 <= minCount <= maxCount",
  );
  check(
    scope,
    "desiredCount",
    { minCount, desiredCount, maxCount },
    minCount <= desiredCount && desiredCount <= maxCount,
    "minCount <= desiredCount <= maxCount",
  );
  for (const prop of ["cpuPercent", "memoryPercent"] as const) {
    const percent = autoscaling[prop] ?? 75;
    must(prop, percent, 1 <= percent && percent <= 100, "1 to 100");
  }
  must(
    "requestsPerTarget",
    requestsPerTarget,
    requestsPerTarget === undefined || countsRequests,
    "none, as no single target group gets all requests",
  );
  must(
    "requestsPerTarget",
    requestsPerTarget,
    requestsPerTarget === undefined || requestsPerTarget > 0,
    "more than 0",
  );
  const names = schedules.map(({ name }) => name);
  must("schedules", names, new Set(names).size === names.length, "each name once");
  for (const { name, cron, timeZone, minCount: min, maxCount: max } of schedules) {
    const of = `schedules.${name}`;
    must(of, name, /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(name), "letters, digits, inner hyphens");
    must(
      `${of}.cron`,
      cron,
      isCron(cron),
      "six fields, one of both days a ?, as 0 20 ? * MON-FRI *",
    );
    must(`${of}.timeZone`, timeZone, isTimeZone(timeZone), "an IANA time zone such as Asia/Seoul");
    must(of, { minCount: min, maxCount: max }, inOrder(min, max), "0 <= minCount <= maxCount");
  }
}

const TIME = String.raw`[\d,*/-]+`;
const CRON = new RegExp(
  `^${TIME} ${TIME} ([\\d,*/?LW-]+) [\\dA-Z,*/-]+ ([\\dA-Z,*/?#-]+) ${TIME}$`,
);

function isCron(cron: string): boolean {
  const [, dayOfMonth, dayOfWeek] = CRON.exec(cron) ?? [];
  return (dayOfMonth === "?") !== (dayOfWeek === "?");
}

function isTimeZone(timeZone: string): boolean {
  // JavaScript takes offsets as well, Application Auto Scaling only names.
  if (!/^[A-Z]/.test(timeZone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}
