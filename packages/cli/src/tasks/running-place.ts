import { DescribeServicesCommand, type ECSClient, type Service } from "@aws-sdk/client-ecs";
import type { Environment, Service as ServiceOptions } from "@groundwork/configuration";
import { stackIdOf } from "@groundwork/configuration/place-names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import type { StartedTask } from "./start-task";

type Place = Pick<StartedTask, "taskDefinition" | "network" | "capacityProvider">;

/**
 * What a service runs, and where: what is run by hand is of the same version, in the same network.
 *
 * @throws OperationError where there is no such service
 */
export async function runningPlace(
  ecs: ECSClient,
  cluster: string,
  environment: Environment,
  service: ServiceOptions,
): Promise<Place> {
  const found = await describe(ecs, cluster, service.name);
  if (found === undefined || found.status !== "ACTIVE") {
    throw new OperationError(
      `${service.name} is not in the cluster ${cluster}: its stack makes it when it is applied: ${ownCommand(`plan ${stackIdOf(environment)}`)}`,
    );
  }
  // CodeDeploy has its tasks in sets, and the service's own arguments are those of the first day.
  const set = found.taskSets?.find(({ status }) => status === "PRIMARY");
  const { taskDefinition, networkConfiguration } = set ?? found;
  const vpc = networkConfiguration?.awsvpcConfiguration;
  const strategy = service.capacityProviderStrategy ?? environment.capacityProviderStrategy;
  const onInstances = strategy.some(({ capacityProvider }) => capacityProvider === "EC2");
  return {
    taskDefinition: taskDefinition!,
    // Never Spot, as with tasks that an apply runs.
    capacityProvider: onInstances ? `ec2-${cluster}` : "FARGATE",
    network: {
      subnets: vpc?.subnets ?? [],
      securityGroups: vpc?.securityGroups ?? [],
      assignPublicIp: vpc?.assignPublicIp ?? "DISABLED",
    },
  };
}

async function describe(
  ecs: ECSClient,
  cluster: string,
  name: string,
): Promise<Service | undefined> {
  const { services = [] } = await ecs
    .send(new DescribeServicesCommand({ cluster, services: [name] }))
    .catch((error: Error) => {
      if (error.name === "ClusterNotFoundException") return { services: [] };
      throw error;
    });
  return services[0];
}
