import { setTimeout as sleep } from "node:timers/promises";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { Environment } from "@groundwork/configuration";
import { stackIdOf } from "@groundwork/configuration/place-names";
import { serviceLogGroup } from "@groundwork/constructs/container-service/options";
import { ownCommand } from "@groundwork/constructs/own-command";
import { oneLine } from "../../core/aws/error";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { DONE, FAILED, INTERRUPTED, type ExitCode } from "../../core/exit-codes";
import { hasReader, say, sayJsonLine, warn } from "../../core/outlet";
import { undisturbed } from "../../core/waiting";
import { duration } from "../../core/when";
import { openStates, type OpenOptions } from "../../state/open";
import { askedContainer, askedService, clusterOf, logsOf } from "../environment";
import { lineJson, lineText } from "./log-text";
import { merged, patternOf, readLog, type LogLine, type WantedLines } from "./read-log";

export interface LogsOptions extends OpenOptions {
  readonly environment: Environment;
  /** @default all of the environment */
  readonly services: readonly string[];
  /** In ms since the epoch. @default ten minutes before the end */
  readonly since?: number | undefined;
  /** In ms since the epoch. @default now */
  readonly until?: number | undefined;
  /** Go on until Ctrl-C. */
  readonly follow: boolean;
  readonly filter?: string | undefined;
  readonly container?: string | undefined;
  readonly task?: string | undefined;
}

const DEFAULT_MS = 600_000;

/**
 * Milliseconds between two looks, and what each service adds: each look takes a request for each of
 * them, and an account has 5 to 25 of these a second in a region (CloudWatch Logs quotas,
 * FilterLogEvents).
 */
const PAUSE_MS = 2000;
const PAUSE_FOR_EACH_MS = 400;

/** How late a line can come: agents send them in batches, and CloudWatch files each by its own time. */
const LATE_MS = 15_000;

/** Whom to ask for the right to read logs. */
const RIGHTS = "packages/docs/operate.md says what rights this takes";

/**
 * `groundwork logs`: what the containers of an environment's services printed, as one log.
 *
 * @returns the exit code: 1 where a service has no log, 130 at Ctrl-C
 */
export async function logs(options: LogsOptions): Promise<ExitCode> {
  const { environment, env, signal, follow, until } = options;
  if (follow && until !== undefined) {
    throw new OperationError("--follow: got --until as well, expected one of them");
  }
  const open = openStates(options);
  const wanted = wantedOf(clusterOf(open.organization, environment), options);
  const client = logsOf(environment, env);
  const reading = new Reading(client, wanted, options);
  const asked = { ...open.asked, rights: RIGHTS };
  try {
    return await runCommand({ asked }, () =>
      // Nothing is said between two lines for as long as nothing is printed.
      follow ? undisturbed(() => reading.follow()) : reading.once(),
    );
  } catch (error) {
    if (follow && signal.aborted) return INTERRUPTED;
    throw error;
  } finally {
    client.destroy();
  }
}

function wantedOf(prefix: string, options: LogsOptions): WantedLines[] {
  const { environment, services, container, task, filter } = options;
  const all = environment.services.map(({ name }) => name);
  const names = services.length > 0 ? services : all;
  // Without any it is said so.
  if (names.length === 0) askedService(environment, undefined);
  if (container !== undefined && names.length !== 1) {
    throw new OperationError(
      `--container: got ${names.length} services, ${names.join(", ")}, expected one that has it`,
    );
  }
  return [...new Set(names)].map((name) => {
    const service = askedService(environment, name);
    return {
      service: name,
      group: serviceLogGroup(prefix, name),
      container: container === undefined ? undefined : askedContainer(service, container),
      task: task?.replace(/^.*\//, ""),
      pattern: filter === undefined ? undefined : patternOf(filter),
    };
  });
}

/** The logs of some services, read once or again and again. */
class Reading {
  /** Services that have no log group. */
  private readonly missing = new Set<string>();

  constructor(
    private readonly client: CloudWatchLogsClient,
    private readonly wanted: readonly WantedLines[],
    private readonly options: LogsOptions,
  ) {}

  async once(): Promise<ExitCode> {
    const { until = Date.now() } = this.options;
    const { since = until - DEFAULT_MS } = this.options;
    if (since > until) {
      throw new OperationError("--until: got a time before --since, expected one after it");
    }
    const printed = await this.print(since, until);
    if (printed === 0 && this.missing.size < this.wanted.length) {
      const names = this.wanted.map(({ service }) => service).join(", ");
      const span = duration(Math.round((until - since) / 1000));
      warn(`Nothing of ${names} in these ${span}. Further back: --since 1d`);
    }
    return this.missing.size > 0 ? FAILED : DONE;
  }

  async follow(): Promise<ExitCode> {
    const { signal, since } = this.options;
    let from = since ?? Date.now() - DEFAULT_MS;
    const seen = new Map<string, number>();
    const isNew = ({ id, time }: LogLine) => !seen.has(id) && Boolean(seen.set(id, time));
    const pauseMs = Math.max(PAUSE_MS, this.wanted.length * PAUSE_FOR_EACH_MS);
    while (hasReader()) {
      await this.print(from, undefined, isNew);
      const newest = [...seen.values()].reduce((one, other) => Math.max(one, other), 0);
      from = Math.max(from, newest - LATE_MS);
      for (const [id, time] of seen) if (time < from) seen.delete(id);
      await sleep(pauseMs, undefined, { signal });
    }
    return DONE;
  }

  /**
   * @param isNew whether a line was not printed before @default none was
   * @returns how many lines were printed
   */
  private async print(
    from: number,
    to: number | undefined,
    isNew: (line: LogLine) => boolean = () => true,
  ): Promise<number> {
    let printed = 0;
    const { json, signal } = this.options;
    const there = this.wanted.filter(({ service }) => !this.missing.has(service));
    for await (const line of merged(there.map((one) => this.read(one, from, to)))) {
      signal.throwIfAborted();
      if (!hasReader()) break;
      if (!isNew(line)) continue;
      printed++;
      if (json) sayJsonLine(lineJson(line));
      else say(lineText(line));
    }
    return printed;
  }

  private async *read(
    wanted: WantedLines,
    from: number,
    to: number | undefined,
  ): AsyncGenerator<LogLine> {
    try {
      yield* readLog(this.client, wanted, from, to);
    } catch (error) {
      this.explain(wanted, error);
    }
  }

  /** A service without a log does not keep the others from being read. */
  private explain({ service, group, pattern }: WantedLines, error: unknown): void {
    const { environment, standIns } = this.options;
    const { name } = error as Error;
    if (name === "InvalidParameterException" && pattern !== undefined) {
      throw new OperationError(`--filter: CloudWatch does not take ${pattern}: ${oneLine(error)}`);
    }
    if (name !== "ResourceNotFoundException") throw error;
    this.missing.add(service);
    const rehearsed = standIns
      ? "a rehearsal runs no tasks, which could print something"
      : `the stack makes it when it is applied: ${ownCommand(`plan ${stackIdOf(environment)}`)}`;
    const text = `${service}: there is no log group ${group} in ${environment.region}; ${rehearsed}`;
    if (this.missing.size === this.wanted.length) throw new OperationError(text);
    warn(`Warning: ${text}`);
  }
}
