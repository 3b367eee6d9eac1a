import {
  DescribeTasksCommand,
  ListTasksCommand,
  type ECSClient,
  type Task,
} from "@aws-sdk/client-ecs";
import { OperationError } from "../core/errors";
import type { TestedVersion } from "../delivery/load-tests/load-test-result";
import { serviceNote, servicesIn, type ServiceStatus } from "../operate/status/services";

/** ECS API, DescribeTasks. */
const TASKS_AT_ONCE = 100;

/**
 * The version of a service that answers: the only one that runs, or the one that a deployment under
 * way has behind the test listener.
 *
 * @param next whether that one is meant
 * @throws OperationError where none runs, or two do and it is not said which is meant
 */
export async function runningVersion(
  ecs: ECSClient,
  cluster: string,
  service: string,
  next: boolean,
): Promise<TestedVersion> {
  const [status] = await servicesIn(ecs, cluster, [service]);
  expectOne(status!, next);
  const tasks = await tasksOf(ecs, cluster, service);
  const family = status!.taskDefinition;
  const meant = tasks.filter(({ taskDefinitionArn = "" }) =>
    next ? taskDefinitionArn.endsWith(`/${family}`) : true,
  );
  const versions = meant.flatMap((task) => versionIn(task, service) ?? []);
  const [version] = versions;
  if (!version) {
    const which = next ? `of ${family}, which is deployed,` : "";
    throw new OperationError(
      `${service} runs no task ${which} in the cluster ${cluster} that ECS tells the image of: try again in a minute`,
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

function expectOne(status: ServiceStatus, next: boolean): void {
  const { service } = status;
  const note = serviceNote(status, new Date());
  if (next) {
    if (status.status === "deploying") return;
    throw new OperationError(
      `--test-listener: ${note ?? `${service} is not being deployed`}: expected a deployment under way, whose new tasks the test listener leads to`,
    );
  }
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
    taskDefinition: task.taskDefinitionArn?.replace(/^.*\//, ""),
  };
}
