import { setTimeout as sleep } from "node:timers/promises";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { RunTaskCommand, StopTaskCommand, type ECSClient } from "@aws-sdk/client-ecs";
import { LOAD_TEST_TASK } from "@groundwork/constructs/container-service/options";
import { oneLine } from "../core/aws/error";
import { OperationError } from "../core/errors";
import { newId } from "../delivery/store/plan-id";
import { awaitTask } from "../tasks/await-task";
import { idOf, outcomeText, type TaskOutcome } from "../tasks/outcome";
import { clientToken, startedBy } from "../tasks/start-task";
import { TaskLog } from "../tasks/task-log";
import type { Load } from "./send";
import type { SentLoad } from "./send-load";
import type { TaskPlace } from "./task-place";
import { taskProgram, type TaskProgram } from "./task-program";

export interface RunTaskOptions {
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly cluster: string;
  readonly place: TaskPlace;
  readonly say: (line: string) => void;
  /** Milliseconds between two looks at the task. @default 2000 */
  readonly pollMs?: number | undefined;
  /** Minutes besides those of the load: it starts, its image is pulled, it looks first. @default 10 */
  readonly marginMinutes?: number | undefined;
  /** Milliseconds in which the last line of a task that ended well comes to its log. @default 90000 */
  readonly logMs?: number | undefined;
}

/** How much of its log is told of a task that has not done its work. */
const LAST_LINES = 10;

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
  const arn = await start(taskProgram({ load: { ...rest, url: url.href }, mark }), mark, options);
  const id = idOf(arn);
  options.say(`The task ${id} of ${LOAD_TEST_TASK} sends it`);
  const lines: string[] = [];
  const resultIn = () => lines.find((line) => line.startsWith(mark))?.slice(mark.length);
  const outcome = await ended(arn, load, options, (line) => void lines.push(line));
  if (outcome?.exitCode === 0 && resultIn() === undefined) {
    lines.push(...(await lateLines(arn, mark, signal, options)));
  }
  const result = resultIn();
  if (result === undefined) throw withoutResult(id, outcome, lines);
  return { ...sentIn(result, id), task: id };
}

/** The token has a request that was answered, but not to us, start nothing a second time. */
async function start(
  program: TaskProgram,
  mark: string,
  { ecs, cluster, place }: RunTaskOptions,
): Promise<string> {
  const token = clientToken(mark);
  const { tasks = [], failures = [] } = await ecs.send(
    new RunTaskCommand({
      cluster,
      taskDefinition: place.taskDefinition,
      launchType: "FARGATE",
      clientToken: token,
      startedBy: startedBy(token),
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
  if (task?.taskArn) return task.taskArn;
  const why = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(": "));
  throw new OperationError(
    `ECS has started no task of ${LOAD_TEST_TASK}: ${why.join(", ") || "it gives no reason"}. Nothing was sent`,
  );
}

/** How it has ended; undefined where ECS does not know it any more. */
async function ended(
  arn: string,
  { count, requestsPerSecond, timeLimitMs, signal }: Load,
  { ecs, logs, cluster, place, say, pollMs, marginMinutes = 10 }: RunTaskOptions,
  onLine: (line: string) => void,
): Promise<TaskOutcome | undefined> {
  const minutes = (count / requestsPerSecond + timeLimitMs / 1000) / 60 + marginMinutes;
  const timeoutMinutes = Number(minutes.toFixed(1));
  const log = { service: LOAD_TEST_TASK, logGroup: place.logGroupName, onLine };
  try {
    const waiting = { ecs, logs, cluster, signal, timeoutMinutes, pauseMs: pollMs };
    return await awaitTask(arn, { ...waiting, ...log });
  } catch (error) {
    const reason = `groundwork: ${oneLine(error)}`.slice(0, 255);
    await ecs
      .send(new StopTaskCommand({ cluster, task: arn, reason }))
      .catch((refusal: unknown) => {
        say(`The task ${idOf(arn)} could not be stopped, and ends by itself: ${oneLine(refusal)}`);
      });
    throw error;
  }
}

/** What comes to its log some time after the task has ended. */
async function lateLines(
  arn: string,
  mark: string,
  signal: AbortSignal,
  { logs, place, pollMs = 2000, logMs = 90_000 }: RunTaskOptions,
): Promise<string[]> {
  const log = new TaskLog(logs, place.logGroupName, LOAD_TEST_TASK, arn);
  const lines: string[] = [];
  for (const end = Date.now() + logMs; Date.now() < end;) {
    lines.push(...(await log.read()));
    if (lines.some((line) => line.startsWith(mark))) break;
    await sleep(pollMs, undefined, { signal });
  }
  return lines;
}

function withoutResult(
  id: string,
  outcome: TaskOutcome | undefined,
  lines: readonly string[],
): OperationError {
  const how = outcome ? outcomeText(outcome) : "is one that ECS does not know any more";
  const last = lines.slice(-LAST_LINES).map((line) => `\n  ${line}`);
  return new OperationError(
    `the task ${id} ${how}. It has left no result, so nothing is known${last.length === 0 ? "" : `. Its last lines:${last.join("")}`}`,
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
