import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { Cluster } from "../constructs/container-service/cluster";
import { HttpService } from "../constructs/container-service/http-service";
import { LoadBalancer } from "../constructs/container-service/load-balancer";
import { Network } from "../constructs/network/network";
import type { Environment, Service } from "../environments/environment";
import { memorySizes } from "../environments/fargate";
import { environmentPrefix, serviceImage } from "../environments/names";
import { GroundworkStack, type GroundworkStackProps } from "./groundwork-stack";

export interface EnvironmentStackProps extends GroundworkStackProps {
  readonly environment: Environment;
}

/** One environment: a network, a cluster, a load balancer, and services behind it. */
export class EnvironmentStack extends GroundworkStack {
  constructor(scope: Construct, props: EnvironmentStackProps) {
    const { organization, environment } = props;
    const { name: owner, accountId, region, tags } = environment;
    super(scope, props, { owner, accountId, region, tags });
    const name = environmentPrefix(organization, owner);

    const network = new Network(this, "network", {
      name,
      cidr: environment.network.cidr,
      availabilityZones: environment.network.zones.map((letter) => `${region}${letter}`),
      nat: environment.network.nat,
    });
    const cluster = new Cluster(this, "cluster", {
      name,
      containerInsights: environment.containerInsights,
    });
    const loadBalancer = new LoadBalancer(this, "load-balancer", {
      name,
      vpcId: network.vpc.id,
      subnetIds: network.publicSubnetIds,
      certificateArn: environment.certificateArn,
      deletionProtection: environment.deletionProtection,
    });
    // A scope of their own: a service may be called "network" or "backend".
    const services = new Construct(this, "services");
    environment.services.forEach((service, index) => {
      const { image, repositoryArn } = serviceImage(organization, service);
      new HttpService(services, service.name, {
        ...sizeOf(service),
        name: service.name,
        namePrefix: name,
        region,
        accountId,
        image,
        repositoryArn,
        port: service.port,
        environmentVariables: service.variables,
        logRetentionDays: environment.logRetentionDays,
        cluster,
        loadBalancer,
        vpcId: network.vpc.id,
        subnetIds: network.taskSubnetIds,
        assignPublicIp: network.assignPublicIp,
        paths: service.paths,
        healthCheckPath: service.healthCheckPath,
        // The file's order decides. Gaps leave room for rules made by hand.
        priority: (index + 1) * 100,
      });
    });

    new TerraformOutput(this, "url", {
      description: "Where the load balancer answers",
      value: `${environment.certificateArn ? "https" : "http"}://${loadBalancer.loadBalancer.dnsName}`,
    });
  }
}

function sizeOf(service: Service) {
  const { cpuUnits, memoryMiB, desiredCount, minCount, maxCount } = service;
  return {
    cpuUnits,
    memoryMiB: memoryMiB ?? memorySizes(cpuUnits)[0]!,
    desiredCount,
    minCount: minCount ?? desiredCount,
    maxCount: maxCount ?? desiredCount,
  };
}
