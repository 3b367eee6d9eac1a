import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import {
  EcsCluster,
  type EcsClusterConfigurationExecuteCommandConfiguration,
} from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";
import type { z } from "zod";
import { check } from "../../check";
import { checkedProps } from "../../checked-props";
import { options } from "../../option-rules";
import { execLogGroup, execLogGroupArn } from "../log-names";
import { commonTaskOptions } from "../task/task-options";
import { clusterOptions, type CapacityShare, type ClusterInput } from "./cluster-options";
import { capacityStrategy, type ClusterPlace, type Strategy } from "./cluster-place";
import { InstanceCapacity, type InstanceCapacityProps } from "./instance-capacity";

/** Sessions are logged as long as what containers print. */
const execOptions = options({ logRetentionDays: commonTaskOptions.logRetentionDays });

export interface ClusterProps extends ClusterInput {
  /** Name of the cluster: up to 255 letters, digits, `_` and `-` (ECS API, CreateCluster). */
  readonly name: string;

  readonly region: string;
  readonly accountId: string;

  /**
   * EC2 instances as capacity, beside Fargate.
   * @default - none
   */
  readonly instances?: Omit<InstanceCapacityProps, "name" | "cluster"> | undefined;

  /**
   * ECS Exec: shells in running containers, encrypted with the key and logged with it. The key's
   * policy must let CloudWatch Logs use it.
   * @default - off; sessions are configured as ECS does by default, and no service allows any
   */
  readonly exec?: (z.input<typeof execOptions> & { readonly kmsKeyArn: string }) | undefined;
}

/** An ECS cluster on Fargate and, where asked for, EC2 instances. */
export class Cluster extends Construct implements ClusterPlace {
  public readonly cluster: EcsCluster;

  /**
   * The providers: before them the cluster knows none, and while a service uses one the cluster
   * cannot let go of it. So a destroy takes the services first, then these, the provider of the
   * instances, the instances, and the cluster last.
   */
  public readonly dependables: EcsClusterCapacityProviders[];

  public readonly capacityProviderStrategy: CapacityShare[];
  public readonly containerInsights: boolean;

  public readonly instances: InstanceCapacity | undefined;

  public readonly execLogGroupArn: string | undefined;
  public readonly execKmsKeyArn: string | undefined;

  constructor(scope: Construct, id: string, given: ClusterProps) {
    super(scope, id);
    const props = checkedProps(this, clusterOptions, given);
    const { name, region, accountId } = props;
    const exec = given.exec && checkedProps(this, execOptions, given.exec, ["exec"]);
    this.capacityProviderStrategy = props.capacityProviderStrategy;
    this.containerInsights = props.containerInsights !== "disabled";
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
      setting: [{ name: "containerInsights", value: props.containerInsights }],
      // Always written down, too: an update without it sends nothing, and the old one stays.
      configuration: { executeCommandConfiguration: this.sessions(name, exec) },
    });
    if (exec) {
      this.execKmsKeyArn = exec.kmsKeyArn;
      this.execLogGroupArn = execLogGroupArn({ name, region, accountId });
    }

    if (props.instances) {
      this.instances = new InstanceCapacity(this, "instances", {
        ...props.instances,
        name,
        cluster: this.cluster,
      });
    }
    const capacityProviders = new EcsClusterCapacityProviders(this, "capacity-providers", {
      clusterName: this.cluster.name,
      capacityProviders: [
        "FARGATE",
        "FARGATE_SPOT",
        ...(this.instances ? [this.instances.capacityProvider.name] : []),
      ],
      defaultCapacityProviderStrategy: this.strategy(props.capacityProviderStrategy),
    });
    this.dependables = [capacityProviders];
  }

  public strategy(shares: readonly CapacityShare[]): Strategy {
    return capacityStrategy(this, shares, this.instances?.capacityProvider.name);
  }

  private sessions(
    name: string,
    exec: { readonly kmsKeyArn: string; readonly logRetentionDays: number } | undefined,
  ): EcsClusterConfigurationExecuteCommandConfiguration {
    // What ECS takes where nothing is said (ECS API, ExecuteCommandConfiguration).
    if (!exec) return { logging: "DEFAULT" };
    const logGroup = new CloudwatchLogGroup(this, "exec-log-group", {
      name: execLogGroup(name),
      retentionInDays: exec.logRetentionDays,
      kmsKeyId: exec.kmsKeyArn,
    });
    return {
      kmsKeyId: exec.kmsKeyArn,
      // In a group of their own: what people type is kept longer, and read by fewer, than what
      // applications print.
      logging: "OVERRIDE",
      logConfiguration: {
        cloudWatchEncryptionEnabled: true,
        cloudWatchLogGroupName: logGroup.name,
      },
    };
  }
}
