import { GetLogEventsCommand, type CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { STREAM_PREFIX } from "@groundwork/constructs/container-service/options";
import { idOf } from "./outcome";

/** Reads what the own container of a task prints, each line once. */
export class TaskLog {
  /** Name of its stream. */
  readonly stream: string;
  private next: string | undefined;

  constructor(
    private readonly logs: CloudWatchLogsClient,
    private readonly group: string,
    container: string,
    taskArn: string,
  ) {
    this.stream = `${STREAM_PREFIX}/${container}/${idOf(taskArn)}`;
  }

  /** What has come since the last time. */
  async read(): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const page = await this.logs
        .send(
          new GetLogEventsCommand({
            logGroupName: this.group,
            logStreamName: this.stream,
            startFromHead: true,
            nextToken: this.next,
          }),
        )
        .catch((error: Error) => {
          // The stream comes with the first line.
          if (error.name === "ResourceNotFoundException") return undefined;
          throw error;
        });
      if (page === undefined) return lines;
      lines.push(...(page.events ?? []).map(({ message = "" }) => message));
      // At the end the token stays what it was (CloudWatch Logs API, GetLogEvents).
      const isEnd = page.nextForwardToken === undefined || page.nextForwardToken === this.next;
      this.next = page.nextForwardToken ?? this.next;
      if (isEnd) return lines;
    }
  }
}
