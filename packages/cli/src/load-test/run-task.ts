import { setTimeout as sleep } from "node:timers/promises";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type ECSClient,
  type Task,
} from "@aws-sdk/client-ecs";
import { LOAD_TEST_TASK } from "@groundwork/constructs/container-service/options";
import { oneLine } from "../core/aws/error";
import { OperationError } from "../core/errors";
import { newId } from "../delivery/store/plan-id";
import { readLog } from "../operate/logs/read-log";
import type { Load } from "./send";
import type { SentLoad } from "./send-load";
import type { TaskPlace } from "./task-place";
import { taskProgram } from "./task-program";

export interface RunTaskOptions {
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly cluster: string;
  readonly place: TaskPlace;
  readonly say: (line: string) => void;
  /** Milliseconds between two looks at the task. @default 5000 */
  readonly pollMs?: number | undefined;
  /** Minutes in which a task starts, its image pulled. @default 10 */
  readonly startMinutes?: number | undefined;
  /** Milliseconds in which its last line comes to the log. @default 90000 */
  readonly logMs?: number | undefined;
}

/** How much of its log is told of a task that has not done its work. */
const LAST_LINES = 10;

/** Seconds in which a task ends that has sent all, and looked before. */
const MARGIN_SECONDS = 120;

/** What a load sent by a task came to, and which task that was. */
export type SentByTask = SentLoad & { readonly task: string };

/**
 * Sends a load from a task of its own, which ends with it.
 *
 * @throws OperationError where the task does not start, ends without a result or does not end; it is
 *   stopped then, and at a signal
 */
export async function sendByTask(load: Load, options: RunTaskOptions): Promise<SentByTask> {
  const { signal, url, ...rest } = load;
  const mark = `result ${newId(new Date())} `;
  const begun = Date.now();
  const id = await start(taskProgram({ load: { ...rest, url: url.href }, mark }), mark, options);
  options.say(`The task ${id} of ${LOAD_TEST_TASK} sends it`);
  let task: Task;
  try {
    task = await ended(id, load, options);
  } catch (error) {
    await stop(id, oneLine(error), options);
    if (signal.aborted) throw error;
    throw new OperationError(`the task ${id} was stopped: ${oneLine(error)}`);
  }
  expectStarted(task, id);
  const lines = await linesOf(id, { mark, begun, signal }, options);
  const line = lines.find((one) => one.startsWith(mark));
  if (line === undefined) throw withoutResult(task, id, lines);
  return { ...sentIn(line.slice(mark.length), id), task: id };
}

/** The token has a request that was answered, but not to us, start nothing a second time. */
async function start(
  program: ReturnType<typeof taskProgram>,
  mark: string,
  { ecs, cluster, place }: RunTaskOptions,
): Promise<string> {
  const { tasks = [], failures = [] } = await ecs.send(
    new RunTaskCommand({
      cluster,
      taskDefinition: place.taskDefinition,
      launchType: "FARGATE",
      count: 1,
      clientToken: mark.replaceAll(/\W/g, "-"),
      startedBy: "groundwork load-test",
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: [...place.subnetIds],
          securityGroups: [place.securityGroupId],
          assignPublicIp: "DISABLED",
        },
      },
      overrides: { containerOverrides: [{ name: LOAD_TEST_TASK, ...program }] },
    }),
  );
  const [task] = tasks;
  if (task?.taskArn) return task.taskArn.replace(/^.*\//, "");
  const why = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(": "));
  throw new OperationError(
    `ECS has started no task of ${LOAD_TEST_TASK}: ${why.join(", ") || "it gives no reason"}. Nothing was sent`,
  );
}

/** The task when it is over. @throws Error where it is not in time */
async function ended(
  id: string,
  { count, requestsPerSecond, timeLimitMs, paths, signal }: Load,
  { ecs, cluster, pollMs = 5000, startMinutes = 10 }: RunTaskOptions,
): Promise<Task> {
  const sendsMs = (count / requestsPerSecond) * 1000 + (paths.length + 1) * timeLimitMs;
  const startsBy = Date.now() + startMinutes * 60_000;
  const endsBy = startsBy + sendsMs + MARGIN_SECONDS * 1000;
  for (;;) {
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [id] }));
    const [task] = tasks;
    if (task?.lastStatus === "STOPPED") return task;
    const now = Date.now();
    if (task?.startedAt === undefined && now > startsBy) {
      throw new Error(
        `it had not started after ${startMinutes} minutes (${task?.lastStatus ?? "ECS does not know it"})`,
      );
    }
    if (now > endsBy) throw new Error("it had not ended long after all was sent");
    await sleep(pollMs, undefined, { signal });
  }
}

/** Best effort: it ends by itself when all is sent. */
async function stop(
  task: string,
  reason: string,
  { ecs, cluster, say }: RunTaskOptions,
): Promise<void> {
  try {
    await ecs.send(new StopTaskCommand({ cluster, task, reason: reason.slice(0, 255) }));
  } catch (error) {
    say(`The task ${task} could not be stopped, and ends by itself: ${oneLine(error)}`);
  }
}

function expectStarted({ startedAt, stoppedReason, stopCode }: Task, id: string): void {
  if (startedAt !== undefined) return;
  throw new OperationError(
    `the task ${id} never started (${stopCode ?? "no code"}): ${stoppedReason ?? "ECS gives no reason"}. Nothing was sent. Its image is loadTestTask.image, and it reaches what it needs by a NAT gateway`,
  );
}

/** What it has printed, as soon as its result is there: lines come to the log after the task's end. */
async function linesOf(
  task: string,
  { mark, begun, signal }: { mark: string; begun: number; signal: AbortSignal },
  { logs, place: { logGroupName: group }, pollMs = 5000, logMs = 90_000 }: RunTaskOptions,
): Promise<string[]> {
  const wanted = { service: LOAD_TEST_TASK, group, container: LOAD_TEST_TASK, task };
  const end = Date.now() + logMs;
  for (;;) {
    const lines: string[] = [];
    // Its clock need not be this one's.
    for await (const { message } of readLog(logs, wanted, begun - 3_600_000)) lines.push(message);
    if (lines.some((line) => line.startsWith(mark)) || Date.now() > end) return lines;
    await sleep(pollMs, undefined, { signal });
  }
}

function withoutResult(task: Task, id: string, lines: readonly string[]): OperationError {
  const { exitCode, reason } = task.containers?.find(({ name }) => name === LOAD_TEST_TASK) ?? {};
  const how = [
    exitCode === undefined ? undefined : `exit code ${exitCode}`,
    reason,
    task.stoppedReason,
  ].filter(Boolean);
  const last = lines.slice(-LAST_LINES).map((line) => `\n  ${line}`);
  return new OperationError(
    `the task ${id} ended without a result (${how.join(", ") || "ECS gives no reason"}), so nothing is known${last.length === 0 ? "" : `. Its last lines:${last.join("")}`}`,
  );
}

/** @throws OperationError where it is cut off or another's */
function sentIn(text: string, id: string): SentLoad {
  try {
    const sent = JSON.parse(text) as Partial<SentLoad>;
    const isWhole = typeof sent.late === "number" && typeof sent.node === "string";
    if (isWhole && (sent.measured || sent.refused)) return sent as SentLoad;
  } catch {
    // Told below.
  }
  throw new OperationError(
    `the task ${id} has printed a result that is none, so nothing is known: ${text.slice(0, 200)}`,
  );
}
