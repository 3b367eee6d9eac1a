import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListServicesCommand,
  ListTasksCommand,
  type ECSClient,
} from "@aws-sdk/client-ecs";
import pMap from "p-map";
import { AT_A_TIME } from "../../core/at-a-time";

/** What a cluster runs, or would run for its services. */
export interface RunningImage {
  /** As the task definition names it. */
  readonly image: string;
  /** The digest that ECS has resolved it to; undefined before a task runs. */
  readonly digest?: string | undefined;
  /** Whether it is a container of a task, not of a task definition alone. */
  readonly isTask: boolean;
}

/** ECS API, DescribeTasks and DescribeServices. */
const TASKS_AT_ONCE = 100;
const SERVICES_AT_ONCE = 10;

/**
 * The images of a cluster's tasks, and those of the task definitions with which its services would
 * start more, in each of their deployments. A cluster that is not there runs nothing.
 */
export async function runningImages(ecs: ECSClient, cluster: string): Promise<RunningImage[]> {
  try {
    const [tasks, definitions] = await Promise.all([
      ofTasks(ecs, cluster),
      ofServices(ecs, cluster),
    ]);
    return [...tasks, ...definitions];
  } catch (error) {
    if ((error as Error).name === "ClusterNotFoundException") return [];
    throw error;
  }
}

async function ofTasks(ecs: ECSClient, cluster: string): Promise<RunningImage[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.send(new ListTasksCommand({ cluster, nextToken }));
    arns.push(...(page.taskArns ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const found = await inParts(arns, TASKS_AT_ONCE, async (tasks) => {
    const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks }));
    return answer.tasks ?? [];
  });
  return found.flatMap(({ containers = [] }) =>
    containers.flatMap(({ image, imageDigest: digest }) =>
      image === undefined ? [] : [{ image, digest, isTask: true }],
    ),
  );
}

async function ofServices(ecs: ECSClient, cluster: string): Promise<RunningImage[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.send(new ListServicesCommand({ cluster, nextToken, maxResults: 100 }));
    arns.push(...(page.serviceArns ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const services = await inParts(arns, SERVICES_AT_ONCE, async (some) => {
    const answer = await ecs.send(new DescribeServicesCommand({ cluster, services: some }));
    return answer.services ?? [];
  });
  const definitions = services.flatMap(({ taskDefinition, deployments = [], taskSets = [] }) => [
    taskDefinition,
    ...deployments.map((one) => one.taskDefinition),
    ...taskSets.map((one) => one.taskDefinition),
  ]);
  const images = await pMap(
    [...new Set(definitions.filter((one) => one !== undefined))],
    async (taskDefinition) => {
      const answer = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      return answer.taskDefinition?.containerDefinitions ?? [];
    },
    AT_A_TIME.requests,
  );
  return images
    .flat()
    .flatMap(({ image }) => (image === undefined ? [] : [{ image, isTask: false }]));
}

async function inParts<Item, Found>(
  items: readonly Item[],
  size: number,
  ask: (some: Item[]) => Promise<Found[]>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let from = 0; from < items.length; from += size) {
    found.push(...(await ask(items.slice(from, from + size))));
  }
  return found;
}
