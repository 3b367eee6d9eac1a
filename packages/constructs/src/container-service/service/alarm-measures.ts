import type { CloudwatchMetricAlarmConfig } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { ServiceMetrics } from "./service-metrics";

/** How an alarm is measured: by a single metric, or by arithmetic over several. */
export type Measure = Partial<Omit<CloudwatchMetricAlarmConfig, "alarmName">>;

type Dimensions = Readonly<Record<string, string>>;

/** One metric, minute by minute. */
export function single(
  namespace: string,
  metricName: string,
  dimensions: Dimensions,
  stat: string,
): Measure {
  return {
    namespace,
    metricName,
    dimensions: { ...dimensions },
    period: 60,
    // CloudWatch takes percentiles by another name.
    ...(stat.startsWith("p") ? { extendedStatistic: stat } : { statistic: stat }),
  };
}

/** A metric of the target group, or of both where deployments move requests between two. */
export function ofTargetGroups(
  groups: ServiceMetrics["targetGroups"],
  metricName: string,
  stat: string,
  both: "SUM" | "MAX",
): Measure {
  const namespace = "AWS/ApplicationELB";
  const [group] = groups;
  if (group && groups.length === 1) return single(namespace, metricName, group, stat);
  // The group without tasks has no datapoints, and arithmetic with a gap has none either.
  const terms = groups.map((_, i) => `FILL(m${i}, 0)`).join(", ");
  return {
    metricQuery: [
      { id: "both", expression: `${both}([${terms}])`, label: metricName, returnData: true },
      ...groups.map((dimensions, i) => query(`m${i}`, namespace, metricName, dimensions, stat)),
    ],
  };
}

/**
 * Running tasks against desired ones, which only Container Insights count; without them against the
 * fewest that there should ever be, unless that is none.
 */
export function missingTasks(
  { service, containerInsights }: ServiceMetrics,
  minCounts: readonly number[],
): Measure | undefined {
  // Where tasks run at all times, no datapoint means that none does: ECS sends only what running
  // tasks report (ECS developer guide, "Amazon ECS CloudWatch metrics").
  const treatMissingData = Math.min(...minCounts) >= 1 ? "breaching" : "notBreaching";
  if (containerInsights) {
    const count = (id: string, metricName: string) =>
      query(id, "ECS/ContainerInsights", metricName, service, "Average");
    return {
      metricQuery: [
        { id: "missing", expression: "desired - running", label: "Missing", returnData: true },
        count("desired", "DesiredTaskCount"),
        count("running", "RunningTaskCount"),
      ],
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      treatMissingData,
    };
  }
  const fewest = Math.min(...minCounts.filter((count) => count > 0));
  if (fewest === Infinity) return undefined;
  return {
    // A sample a minute from each running task, so their number is that of the tasks (ECS developer
    // guide, "Service RUNNING task count").
    ...single("AWS/ECS", "CPUUtilization", service, "SampleCount"),
    comparisonOperator: "LessThanThreshold",
    threshold: fewest,
    treatMissingData,
  };
}

/** One metric among several, minute by minute. */
export const query = (
  id: string,
  namespace: string,
  metricName: string,
  dimensions: Dimensions,
  stat: string,
) => ({
  id,
  metric: { namespace, metricName, dimensions: { ...dimensions }, period: 60, stat },
});
