import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";
import { check } from "../check";

export interface ClusterProps {
  /** Name of the cluster: up to 255 letters, digits, `_` and `-` (ECS API, CreateCluster). */
  readonly name: string;

  /**
   * What CloudWatch Container Insights collects. It is paid for by the metric.
   * @default "disabled" - only the free metrics of each service, CPU and memory
   */
  readonly containerInsights?: "enabled" | "enhanced" | "disabled" | undefined;
}

/** An ECS cluster on Fargate. */
export class Cluster extends Construct {
  public readonly cluster: EcsCluster;

  /**
   * What a service must depend on: before it the cluster knows no capacity provider, and while a
   * service uses a provider the cluster cannot let go of it.
   */
  public readonly capacityProviders: EcsClusterCapacityProviders;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    const { name, containerInsights = "disabled" } = props;
    check(
      this,
      "name",
      name,
      /^[A-Za-z0-9_-]{1,255}$/.test(name),
      "1 to 255 letters, digits, _ and -",
    );

    this.cluster = new EcsCluster(this, "cluster", {
      name,
      // Always written down: what ECS does without it is a setting of the account.
      setting: [{ name: "containerInsights", value: containerInsights }],
    });

    this.capacityProviders = new EcsClusterCapacityProviders(this, "capacity-providers", {
      clusterName: this.cluster.name,
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
      // For tasks that name no strategy, such as one started by hand. ECS would look for EC2
      // instances, of which this cluster has none.
      defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }],
    });
  }
}
