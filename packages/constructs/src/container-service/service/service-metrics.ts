/** Where CloudWatch has what is measured of a service. */
export interface ServiceMetrics {
  /** Dimensions in AWS/ECS and ECS/ContainerInsights. */
  readonly service: { readonly ClusterName: string; readonly ServiceName: string };

  /** Dimensions in AWS/ApplicationELB, one for each target group; none for a worker. */
  readonly targetGroups: readonly {
    readonly LoadBalancer: string;
    readonly TargetGroup: string;
  }[];

  /** Names of its queue, and of that with the dead letters. @default - it has none */
  readonly queue?: { readonly name: string; readonly deadLettersName: string } | undefined;

  /** Group, rule and queue of its scheduled tasks. @default - it has none */
  readonly scheduled?:
    | { readonly group: string; readonly failedRule: string; readonly missedName: string }
    | undefined;

  /** Whether the cluster collects Container Insights, which count desired and running tasks. */
  readonly containerInsights: boolean;
}
