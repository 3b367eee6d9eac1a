import {
  DescribeTasksCommand,
  ListTasksCommand,
  type Container,
  type ECSClient,
  type Task,
} from "@aws-sdk/client-ecs";
import { OperationError } from "../../core/errors";

/** The container in which a command is to run. */
export interface Target {
  readonly cluster: string;
  readonly service: string;
  readonly container: string;
  /** The beginning of the task's id, or its ARN. @default the newest that takes sessions */
  readonly task?: string | undefined;
}

/** A container that takes a session. */
export interface FoundTask {
  readonly taskArn: string;
  readonly taskId: string;
  /** By which Session Manager knows the container. */
  readonly runtimeId: string;
}

/**
 * A running task of a service, the newest first, whose agent takes sessions.
 *
 * @throws OperationError when none runs, or none takes a session, and says why
 */
export async function findTask(ecs: ECSClient, target: Target): Promise<FoundTask> {
  const { cluster, service, container, task: asked } = target;
  const running = await tasksOf(ecs, cluster, service);
  const named = asked === undefined ? running : running.filter((one) => isNamed(one, asked));
  const ids = running.map(idOf).join(", ");
  if (running.length === 0) {
    throw new OperationError(
      `${service} runs no task in the cluster ${cluster}: it is asleep, not applied, or its tasks do not start`,
    );
  }
  if (named.length === 0 || (asked !== undefined && named.length > 1)) {
    const got = named.length === 0 ? "which does not run" : "which several ids begin with";
    throw new OperationError(`--task: got ${asked}, ${got}, expected one of ${ids}`);
  }
  const ready = named.flatMap((one) => readyIn(one, container) ?? []);
  const [newest] = ready;
  if (newest) return newest;
  throw new OperationError(why(named[0]!, target));
}

async function tasksOf(ecs: ECSClient, cluster: string, serviceName: string): Promise<Task[]> {
  const { taskArns = [] } = await ecs
    .send(new ListTasksCommand({ cluster, serviceName, desiredStatus: "RUNNING" }))
    .catch((error: Error) => {
      // Neither is there before the first apply.
      if (/^(ClusterNotFound|ServiceNotFound)Exception$/.test(error.name)) return { taskArns: [] };
      throw error;
    });
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  return tasks
    .filter(({ lastStatus }) => lastStatus === "RUNNING")
    .toSorted((a, b) => (b.startedAt?.valueOf() ?? 0) - (a.startedAt?.valueOf() ?? 0));
}

const idOf = ({ taskArn = "" }: Task): string => taskArn.replace(/^.*\//, "");

const isNamed = (task: Task, asked: string): boolean =>
  task.taskArn === asked || (asked !== "" && idOf(task).startsWith(asked));

const containerIn = ({ containers = [] }: Task, name: string): Container | undefined =>
  containers.find((one) => one.name === name);

const agentOf = (container: Container | undefined) =>
  container?.managedAgents?.find(({ name }) => name === "ExecuteCommandAgent");

function readyIn(task: Task, name: string): FoundTask | undefined {
  const container = containerIn(task, name);
  if (task.enableExecuteCommand !== true) return undefined;
  if (agentOf(container)?.lastStatus !== "RUNNING" || !container?.runtimeId) return undefined;
  return { taskArn: task.taskArn!, taskId: idOf(task), runtimeId: container.runtimeId };
}

/** Why a task takes no session. */
function why(task: Task, { service, container: name }: Target): string {
  const id = idOf(task);
  const container = containerIn(task, name);
  if (task.enableExecuteCommand !== true) {
    return (
      `the task ${id} of ${service} was started before exec was on. Start new ones: ` +
      `aws ecs update-service --cluster ${task.clusterArn?.replace(/^.*\//, "")} --service ${service} --force-new-deployment`
    );
  }
  if (container === undefined || container.lastStatus !== "RUNNING") {
    return `the container ${name} of the task ${id} does not run: ${container?.reason ?? container?.lastStatus ?? "it is not there"}`;
  }
  const agent = agentOf(container);
  return (
    `the agent in the container ${name} of the task ${id} takes no session: ${agent?.reason ?? agent?.lastStatus ?? "it is not there"}. ` +
    "A task that has just started takes some seconds; otherwise packages/docs/services.md says what it needs"
  );
}
