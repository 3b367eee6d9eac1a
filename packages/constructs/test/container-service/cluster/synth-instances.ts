import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import {
  InstanceCapacity,
  type InstanceCapacityProps,
} from "../../../src/container-service/cluster/instance-capacity";
import { onlyResource, synthConstruct } from "@groundwork/testing/synth";

/** Instances of ARM, none at least and three at most, in a cluster of their own. */
export const synthInstances = (overrides: Partial<InstanceCapacityProps> = {}) =>
  synthConstruct((scope) => {
    new InstanceCapacity(scope, "instances", {
      name: "acme-dev",
      cluster: new EcsCluster(scope, "cluster", { name: "acme-dev" }),
      instanceType: "m7g.large",
      cpuArchitecture: "ARM64",
      maxCount: 3,
      vpcId: "vpc-1",
      subnetIds: ["subnet-1", "subnet-2"],
      assignPublicIp: false,
      protection: true,
      ...overrides,
    });
  });

/** What they start with. */
export const template = (overrides?: Partial<InstanceCapacityProps>) =>
  onlyResource(synthInstances(overrides), "aws_launch_template");
