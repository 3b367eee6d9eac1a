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
import { execLogGroup } from "../log-names";
import { commonTaskOptions } from "../task/task-options";
import { clusterOptions, type CapacityShare, type ClusterInput } from "./cluster-options";
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
export class Cluster extends Construct {
  public readonly cluster: EcsCluster;

  /**
   * What a service must depend on: before it the cluster knows no capacity provider, and while a
   * service uses a provider the cluster cannot let go of it. So a destroy takes the services first,
   * then this, the provider of the instances, the instances, and the cluster last.
   */
  public readonly capacityProviders: EcsClusterCapacityProviders;

  /** For tasks that name none, such as one started by hand. */
  public readonly capacityProviderStrategy: CapacityShare[];

  /** Whether CloudWatch counts the tasks of its services. */
  public readonly containerInsights: boolean;

  public readonly instances: InstanceCapacity | undefined;

  /** Of the sessions' logs; known from configuration, so that plans show policies in full. */
  public readonly execLogGroupArn: string | undefined;

  /** What encrypts sessions and their logs. */
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
      this.execLogGroupArn = `arn:aws:logs:${region}:${accountId}:log-group:${execLogGroup(name)}`;
    }

    if (props.instances) {
      this.instances = new InstanceCapacity(this, "instances", {
        ...props.instances,
        name,
        cluster: this.cluster,
      });
    }
    this.capacityProviders = new EcsClusterCapacityProviders(this, "capacity-providers", {
      clusterName: this.cluster.name,
      capacityProviders: [
        "FARGATE",
        "FARGATE_SPOT",
        ...(this.instances ? [this.instances.capacityProvider.name] : []),
      ],
      defaultCapacityProviderStrategy: this.strategy(props.capacityProviderStrategy),
    });
  }

  /** The strategy in the words of aws_ecs_service: EC2 is the provider of this cluster's instances. */
  public strategy(shares: readonly CapacityShare[]): Strategy {
    check(
      this,
      "capacityProviderStrategy",
      shares,
      this.instances !== undefined || shares.every((share) => share.capacityProvider !== "EC2"),
      "FARGATE or FARGATE_SPOT, as this cluster has no instances; EC2 needs `instances`",
    );
    return shares.map(({ capacityProvider, weight, base }) => ({
      capacityProvider:
        capacityProvider === "EC2" ? this.instances!.capacityProvider.name : capacityProvider,
      weight,
      ...(base > 0 && { base }),
    }));
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

type Strategy = { capacityProvider: string; weight: number; base?: number }[];
