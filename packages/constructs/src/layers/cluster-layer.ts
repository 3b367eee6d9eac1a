import { Construct } from "constructs";
import type { Cluster } from "../container-service/cluster/cluster";
import type { CapacityOptions, CapacityShare } from "../container-service/cluster/cluster-options";
import {
  capacityStrategy,
  type ClusterPlace,
  type Strategy,
} from "../container-service/cluster/cluster-place";
import { entriesOf, letIn, type Entries } from "../container-service/load-balancer/entries";
import type { LoadBalancer } from "../container-service/load-balancer/load-balancer";
import type {
  EntryOptions,
  LoadBalancerOptions,
} from "../container-service/load-balancer/load-balancer-options";
import type { LoadBalancerPlace } from "../container-service/load-balancer/load-balancer-place";
import { execLogGroupArn } from "../container-service/log-names";
import type { ClusterContract } from "./contracts";

/** What services must know of a cluster and of the load balancer before them. */
export const clusterContract = (
  { cluster, instances }: Cluster,
  entry: LoadBalancer | undefined,
): ClusterContract => ({
  clusterArn: cluster.arn,
  clusterName: cluster.name,
  instancesProvider: instances?.capacityProvider.name,
  loadBalancerArnSuffix: entry?.loadBalancer.arnSuffix,
  loadBalancerDnsName: entry?.loadBalancer.dnsName,
  loadBalancerSecurityGroupId: entry?.securityGroup.id,
  listenerArn: entry?.listener.arn,
  testListenerArn: entry?.testListener?.arn,
});

/** What is known of a cluster by configuration. */
export interface ClusterOfLayerProps extends CapacityOptions {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** Key of the sessions of ECS Exec. @default - there are none */
  readonly execKmsKeyArn?: string | undefined;
  /** @default - it has no EC2 instances */
  readonly instances?: object | undefined;
}

/** What services run on, and through what requests come to them; undefined if to none. */
export interface ServicePlace {
  readonly cluster: ClusterPlace;
  readonly loadBalancer: LoadBalancerPlace | undefined;
}

/** Cluster and load balancer of a layer below, at the paths that they have where they are made. */
export function clusterOfLayer(
  stack: Construct,
  contract: ClusterContract,
  props: ClusterOfLayerProps & { readonly loadBalancer: LoadBalancerOptions },
  isReached: boolean,
): ServicePlace {
  const { domain, certificateArn } = props.loadBalancer;
  const secure = domain !== undefined || certificateArn !== undefined;
  const entry = { contract, options: props.loadBalancer, secure };
  return {
    cluster: new ClusterOfLayer(stack, "cluster", contract, props),
    loadBalancer: isReached ? new LoadBalancerOfLayer(stack, "load-balancer", entry) : undefined,
  };
}

/** The cluster of a layer below. */
class ClusterOfLayer extends Construct implements ClusterPlace {
  readonly cluster: ClusterPlace["cluster"];
  readonly capacityProviderStrategy: CapacityShare[];
  readonly containerInsights: boolean;
  readonly execKmsKeyArn: string | undefined;
  readonly execLogGroupArn: string | undefined;
  /** None: the layer is applied before. */
  readonly dependables = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly contract: ClusterContract,
    private readonly props: ClusterOfLayerProps,
  ) {
    super(scope, id);
    const { execKmsKeyArn, capacityProviderStrategy, containerInsights } = props;
    this.cluster = { arn: contract.clusterArn, name: contract.clusterName };
    this.capacityProviderStrategy = capacityProviderStrategy;
    this.containerInsights = containerInsights !== "disabled";
    this.execKmsKeyArn = execKmsKeyArn;
    this.execLogGroupArn = execKmsKeyArn === undefined ? undefined : execLogGroupArn(props);
  }

  strategy(shares: readonly CapacityShare[]): Strategy {
    const isOnInstances = shares.some(({ capacityProvider }) => capacityProvider === "EC2");
    const { instances } = this.props;
    const provider = isOnInstances && instances ? this.contract.instancesProvider : undefined;
    return capacityStrategy(this, shares, provider);
  }
}

interface EntryOfLayer {
  readonly contract: ClusterContract;
  readonly options: EntryOptions;
  /** Whether it has a certificate. */
  readonly secure: boolean;
}

/** The load balancer of a layer below. */
class LoadBalancerOfLayer extends Construct implements LoadBalancerPlace {
  readonly loadBalancer: LoadBalancerPlace["loadBalancer"];
  readonly securityGroup: LoadBalancerPlace["securityGroup"];
  readonly listener: LoadBalancerPlace["listener"];
  readonly testListener: LoadBalancerPlace["testListener"];
  readonly ports: readonly number[];

  private readonly entries: Entries;

  constructor(scope: Construct, id: string, { contract, options, secure }: EntryOfLayer) {
    super(scope, id);
    this.loadBalancer = {
      get arnSuffix() {
        return contract.loadBalancerArnSuffix!;
      },
      get dnsName() {
        return contract.loadBalancerDnsName!;
      },
    };
    this.securityGroup = { id: contract.loadBalancerSecurityGroupId! };
    this.listener = { arn: contract.listenerArn! };
    this.testListener = options.testListener && { arn: contract.testListenerArn! };
    this.entries = entriesOf(options, secure);
    this.ports = this.entries.ports;
  }

  letIn(name: string, address: string): void {
    letIn(this, this.securityGroup.id, this.entries, { name, address });
  }
}
