import { DataResource, Fn } from "cdktf";
import type { Construct } from "constructs";
import type { TasksOfService } from "./tasks-of-service";
import { DEFAULT_TIMEOUT_MINUTES, type ServiceTaskOptions } from "./service-task-options";
import { taskOverrides } from "./task-overrides";
import { STEP, STEP_INPUT, stepCommand, type StepInput } from "./task-step";

/**
 * Tasks that stand between a new task definition and its service, one after the other as they are
 * listed. Each is a resource that is replaced with the task definition, and made only when the task
 * has ended well: Terraform marks one that failed, and starts it again at the next apply. The
 * provider has no resource that waits for a task (aws_ecs_task_execution starts one at each plan, and
 * looks no further), so a program of this project does it (task-step.ts).
 */
export function tasksBeforeDeployment(
  scope: Construct,
  service: TasksOfService,
  tasks: readonly ServiceTaskOptions[],
): DataResource[] {
  const made: DataResource[] = [];
  for (const task of tasks) {
    const environment = { [STEP_INPUT]: jsonOf(inputOf(service, task)) };
    const before = new DataResource(scope, `before-${task.name}`, {
      // What a plan shows of it.
      input: { service: service.name, task: task.name, command: task.command },
      triggersReplace: { task_definition: service.taskDefinitionArn },
      provisioners: [
        {
          type: "local-exec",
          ...STEP,
          command: stepCommand(task.name, service.name),
          interpreter: [...STEP.interpreter],
          environment,
        },
      ],
      dependsOn: [...service.dependsOn, ...made.slice(-1)],
    });
    made.push(before);
  }
  return made;
}

/** A list that Terraform alone knows JSON.stringify takes for the one item by which cdktf tells of it. */
const jsonOf = (input: StepInput): string =>
  JSON.stringify(input).replaceAll(/\["#\{TfToken\[[^\]]+\]\}"\]/g, (list) =>
    Fn.jsonencode(JSON.parse(list)),
  );

const inputOf = (service: TasksOfService, task: ServiceTaskOptions): StepInput => ({
  region: service.region,
  cluster: service.clusterName,
  service: service.name,
  task: task.name,
  taskDefinition: service.taskDefinitionArn,
  logGroup: service.logGroupName,
  overrides: taskOverrides(task, service),
  capacityProvider: service.capacityProvider,
  network: {
    subnets: service.subnetIds,
    securityGroups: service.securityGroupIds,
    assignPublicIp: service.assignPublicIp ? "ENABLED" : "DISABLED",
  },
  timeoutMinutes: task.timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES,
  retries: task.retries ?? 0,
});
