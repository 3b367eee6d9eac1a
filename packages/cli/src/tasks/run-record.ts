import {
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  type CloudWatchLogsClient,
} from "@aws-sdk/client-cloudwatch-logs";
import type { TaskOutcome } from "./outcome";

/** What is written down of one attempt. */
export interface Recorded {
  readonly started?: string | undefined;
  readonly ended?: TaskOutcome | undefined;
}

/**
 * What became of an attempt to run a task, as a log stream of the service's group: ECS forgets a task
 * an hour after it stopped. CloudWatch makes a stream of a name once, so of two who begin the same
 * attempt one is told that there is another.
 */
export class RunRecord {
  constructor(
    private readonly logs: CloudWatchLogsClient,
    readonly group: string,
    /** Such as `tasks/migrate/12.1`: the first attempt for the revision 12. */
    readonly stream: string,
  ) {}

  /** @returns whether nobody began it before */
  async begin(): Promise<boolean> {
    try {
      await this.logs.send(new CreateLogStreamCommand(this.place));
      return true;
    } catch (error) {
      if ((error as Error).name === "ResourceAlreadyExistsException") return false;
      throw error;
    }
  }

  /** When it was begun, in ms since the epoch; 0 where that is not known. */
  async begunAt(): Promise<number> {
    const { logStreams = [] } = await this.logs.send(
      new DescribeLogStreamsCommand({ logGroupName: this.group, logStreamNamePrefix: this.stream }),
    );
    return logStreams.find((one) => one.logStreamName === this.stream)?.creationTime ?? 0;
  }

  async read(): Promise<Recorded> {
    const { events = [] } = await this.logs.send(
      new GetLogEventsCommand({ ...this.place, startFromHead: true }),
    );
    return Object.assign({}, ...events.map(({ message = "" }) => recorded(message))) as Recorded;
  }

  async write(what: Recorded): Promise<void> {
    const logEvents = [{ timestamp: Date.now(), message: lineOf(what) }];
    await this.logs.send(new PutLogEventsCommand({ ...this.place, logEvents }));
  }

  private get place() {
    return { logGroupName: this.group, logStreamName: this.stream };
  }
}

/** A line for people, too: `groundwork logs` shows it. */
function lineOf({ started, ended }: Recorded): string {
  if (ended === undefined) return `started ${started}`;
  const { exitCode = "-", reason, timedOut } = ended;
  return `${timedOut ? "stopped" : "ended"} ${exitCode} ${reason}`;
}

function recorded(line: string): Recorded {
  const [, started] = /^started (\S+)$/.exec(line) ?? [];
  if (started !== undefined) return { started };
  const [, how, code, reason = ""] = /^(ended|stopped) (-|\d+)(?: (.*))?$/s.exec(line) ?? [];
  if (code === undefined) return {};
  const exitCode = code === "-" ? undefined : Number(code);
  return { ended: { exitCode, reason, ...(how === "stopped" && { timedOut: true }) } };
}
