import {
  DescribeTasksCommand,
  ListTasksCommand,
  type ECSClient,
  type Task,
} from "@aws-sdk/client-ecs";
import { OperationError } from "../core/errors";
import type { TestedVersion } from "../delivery/load-tests/load-test-result";
import { shortName } from "../rollback/deployments";
import { serviceNote, servicesIn, type ServiceStatus } from "../operate/status/services";

/** ECS API, DescribeTasks. */
const TASKS_AT_ONCE = 100;

/**
 * The version of a service that answers: the only one that runs, or that of a task definition.
 *
 * @param of the task definition that is meant, where another may run besides
 * @throws OperationError where none runs, or two do and it is not said which is meant
 */
export async function runningVersion(
  ecs: ECSClient,
  cluster: string,
  service: string,
  of?: string,
): Promise<TestedVersion> {
  if (of === undefined) expectOne((await servicesIn(ecs, cluster, [service]))[0]!);
  const tasks = await tasksOf(ecs, cluster, service);
  const meant = tasks.filter(
    ({ taskDefinitionArn = "" }) =>
      of === undefined || shortName(taskDefinitionArn) === shortName(of),
  );
  const versions = meant.flatMap((task) => versionIn(task, service) ?? []);
  const [version] = versions;
  if (!version) {
    const which = of === undefined ? "" : ` of ${shortName(of)}, which is deployed,`;
    throw new OperationError(
      `${service} runs no task${which} in the cluster ${cluster} that ECS tells the image of: try again in a minute`,
    );
  }
  const others = versions.find(({ digest }) => digest !== version.digest);
  if (others) {
    throw new OperationError(
      `${service} runs two images in the cluster ${cluster}, ${version.digest} and ${others.digest}: expected one, as it would not be known which was tested. Wait until the older tasks are gone`,
    );
  }
  return version;
}

function expectOne(status: ServiceStatus): void {
  const { service } = status;
  const note = serviceNote(status, new Date());
  if (status.status === "steady" || status.status === "failed") return;
  throw new OperationError(
    status.status === "asleep"
      ? `${service} is asleep: expected tasks that run`
      : `${note}: expected a service whose tasks all run, and none of them is replaced`,
  );
}

async function tasksOf(ecs: ECSClient, cluster: string, serviceName: string): Promise<Task[]> {
  const { taskArns = [] } = await ecs.send(
    new ListTasksCommand({ cluster, serviceName, desiredStatus: "RUNNING" }),
  );
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await ecs.send(
    new DescribeTasksCommand({ cluster, tasks: taskArns.slice(0, TASKS_AT_ONCE) }),
  );
  return tasks.filter(({ lastStatus }) => lastStatus === "RUNNING");
}

/** The image of a task's own container. */
function versionIn(task: Task, service: string): TestedVersion | undefined {
  const container = task.containers?.find(({ name }) => name === service);
  if (container?.image === undefined) return undefined;
  // A task definition that names a digest names the one that environments/ does; ECS may tell that
  // of the part of an index that is for this processor.
  const [, named] = /@(sha256:[0-9a-f]{64})$/.exec(container.image) ?? [];
  return {
    image: container.image,
    digest: named ?? container.imageDigest,
    taskDefinition: task.taskDefinitionArn && shortName(task.taskDefinitionArn),
  };
}
