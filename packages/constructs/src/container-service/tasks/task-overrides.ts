import { memorySizes } from "../task/fargate";
import { sizeOf, type ServiceTaskOptions } from "./service-task-options";

/** What is another in a task than in those of its service, as ECS takes it (ECS API, TaskOverride). */
export interface TaskOverrides {
  readonly cpu?: string;
  readonly memory?: string;
  readonly containerOverrides: readonly {
    readonly name: string;
    readonly command: readonly string[];
  }[];
}

/**
 * @param service name of its own container, and size of its tasks
 * @param more words behind those of the command. @default none
 */
export function taskOverrides(
  task: Pick<ServiceTaskOptions, "command" | "cpuUnits" | "memoryMiB">,
  service: {
    readonly name: string;
    readonly cpuUnits: number;
    readonly memoryMiB?: number | undefined;
  },
  more: readonly string[] = [],
): TaskOverrides {
  const { cpuUnits, memoryMiB = memorySizes(cpuUnits)[0] } = sizeOf(task, service);
  const isSized = task.cpuUnits !== undefined || task.memoryMiB !== undefined;
  return {
    ...(isSized && { cpu: String(cpuUnits), memory: String(memoryMiB) }),
    containerOverrides: [{ name: service.name, command: [...task.command, ...more] }],
  };
}

/** The group of tasks in which those of a name are, by which events and lists tell them apart. */
export const taskGroup = (service: string, task: string): string => `task:${service}-${task}`;

/** Name of the rule that sees scheduled tasks of a service fail; it counts them in AWS/Events as well. */
export const failedRule = (fullName: string): string => `${fullName}-tasks`;

/** Name of the queue with the scheduled tasks of a service that could not be started. */
export const missedQueue = (fullName: string): string => `${fullName}-missed`;
