import { DescribeServicesCommand, type ECSClient, type TaskSet } from "@aws-sdk/client-ecs";
import { OperationError } from "../core/errors";
import { propertiesOf, type HandOver } from "./hand-over";

/** The tasks of a service that run. */
export interface Running {
  /** ARN of the task definition. */
  readonly taskDefinition: string;
  /** Whether it is what the service was told to be. */
  readonly isCurrent: boolean;
}

/** @throws OperationError when there is no such service, or it is not CodeDeploy's */
export async function running(ecs: ECSClient, service: HandOver): Promise<Running> {
  const { clusterName, serviceName } = service;
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: clusterName, services: [serviceName] }),
  );
  const found = services.find(({ status }) => status === "ACTIVE");
  if (!found) {
    throw new OperationError(
      `got no service ${serviceName} in the cluster ${clusterName}: apply its stack first`,
    );
  }
  const { deploymentController, taskSets = [], taskDefinition = "" } = found;
  if (deploymentController?.type !== "CODE_DEPLOY") {
    throw new OperationError(
      `${serviceName}: got the deployment controller ${deploymentController?.type ?? "ECS"}, expected CODE_DEPLOY. ` +
        "A running service keeps the one that it was made with; packages/docs/services.md says how it is replaced",
    );
  }
  const primary = taskSets.find(({ status }) => status === "PRIMARY");
  if (!primary) return { taskDefinition, isCurrent: isSame(taskDefinition, service) };
  return {
    taskDefinition: primary.taskDefinition ?? taskDefinition,
    isCurrent: isSame(primary.taskDefinition, service) && isPlacedSo(primary, service),
  };
}

const isSame = (taskDefinition: string | undefined, service: HandOver): boolean =>
  taskDefinition === propertiesOf(service).TaskDefinition;

/** Whether its tasks run and are connected as they are to be. */
function isPlacedSo(taskSet: TaskSet, service: HandOver): boolean {
  const { CapacityProviderStrategy, NetworkConfiguration } = propertiesOf(service);
  const { Subnets, SecurityGroups, AssignPublicIp } = NetworkConfiguration.AwsvpcConfiguration;
  const network = taskSet.networkConfiguration?.awsvpcConfiguration;
  const shares = taskSet.capacityProviderStrategy ?? [];
  return (
    isSameSet(network?.subnets ?? [], Subnets) &&
    isSameSet(network?.securityGroups ?? [], SecurityGroups) &&
    network?.assignPublicIp === AssignPublicIp &&
    isSameSet(
      shares.map(({ capacityProvider, base = 0, weight = 0 }) =>
        [capacityProvider, base, weight].join(),
      ),
      CapacityProviderStrategy.map((share) =>
        [share.CapacityProvider, share.Base, share.Weight].join(),
      ),
    )
  );
}

const isSameSet = (some: readonly string[], others: readonly string[]): boolean =>
  some.toSorted().join(" ") === others.toSorted().join(" ");
