import type { ITerraformDependable } from "cdktf";
import type { Cluster } from "../cluster/cluster";
import type { CapacityShare } from "../cluster/cluster-options";
import type { ServiceHttp } from "../load-balancer/http-route";
import type { TaskProps } from "../task/task";
import type { AlarmOptions } from "./alarm-options";
import type { AutoscalingOptions } from "./autoscaling-options";
import type { Deployment } from "./deployment-options";

export interface ServiceProps extends Omit<TaskProps, "compatibility" | "exec"> {
  readonly cluster: Cluster;
  readonly vpcId: string;
  readonly subnetIds: string[];

  /**
   * Whether tasks get a public address; they need one in subnets without NAT to pull images. ECS
   * gives none to tasks on instances, where the instance pulls.
   */
  readonly assignPublicIp: boolean;

  /** Where tasks run: FARGATE and FARGATE_SPOT, mixed as one likes, or EC2. */
  readonly capacityProviderStrategy: readonly CapacityShare[];

  /** Number of tasks; where the service autoscales, only at its creation. */
  readonly desiredCount: number;

  /** @default - the number stays */
  readonly autoscaling?: AutoscalingOptions | undefined;

  readonly deployment: Deployment;

  /** @default - not at all: a worker, which no load balancer knows of */
  readonly http?: ServiceHttp | undefined;

  /** @default - nobody is told, and no deployment rolled back for what its requests come to */
  readonly alarms?: (Omit<AlarmOptions, "emails"> & { readonly topicArn: string }) | undefined;

  /** Whether the cluster collects Container Insights. */
  readonly containerInsights: boolean;

  /** Whether people may run commands in the containers. The cluster must be made for it. */
  readonly exec: boolean;

  /**
   * What tasks need besides, such as the endpoints of their subnets.
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[] | undefined;
}
