import {
  FilterLogEventsCommand,
  type CloudWatchLogsClient,
  type FilteredLogEvent,
} from "@aws-sdk/client-cloudwatch-logs";
import { STREAM_PREFIX } from "@groundwork/constructs/container-service/options";

/** What is read of the log of one service. */
export interface WantedLines {
  readonly service: string;
  /** Name of its log group. */
  readonly group: string;
  /** Only what this container printed. @default all of them */
  readonly container?: string | undefined;
  /** Only what this task printed, by the beginning of its id. @default all of them */
  readonly task?: string | undefined;
  /** A filter pattern of CloudWatch. @default all lines */
  readonly pattern?: string | undefined;
}

/** One line, or several that were printed at once. */
export interface LogLine {
  /** CloudWatch's id of it. */
  readonly id: string;
  /** In ms since the epoch. */
  readonly time: number;
  readonly service: string;
  readonly container: string;
  /** Id of the task. */
  readonly task: string;
  readonly message: string;
}

/**
 * The lines of a service's log in a span of time, oldest first, page by page: a long time can have
 * more than fits in memory.
 *
 * @param from in ms since the epoch
 * @param to in ms since the epoch @default there is no end
 */
export async function* readLog(
  logs: CloudWatchLogsClient,
  { service, group, container, task, pattern }: WantedLines,
  from: number,
  to?: number,
): AsyncGenerator<LogLine> {
  let nextToken: string | undefined;
  do {
    const page = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: group,
        // Of a container and a task a name begins so: `ecs/web/1a2b...`.
        ...(container !== undefined && {
          logStreamNamePrefix: `${STREAM_PREFIX}/${container}/${task ?? ""}`,
        }),
        ...(pattern !== undefined && { filterPattern: pattern }),
        startTime: from,
        endTime: to,
        nextToken,
      }),
    );
    for (const event of page.events ?? []) {
      const line = lineOf(service, event);
      if (task === undefined || line.task.startsWith(task)) yield line;
    }
    ({ nextToken } = page);
  } while (nextToken !== undefined);
}

/** Streams are called `<prefix>/<container>/<task>`; others are somebody else's. */
function lineOf(service: string, event: FilteredLogEvent): LogLine {
  const { logStreamName = "", timestamp = 0, message = "", eventId } = event;
  const [, container, task] = /^[^/]+\/([^/]+)\/([^/]+)$/.exec(logStreamName) ?? [];
  return {
    id: eventId ?? `${logStreamName} ${timestamp} ${message}`,
    time: timestamp,
    service,
    container: container ?? logStreamName,
    task: task ?? "",
    message,
  };
}

/**
 * A filter pattern of CloudWatch for lines that have a text. What begins as one of its own patterns
 * does, by a JSON selector, a list of fields, a regular expression or a quoted term, is taken as that
 * (CloudWatch Logs user guide, "Filter pattern syntax").
 */
export const patternOf = (text: string): string =>
  /^[{["%?]/.test(text) ? text : `"${text.replaceAll(/[\\"]/g, "\\$&")}"`;

/** Lines of several logs as one, in the order of their times. Of each log one line is in memory. */
export async function* merged(logs: readonly AsyncGenerator<LogLine>[]): AsyncGenerator<LogLine> {
  const heads = await Promise.all(logs.map(async (log) => ({ log, next: await log.next() })));
  for (;;) {
    const open = heads.filter(({ next }) => next.done !== true);
    const [first] = open.toSorted((a, b) => timeOf(a.next) - timeOf(b.next));
    if (first === undefined) return;
    yield first.next.value as LogLine;
    first.next = await first.log.next();
  }
}

const timeOf = ({ value }: IteratorResult<LogLine>): number => (value as LogLine).time;
