import { Cluster } from "../../../constructs/container-service/cluster";
import {
  HttpService,
  type HttpServiceProps,
} from "../../../constructs/container-service/http-service";
import { LoadBalancer } from "../../../constructs/container-service/load-balancer";
import { synthConstruct } from "../../support/synth";

/** A service with a fixed number of tasks, on its own cluster and load balancer. */
export const synthService = (overrides: Partial<HttpServiceProps> = {}) =>
  synthConstruct((scope) => {
    const vpcId = "vpc-1";
    new HttpService(scope, "web", {
      name: "web",
      namePrefix: "acme-dev",
      region: "eu-central-1",
      accountId: "111111111111",
      cluster: new Cluster(scope, "cluster", { name: "acme-dev" }),
      loadBalancer: new LoadBalancer(scope, "load-balancer", {
        name: "acme-dev",
        vpcId,
        subnetIds: ["subnet-1", "subnet-2"],
        deletionProtection: false,
      }),
      vpcId,
      subnetIds: ["subnet-3", "subnet-4"],
      assignPublicIp: false,
      image: "public.ecr.aws/nginx/nginx:1.29",
      port: 8080,
      cpuUnits: 256,
      memoryMiB: 512,
      logRetentionDays: 7,
      paths: ["/*"],
      priority: 100,
      healthCheckPath: "/health",
      desiredCount: 2,
      minCount: 2,
      maxCount: 2,
      ...overrides,
    });
  });
