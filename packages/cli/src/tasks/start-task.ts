import { createHash } from "node:crypto";
import {
  DescribeTasksCommand,
  ListTasksCommand,
  RunTaskCommand,
  type ECSClient,
} from "@aws-sdk/client-ecs";
import { type StepInput, taskGroup } from "@groundwork/constructs/container-service/options";
import { oneLine } from "../core/aws/error";
import { OperationError } from "../core/errors";
import { CHECK_FAILED } from "../core/exit-codes";

/** What is run, and where. */
export type StartedTask = Omit<StepInput, "timeoutMinutes" | "retries">;

/**
 * Makes a token by which ECS starts a task once, however often it is asked (ECS API, RunTask: up to 64
 * characters, in a cluster).
 *
 * @param parts what makes the run the one that it is
 */
export const clientToken = (...parts: readonly (string | number)[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex");

/** By which tasks of a token are found again; ECS takes letters, digits and hyphens. */
export const startedBy = (token: string): string => `groundwork-${token.slice(0, 24)}`;

/**
 * Starts a task, or finds the one that its token has started.
 *
 * @returns its ARN
 * @throws OperationError with exit code 8 where ECS starts none
 */
export async function startTask(ecs: ECSClient, task: StartedTask, token: string): Promise<string> {
  const { cluster, service, network } = task;
  try {
    const { tasks = [], failures = [] } = await ecs.send(
      new RunTaskCommand({
        cluster,
        taskDefinition: task.taskDefinition,
        clientToken: token,
        startedBy: startedBy(token),
        group: taskGroup(service, task.task),
        overrides: {
          ...task.overrides,
          containerOverrides: task.overrides.containerOverrides.map(({ name, command }) => ({
            name,
            command: [...command],
          })),
        },
        capacityProviderStrategy: [{ capacityProvider: task.capacityProvider, weight: 1 }],
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: [...network.subnets],
            securityGroups: [...network.securityGroups],
            assignPublicIp: network.assignPublicIp,
          },
        },
        propagateTags: "TASK_DEFINITION",
        enableECSManagedTags: true,
      }),
    );
    const [started] = tasks;
    if (started?.taskArn !== undefined) return started.taskArn;
    const why = failures.map(({ reason, detail }) => detail ?? reason).join(", ");
    throw notStarted(task, why || "it gave no reason");
  } catch (error) {
    const { name } = error as Error;
    // The token has started a task before, by another request: that is the one.
    const [known] = (error as { readonly resourceIds?: readonly string[] }).resourceIds ?? [];
    if (name === "ConflictException" && known !== undefined) return known;
    if (/^(ClientException|InvalidParameterException|PlatformTaskDefinition.*)$/.test(name)) {
      throw notStarted(task, oneLine(error));
    }
    throw error;
  }
}

const notStarted = ({ service, task, cluster }: StartedTask, why: string): OperationError =>
  new OperationError(
    `${task} of ${service} was not started: ECS has no place for it in ${cluster}, or does not take it: ${why}`,
    CHECK_FAILED,
  );

/**
 * The task that a token has started, as long as ECS knows it: one that stopped for about an hour.
 *
 * @returns undefined where there is none
 */
export async function findStarted(
  ecs: ECSClient,
  { cluster, taskDefinition }: Pick<StartedTask, "cluster" | "taskDefinition">,
  token: string,
): Promise<string | undefined> {
  const by = startedBy(token);
  // It is the only filter that ECS takes then, and without another one those that are to run.
  const { taskArns: [running] = [] } = await ecs.send(
    new ListTasksCommand({ cluster, startedBy: by }),
  );
  if (running !== undefined) return running;
  const family = taskDefinition.replace(/^.*task-definition\/|:\d+$/g, "");
  let nextToken: string | undefined;
  do {
    const page = await ecs.send(
      new ListTasksCommand({ cluster, family, desiredStatus: "STOPPED", nextToken }),
    );
    const { taskArns = [] } = page;
    if (taskArns.length > 0) {
      const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
      const found = tasks.find((one) => one.startedBy === by);
      if (found?.taskArn !== undefined) return found.taskArn;
    }
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return undefined;
}
