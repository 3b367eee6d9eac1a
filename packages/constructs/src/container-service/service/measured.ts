import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { Queue } from "../queue/queue";
import type { ServiceMetrics } from "./service-metrics";
import type { SoundServiceProps } from "./service-props";

/** What of a service is measured, beside its tasks. */
export interface Measured extends Pick<ServiceMetrics, "scheduled"> {
  readonly targetGroups: readonly LbTargetGroup[];
  readonly queue: Queue | undefined;
}

/** Where CloudWatch has what is measured of a service. */
export const metricsOf = (
  { name, cluster, http }: SoundServiceProps,
  { targetGroups, queue, scheduled }: Measured,
): ServiceMetrics => ({
  service: { ClusterName: cluster.cluster.name, ServiceName: name },
  targetGroups: targetGroups.map((group) => ({
    LoadBalancer: http!.loadBalancer.loadBalancer.arnSuffix,
    TargetGroup: group.arnSuffix,
  })),
  queue: queue && { name: queue.name, deadLettersName: queue.deadLettersName },
  scheduled,
  containerInsights: cluster.containerInsights,
});
