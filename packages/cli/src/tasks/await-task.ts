import { setTimeout as sleep } from "node:timers/promises";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeTasksCommand,
  StopTaskCommand,
  type ECSClient,
  type Task,
} from "@aws-sdk/client-ecs";
import { outcomeOf, type TaskOutcome } from "./outcome";
import { TaskLog } from "./task-log";

export interface AwaitOptions {
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly cluster: string;
  /** Name of the service, and of its own container. */
  readonly service: string;
  readonly logGroup: string;
  /** After which it is stopped. */
  readonly timeoutMinutes: number;
  readonly signal: AbortSignal;
  /** Told each line that the task prints, as it comes. */
  readonly onLine: (line: string) => void;
  /** Milliseconds between two looks. @default 2000 */
  readonly pauseMs?: number | undefined;
}

/** Milliseconds between two looks. */
const PAUSE_MS = 2000;

/** Milliseconds for which ECS may not know yet what it has just started. */
const UNKNOWN_MS = 60_000;

/** Milliseconds that a task has to stop: the longest stopTimeout of Fargate, and one more minute. */
const STOP_MS = 180_000;

/** Looks in a row without a new line, after which none is expected of a task that has ended. */
const QUIET_LOOKS = 3;

/**
 * Waits until a task has ended, and stops it where that takes too long.
 *
 * @returns undefined where ECS does not know it any more
 */
export async function awaitTask(
  taskArn: string,
  options: AwaitOptions,
): Promise<TaskOutcome | undefined> {
  const { ecs, cluster, service, timeoutMinutes, signal, pauseMs = PAUSE_MS } = options;
  const log = new TaskLog(options.logs, options.logGroup, service, taskArn);
  const begun = Date.now();
  const look = patiently(() => describe(taskArn, options));
  const print = patiently(() => printNew(log, options));
  let stopped: { readonly at: number; readonly reason: string } | undefined;
  for (;;) {
    const task = await look();
    await print();
    if (task === undefined && Date.now() - begun > UNKNOWN_MS) return undefined;
    const outcome = task && outcomeOf(task, service);
    if (outcome !== undefined) {
      for (let quiet = 0; quiet < QUIET_LOOKS; quiet++) {
        await sleep(pauseMs / 2, undefined, { signal });
        if (((await print()) ?? 0) > 0) quiet = 0;
      }
      // It may have ended by itself while it was told to stop.
      return stopped && task?.stopCode !== "EssentialContainerExited"
        ? { ...outcome, reason: stopped.reason, timedOut: true }
        : outcome;
    }
    const since = Math.min(begun, (task?.startedAt ?? task?.createdAt)?.valueOf() ?? begun);
    if (stopped === undefined && Date.now() - since > timeoutMinutes * 60_000) {
      const what = task?.startedAt === undefined ? "started" : "ended";
      const reason = `it had not ${what} after ${timeoutMinutes} min`;
      stopped = { at: Date.now(), reason };
      const command = { cluster, task: taskArn, reason: `groundwork: ${reason}` };
      await ecs.send(new StopTaskCommand(command));
    }
    if (stopped && Date.now() - stopped.at > STOP_MS) {
      return { reason: stopped.reason, timedOut: true };
    }
    await sleep(pauseMs, undefined, { signal });
  }
}

async function describe(
  taskArn: string,
  { ecs, cluster }: AwaitOptions,
): Promise<Task | undefined> {
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
  return tasks[0];
}

/** Answers in a row that may fail, over half a minute and more. */
const PATIENCE = 15;

/**
 * A look that may fail for a while, as the task goes on meanwhile.
 *
 * @returns what it finds; undefined where it failed
 */
function patiently<Found>(look: () => Promise<Found>): () => Promise<Found | undefined> {
  let failed = 0;
  return async () => {
    try {
      const found = await look();
      failed = 0;
      return found;
    } catch (error) {
      if (/AccessDenied|ExpiredToken|ClusterNotFound/.test((error as Error).name)) throw error;
      if (++failed > PATIENCE) throw error;
      return undefined;
    }
  };
}

/** @returns how many lines there were */
async function printNew(log: TaskLog, { onLine }: AwaitOptions): Promise<number> {
  const lines = await log.read();
  for (const line of lines) onLine(line);
  return lines.length;
}
