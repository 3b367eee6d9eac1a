import { TerraformStack } from "cdktf";
import { Cluster, type ClusterProps } from "../../../src/container-service/cluster/cluster";
import type { HttpInput } from "../../../src/container-service/load-balancer/http-options";
import {
  LoadBalancer,
  type LoadBalancerProps,
} from "../../../src/container-service/load-balancer/load-balancer";
import { Service } from "../../../src/container-service/service/service";
import type { ServiceProps } from "../../../src/container-service/service/service-props";
import { pinProvider } from "../../../src/newer-arguments";
import { container } from "../task/synth-task";
import { onlyResource, synthConstruct } from "@groundwork/testing/synth";

export interface Overrides extends Partial<Omit<ServiceProps, "cluster" | "http">> {
  /** `null` makes a worker. */
  readonly http?: HttpInput | null;
  readonly ofCluster?: Partial<ClusterProps>;
  readonly ofLoadBalancer?: Partial<LoadBalancerProps>;
  /** Release of the AWS provider that the stack demands. @default that of the typings */
  readonly provider?: string;
}

export const topicArn = "arn:aws:sns:eu-central-1:111111111111:acme-dev";

/** All alarms there are. */
export const alarms = { latencySeconds: 1.5, memoryPercent: 85, topicArn };

/** Shifts traffic. */
export const canary = { strategy: "CANARY" } as const;

export const testListener = { port: 8443, allowedCidrs: ["10.0.0.0/8"] };

/** A service with a fixed number of tasks, on its own cluster and load balancer. */
export function synthService(
  { http, ofCluster, ofLoadBalancer, provider, ...overrides }: Overrides = {},
  look: (service: Service) => void = () => {},
) {
  return synthConstruct((scope) => {
    if (provider !== undefined) pinProvider(TerraformStack.of(scope), "aws", provider);
    const place = { region: "eu-central-1", accountId: "111111111111" };
    const vpcId = "vpc-1";
    const cluster = new Cluster(scope, "cluster", { name: "acme-dev", ...place, ...ofCluster });
    const loadBalancer = new LoadBalancer(scope, "load-balancer", {
      name: "acme-dev",
      ...place,
      vpcId,
      subnetIds: ["subnet-1", "subnet-2"],
      production: false,
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
      logRetentionDays: 7,
      desiredCount: 2,
      ...overrides,
      http:
        http === null
          ? undefined
          : { port: 8080, healthCheckPath: "/health", ...http, loadBalancer },
    });
    look(service);
  });
}

export const serviceOf = (overrides?: Overrides): any =>
  onlyResource(synthService(overrides), "aws_ecs_service");
