import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import {
  EcsCluster,
  type EcsClusterConfigurationExecuteCommandConfiguration,
} from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";
import { check } from "../../check";
import { InstanceCapacity, type InstanceCapacityProps } from "./instance-capacity";

export type CapacityProviderName = "FARGATE" | "FARGATE_SPOT" | "EC2";

/** The part of a service's tasks that one capacity provider runs. */
export interface CapacityShare {
  /** `FARGATE_SPOT` is cheaper and may stop with two minutes' notice; `EC2` are the `instances`. */
  readonly capacityProvider: CapacityProviderName;

  /** Its part of the tasks beyond the base, against the other weights: 0 to 1000. */
  readonly weight: number;

  /**
   * Tasks that run on it before any other, 0 to 100000; one provider of a strategy may have a base.
   * @default 0
   */
  readonly base?: number | undefined;
}

export interface ClusterProps {
  /** Name of the cluster: up to 255 letters, digits, `_` and `-` (ECS API, CreateCluster). */
  readonly name: string;

  readonly region: string;
  readonly accountId: string;

  /**
   * What CloudWatch Container Insights collects. It is paid for by the metric.
   * @default "disabled" - only the free metrics of each service, CPU and memory
   */
  readonly containerInsights?: "enabled" | "enhanced" | "disabled" | undefined;

  /**
   * For tasks that name no strategy, such as one started by hand.
   * @default - all on FARGATE
   */
  readonly capacityProviderStrategy?: readonly CapacityShare[] | undefined;

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
  readonly exec?: { readonly kmsKeyArn: string; readonly logRetentionDays: number } | undefined;
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

  public readonly instances: InstanceCapacity | undefined;

  /** Of the sessions' logs; known from configuration, so that plans show policies in full. */
  public readonly execLogGroupArn: string | undefined;

  /** What encrypts sessions and their logs. */
  public readonly execKmsKeyArn: string | undefined;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    const { name, region, accountId, containerInsights = "disabled", exec } = props;
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
      defaultCapacityProviderStrategy: this.strategy(
        props.capacityProviderStrategy ?? [{ capacityProvider: "FARGATE", weight: 1 }],
      ),
    });
  }

  /** The strategy in the words of aws_ecs_service: EC2 is the provider of this cluster's instances. */
  public strategy(shares: readonly CapacityShare[]): Strategy {
    const providers = shares.map(({ capacityProvider }) => capacityProvider);
    const expect = (holds: boolean, expected: string) =>
      check(this, "capacityProviderStrategy", shares, holds, expected);
    expect(
      new Set(providers).size === providers.length && providers.length > 0,
      "each capacity provider once, and one or more",
    );
    // ECS API, CapacityProviderStrategyItem, for all that follow.
    expect(
      !providers.includes("EC2") || providers.length === 1,
      "EC2 alone, or FARGATE and FARGATE_SPOT: ECS does not mix the two kinds",
    );
    expect(
      shares.every(({ weight }) => isWhole(weight, 1000)) &&
        shares.some(({ weight }) => weight > 0),
      "weights of 0 to 1000, one of them above 0",
    );
    expect(
      shares.every(({ base = 0 }) => isWhole(base, 100_000)) &&
        shares.filter(({ base = 0 }) => base > 0).length <= 1,
      "a base of 0 to 100000, above 0 on one provider only",
    );
    expect(
      !providers.includes("EC2") || this.instances !== undefined,
      "FARGATE or FARGATE_SPOT, as this cluster has no instances; EC2 needs `instances`",
    );
    return shares.map(({ capacityProvider, weight, base = 0 }) => ({
      capacityProvider:
        capacityProvider === "EC2" ? this.instances!.capacityProvider.name : capacityProvider,
      weight,
      ...(base > 0 && { base }),
    }));
  }

  private sessions(
    name: string,
    exec: ClusterProps["exec"],
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

/** A service cannot have this log group: `exec` is refused as its name. */
const execLogGroup = (name: string): string => `/ecs/${name}/exec`;

const isWhole = (value: number, most: number): boolean =>
  Number.isInteger(value) && 0 <= value && value <= most;
