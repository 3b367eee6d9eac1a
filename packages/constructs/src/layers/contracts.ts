/**
 * What the stacks of one environment tell each other where it has one for each layer: values of
 * Parameter Store, an interface for each layer, and never a reference from stack to stack.
 */

/** The layers, in the order in which they are applied. */
export const LAYERS = ["network", "cluster", "services"] as const;

export type Layer = (typeof LAYERS)[number];

/** What the lowest stack of an environment has for all of them. */
export interface BaseContract {
  /** Key of logs and notifications. */
  readonly kmsKeyArn: string;
  /** Topic of those who are told. */
  readonly topicArn: string;
}

/** Where tasks run. */
export interface NetworkContract {
  readonly vpcId: string;
  /** In two zones or more, with a route to an internet gateway. */
  readonly publicSubnetIds: string[];
  /** In two zones or more. */
  readonly privateSubnetIds: string[];
  /** Public addresses of the NAT gateways, by the order of their zones; undefined without NAT. */
  readonly natAddresses: string[] | undefined;
}

/** On what services run, and through what requests come to them. */
export interface ClusterContract {
  readonly clusterArn: string;
  readonly clusterName: string;
  /** Capacity provider of the cluster's EC2 instances; undefined without instances. */
  readonly instancesProvider: string | undefined;
  // Of the load balancer; undefined where no service has one.
  readonly loadBalancerArnSuffix: string | undefined;
  readonly loadBalancerDnsName: string | undefined;
  readonly loadBalancerSecurityGroupId: string | undefined;
  readonly listenerArn: string | undefined;
  /** Undefined without a listener for tests. */
  readonly testListenerArn: string | undefined;
}

export interface Contracts {
  readonly base: BaseContract;
  readonly network: NetworkContract;
  readonly cluster: ClusterContract;
}

export type ContractName = keyof Contracts;

type Kind<Value> = [Extract<Value, string[]>] extends [never] ? "String" : "StringList";

/** The type that Parameter Store has each field as. */
export const FIELDS: {
  readonly [Name in ContractName]: {
    readonly [Field in keyof Contracts[Name]]-?: Kind<Contracts[Name][Field]>;
  };
} = {
  base: { kmsKeyArn: "String", topicArn: "String" },
  network: {
    vpcId: "String",
    publicSubnetIds: "StringList",
    privateSubnetIds: "StringList",
    natAddresses: "StringList",
  },
  cluster: {
    clusterArn: "String",
    clusterName: "String",
    instancesProvider: "String",
    loadBalancerArnSuffix: "String",
    loadBalancerDnsName: "String",
    loadBalancerSecurityGroupId: "String",
    listenerArn: "String",
    testListenerArn: "String",
  },
};

/** Below what the parameters are in a stack, written and read. */
export const CONTRACTS = "contracts";

/** Name of the parameter that has a field, as `/acme/dev/layers/network/vpcId`. */
export const contractParameter = (path: string, contract: ContractName, field: string): string =>
  `${path}/${contract}/${field}`;
