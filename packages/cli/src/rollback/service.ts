import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { DescribeServicesCommand, type ECSClient } from "@aws-sdk/client-ecs";
import { ECRClient } from "@aws-sdk/client-ecr";
import type { Configuration, Environment, Service } from "@groundwork/configuration";
import { environmentPrefix, repositoryName } from "@groundwork/configuration/names";
import { clientOf } from "../core/aws/client";
import { accessIn } from "../core/aws/member";
import { OperationError } from "../core/errors";
import { clusterOf, ecsOf } from "../operate/environment";
import type { OpenOptions } from "../state/open";
import { CodeDeployDeployments } from "./code-deploy-deployments";
import type { Deployments, Version } from "./deployments";
import { EcsDeployments } from "./ecs-deployments";
import { isSameImage } from "./image";
import { ServiceRepository } from "./registry";
import { TaskDefinitions } from "./task-definitions";
import type { ImageEvent } from "./way-back";

/** A service as it runs in AWS. */
export interface RunningService {
  readonly deployments: Deployments;
  readonly definitions: TaskDefinitions;
  readonly repository: ServiceRepository;
  /** Family of its task definitions. */
  readonly family: string;
  /**
   * What serves.
   *
   * @param events what is known of its images: a tag alone does not tell which it was
   * @throws OperationError when there is no such service
   */
  runs(events: readonly ImageEvent[]): Promise<Version>;
  close(): void;
}

/** An emulator runs no tasks, unless somebody says who answers for ECS. */
export const runsTasks = ({ standIns, env }: Pick<OpenOptions, "standIns" | "env">): boolean =>
  !standIns || Boolean(env["AWS_ENDPOINT_URL_ECS"]);

/** The same for the service of an environment. Nothing is asked yet. */
export function runningService(
  { organization }: Configuration,
  environment: Environment,
  { name, deployment }: Service,
  env: NodeJS.ProcessEnv,
): RunningService {
  const cluster = clusterOf(organization, environment);
  const ecs = ecsOf(environment, env);
  // Repositories are of the organization's account and region, and serve all environments.
  const ecr = clientOf("ECR", ECRClient, { region: organization.region, env });
  const client = clientOf("CODEDEPLOY", CodeDeployClient, accessIn(environment, env));
  const family = `${environmentPrefix(organization, environment.name)}-${name}`;
  const definitions = new TaskDefinitions(ecs, name);
  const deployments =
    deployment.strategy === "CODE_DEPLOY"
      ? new CodeDeployDeployments({
          client,
          ecs,
          cluster,
          service: name,
          application: family,
          definitions,
        })
      : new EcsDeployments(ecs, cluster, name);
  return {
    deployments,
    definitions,
    family,
    repository: new ServiceRepository(
      ecr,
      repositoryName(organization, name),
      organization.registry.tagMutabilityExclusions,
    ),
    runs: async (events) => {
      const taskDefinition = await taskDefinitionOf(ecs, cluster, name);
      const image = await definitions.imageOf(taskDefinition);
      const known = events.find(
        (one) => one.taskDefinition === taskDefinition && one.image.digest !== undefined,
      );
      return { taskDefinition, image: image.digest === undefined && known ? known.image : image };
    },
    close: () => [ecs, ecr, client].forEach((one) => one.destroy()),
  };
}

async function taskDefinitionOf(ecs: ECSClient, cluster: string, name: string): Promise<string> {
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster, services: [name] }),
  );
  const found = services.find(({ status }) => status === "ACTIVE");
  const { taskSets = [], deployments = [] } = found ?? {};
  const primary = [...taskSets, ...deployments].find(({ status }) => status === "PRIMARY");
  const taskDefinition = primary?.taskDefinition ?? found?.taskDefinition;
  if (taskDefinition !== undefined) return taskDefinition;
  throw new OperationError(
    `got no service ${name} in the cluster ${cluster}, expected one: apply its stack first`,
  );
}

/** Earlier images that nothing proves to have served, newest first: those of task definitions. */
export async function unproved(
  { definitions, family }: Pick<RunningService, "definitions" | "family">,
  runs: Version,
): Promise<Version[]> {
  const found = await definitions.newest(family);
  return found.filter(
    ({ taskDefinition, image }, index) =>
      taskDefinition !== runs.taskDefinition &&
      (image.digest ?? image.tag) !== undefined &&
      !isSameImage(image, runs.image) &&
      found.findIndex((one) => isSameImage(one.image, image)) === index,
  );
}
