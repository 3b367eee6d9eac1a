import type { z } from "zod";
import { Cluster, type ClusterProps } from "../../../src/container-service/cluster/cluster";
import { capacityProviderStrategy } from "../../../src/container-service/cluster/cluster-options";
import { httpOptions } from "../../../src/container-service/load-balancer/http-options";
import {
  LoadBalancer,
  type LoadBalancerProps,
} from "../../../src/container-service/load-balancer/load-balancer";
import { autoscalingOptions } from "../../../src/container-service/service/autoscaling-options";
import { deploymentOptions } from "../../../src/container-service/service/deployment-options";
import { loadBalancerOptions } from "../../../src/container-service/load-balancer/load-balancer-options";
import { Service } from "../../../src/container-service/service/service";
import type { ServiceProps } from "../../../src/container-service/service/service-props";
import { alarmOptions } from "../../../src/container-service/service/alarm-options";
import { container } from "../task/synth-task";
import { onlyResource, synthConstruct } from "@groundwork/testing/synth";

export interface Overrides extends Partial<
  Omit<ServiceProps, "cluster" | "http" | "autoscaling" | "deployment">
> {
  readonly autoscaling?: z.input<typeof autoscalingOptions>;
  readonly deployment?: z.input<typeof deploymentOptions>;
  /** `null` makes a worker. */
  readonly http?: z.input<typeof httpOptions> | null;
  readonly ofCluster?: Partial<ClusterProps>;
  readonly ofLoadBalancer?: Partial<LoadBalancerProps>;
}

export const topicArn = "arn:aws:sns:eu-central-1:111111111111:acme-dev";

/** All alarms there are. */
export const alarms = {
  ...alarmOptions.parse({ latencySeconds: 1.5, memoryPercent: 85 }),
  topicArn,
};

/** Shifts traffic. */
export const canary = { strategy: "CANARY" } as const;

export const testListener = { port: 8443, allowedCidrs: ["10.0.0.0/8"] };

/** A service with a fixed number of tasks, on its own cluster and load balancer. */
export function synthService(
  {
    http,
    autoscaling,
    deployment = { strategy: "ROLLING" },
    ofCluster,
    ofLoadBalancer,
    ...overrides
  }: Overrides = {},
  look: (service: Service) => void = () => {},
) {
  return synthConstruct((scope) => {
    const place = { region: "eu-central-1", accountId: "111111111111" };
    const vpcId = "vpc-1";
    const fargate = capacityProviderStrategy.parse([{ capacityProvider: "FARGATE" }]);
    const cluster = new Cluster(scope, "cluster", {
      name: "acme-dev",
      ...place,
      containerInsights: "disabled",
      capacityProviderStrategy: fargate,
      ...ofCluster,
    });
    const loadBalancer = new LoadBalancer(scope, "load-balancer", {
      name: "acme-dev",
      vpcId,
      subnetIds: ["subnet-1", "subnet-2"],
      ...loadBalancerOptions.parse({}),
      deletionProtection: false,
      ...ofLoadBalancer,
    });
    const service = new Service(scope, "web", {
      name: "web",
      namePrefix: "acme-dev",
      ...place,
      cluster,
      vpcId,
      subnetIds: ["subnet-3", "subnet-4"],
      assignPublicIp: false,
      containers: [container({ port: 8080 })],
      cpuUnits: 256,
      memoryMiB: 512,
      cpuArchitecture: "X86_64",
      logRetentionDays: 7,
      capacityProviderStrategy: fargate,
      desiredCount: 2,
      deployment: deploymentOptions.parse(deployment),
      containerInsights: false,
      exec: false,
      ...overrides,
      autoscaling: autoscaling && autoscalingOptions.parse(autoscaling),
      http:
        http === null
          ? undefined
          : {
              ...httpOptions.parse({ port: 8080, healthCheckPath: "/health", ...http }),
              loadBalancer,
              priority: 100,
            },
    });
    look(service);
  });
}

export const serviceOf = (overrides?: Overrides): any =>
  onlyResource(synthService(overrides), "aws_ecs_service");
