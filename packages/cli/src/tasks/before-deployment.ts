import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { StepInput } from "@groundwork/constructs/container-service/options";
import { oneLine } from "../core/aws/error";
import { OperationError } from "../core/errors";
import { CHECK_FAILED } from "../core/exit-codes";
import { awaitTask } from "./await-task";
import { idOf, isWell, outcomeText, type TaskOutcome } from "./outcome";
import { RunRecord } from "./run-record";
import { clientToken, findStarted, startTask } from "./start-task";

export interface BeforeDeploymentOptions {
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Milliseconds between two looks. @default 2000 */
  readonly pauseMs?: number | undefined;
}

/** Hours for which ECS starts nothing more for a token that it has seen, with an hour to spare. */
const TOKEN_HOURS = 23;

/** Lines of one task that the log of an apply takes: Terraform says all of them twice where it fails. */
const MOST_LINES = 2000;

/**
 * Runs a task for a revision of a task definition until it has ended well once, and never again: not
 * where it did before, and not where it is still under way, as after an apply that was killed.
 *
 * @throws OperationError with exit code 8 where it fails, never starts, takes too long, or nobody knows
 *   how it ended
 */
export async function runBeforeDeployment(
  input: StepInput,
  options: BeforeDeploymentOptions,
): Promise<void> {
  const name = `${input.task} of ${input.service}`;
  const revision = input.taskDefinition.replace(/^.*:/, "");
  let left = input.retries + 1;
  for (let attempt = 1; ; attempt++) {
    const stream = `tasks/${input.task}/${revision}.${attempt}`;
    const record = new RunRecord(options.logs, input.logGroup, stream);
    const isNew = await record.begin();
    const { started, ended } = isNew ? {} : await record.read();
    if (ended && isWell(ended)) {
      options.say(`${name} ended well before, for the revision ${revision}: not run again`);
      return;
    }
    // It failed for an earlier apply, after which something was mended.
    if (ended) continue;
    const outcome = await new Attempt(input, options, record, attempt).run(isNew, started);
    if (isWell(outcome)) return;
    left--;
    if (left === 0) {
      throw new OperationError(
        `${name} ${outcomeText(outcome)}. The service keeps the version that it has. What the task printed is in ${input.logGroup}; correct it and apply again`,
        CHECK_FAILED,
      );
    }
    options.say(`${name} is tried again: ${left} of ${input.retries} retries left`);
  }
}

/** One start of a task, by whomever, to its end. */
class Attempt {
  constructor(
    private readonly input: StepInput,
    private readonly options: BeforeDeploymentOptions,
    private readonly record: RunRecord,
    private readonly number: number,
  ) {}

  /** @param started ARN of the task, where the record has it */
  async run(isNew: boolean, started: string | undefined): Promise<TaskOutcome> {
    const { say } = this.options;
    const { task, service, logGroup } = this.input;
    const taskArn = started ?? (await this.start(isNew));
    say(
      `${task} of ${service} ${isNew ? "runs" : "was started before, and is waited for"}: task ${idOf(taskArn)}, log group ${logGroup}`,
    );
    if (started === undefined) await this.note({ started: taskArn });
    let lines = 0;
    const outcome = await awaitTask(taskArn, {
      ...this.options,
      ...this.input,
      onLine: (line) => {
        lines++;
        if (lines <= MOST_LINES) say(`${task} | ${line}`);
        if (lines === MOST_LINES + 1) say(`${task} | more lines are in ${logGroup} alone`);
      },
    });
    if (outcome === undefined) throw this.unknown(taskArn);
    await this.note({ ended: outcome });
    say(`${task} of ${service} ${outcomeText(outcome)}`);
    return outcome;
  }

  private async start(isNew: boolean): Promise<string> {
    const { ecs } = this.options;
    const token = clientToken(this.input.taskDefinition, this.input.task, this.number);
    if (!isNew) {
      const found = await findStarted(ecs, this.input, token);
      if (found !== undefined) return found;
      const hours = (Date.now() - (await this.record.begunAt())) / 3_600_000;
      if (hours > TOKEN_HOURS) throw this.unknown();
    }
    return startTask(ecs, this.input, token);
  }

  /** A record that cannot be written does not end a task that runs. */
  private async note(what: Parameters<RunRecord["write"]>[0]): Promise<void> {
    await this.record.write(what).catch((error: unknown) => {
      this.options.say(`Warning: ${this.record.stream} could not be written: ${oneLine(error)}`);
    });
  }

  private unknown(taskArn?: string): OperationError {
    const { task, service } = this.input;
    const { group, stream } = this.record;
    const what = taskArn === undefined ? "was perhaps started" : `was started as ${idOf(taskArn)}`;
    const place = `--log-group-name ${group} --log-stream-name ${stream}`;
    return new OperationError(
      `${task} of ${service} ${what} by an apply that was cut off, and ECS does not know any more how it ended, so it is not started again by itself. ` +
        `Look at what it did, and at its lines in ${group}. Where it did its work: aws logs put-log-events ${place} ` +
        `--log-events timestamp=$(date +%s000),message="ended 0". ` +
        `Where it is to run again: aws logs delete-log-stream ${place}. Then apply again`,
      CHECK_FAILED,
    );
  }
}
