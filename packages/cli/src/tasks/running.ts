import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { ECSClient } from "@aws-sdk/client-ecs";
import {
  DEFAULT_TIMEOUT_MINUTES,
  type ServiceTaskOptions,
} from "@groundwork/constructs/container-service/options";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { CHECK_FAILED, DONE, INTERRUPTED, type ExitCode } from "../core/exit-codes";
import { say, sayJsonLine, warn } from "../core/outlet";
import { undisturbed } from "../core/waiting";
import { awaitTask } from "./await-task";
import { idOf, isWell, outcomeText, type TaskOutcome } from "./outcome";
import { clientToken, startTask, type StartedTask } from "./start-task";

export interface RunningOptions {
  readonly environment: string;
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly started: StartedTask;
  /** By which ECS starts each attempt once. */
  readonly token: string;
  readonly signal: AbortSignal;
  /** Print objects, one a line. @default lines for people */
  readonly json?: boolean | undefined;
  /** End with the code of the task. */
  readonly exitCode: boolean;
  /** Milliseconds between two looks. @default 2000 */
  readonly pauseMs?: number | undefined;
}

/** Runs a task to its end, and again where it fails and may be tried again. */
export async function runToItsEnd(
  { retries = 0, timeoutMinutes = DEFAULT_TIMEOUT_MINUTES }: ServiceTaskOptions,
  options: RunningOptions,
): Promise<ExitCode> {
  const { task, service } = options.started;
  for (let attempt = 1; ; attempt++) {
    const outcome = await runOnce(attempt, timeoutMinutes, options);
    if (isWell(outcome)) return DONE;
    if (attempt > retries) {
      warn(`Error: ${task} of ${service} ${outcomeText(outcome)}`);
      // One that was stopped may have ended with 0 all the same, or with no code at all.
      return (options.exitCode && outcome.exitCode) || CHECK_FAILED;
    }
    warn(`${task} of ${service} ${outcomeText(outcome)}. It is tried again.`);
  }
}

async function runOnce(
  attempt: number,
  timeoutMinutes: number,
  options: RunningOptions,
): Promise<TaskOutcome> {
  const { ecs, started, environment, json, signal } = options;
  const { cluster, service, task, logGroup } = started;
  const taskArn = await startTask(ecs, started, clientToken(options.token, attempt));
  const logs = ownCommand(`logs ${environment} ${service} --task ${idOf(taskArn)}`);
  warn(`${task} of ${service} runs as the task ${idOf(taskArn)} in ${cluster}.`);
  try {
    const outcome = await undisturbed(() =>
      awaitTask(taskArn, {
        ...options,
        cluster,
        service,
        logGroup,
        timeoutMinutes,
        onLine: (line) => (json ? sayJsonLine({ line }) : say(line)),
      }),
    );
    if (outcome === undefined) {
      throw new OperationError(
        `${task} of ${service} was started as ${idOf(taskArn)}, and ECS does not know it any more. What it printed: ${logs}`,
        CHECK_FAILED,
      );
    }
    if (json) sayJsonLine({ task: taskArn, ...outcome });
    else if (isWell(outcome)) warn(`${task} of ${service} ended well.`);
    return outcome;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new OperationError(
      `interrupted: ${task} of ${service} goes on as the task ${idOf(taskArn)}. What it prints: ${logs} --follow. To end it: aws ecs stop-task --cluster ${cluster} --task ${idOf(taskArn)}`,
      INTERRUPTED,
    );
  }
}
