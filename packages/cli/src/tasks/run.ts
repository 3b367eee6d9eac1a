import { randomUUID } from "node:crypto";
import type { Environment, Service } from "@groundwork/configuration";
import { isProduction } from "@groundwork/configuration/delivery";
import { stackIdOf, stackNameOf } from "@groundwork/configuration/place-names";
import {
  serviceLogGroup,
  taskOverrides,
  type ServiceTaskOptions,
} from "@groundwork/constructs/container-service/options";
import { nearest } from "@groundwork/constructs/nearest";
import { shown } from "@groundwork/constructs/shown";
import { expectPersonInProduction } from "../core/agent";
import { runCommand } from "../core/command";
import { loadConfiguration } from "../core/configured";
import { OperationError } from "../core/errors";
import type { ExitCode } from "../core/exit-codes";
import { shellWord } from "../core/shell-word";
import { openDelivery } from "../delivery/open";
import { askedService, clusterOf, ecsOf, logsOf } from "../operate/environment";
import { expectAccount } from "../state/account";
import { openStates, type OpenOptions } from "../state/open";
import { AskedRuns } from "./asked-run";
import { runToItsEnd } from "./running";
import { runningPlace } from "./running-place";

export interface RunOptions extends OpenOptions {
  readonly environment: Environment;
  /** @default the only one there is */
  readonly service?: string | undefined;
  readonly task?: string | undefined;
  /** Behind those of the task's command. */
  readonly words: readonly string[];
  /** Id of what another person has asked for. */
  readonly start?: string | undefined;
  /** End with the code of the task. */
  readonly exitCode: boolean;
}

/** Whom to ask for the right to run tasks. */
const RIGHTS = "packages/docs/tasks.md says what rights this takes";

/**
 * `groundwork run`: runs a task of a service, of the version that the service runs, and waits for it.
 *
 * @returns the exit code: 8 where it fails, or its own
 */
export async function run(options: RunOptions): Promise<ExitCode> {
  const { environment, env, standIns } = options;
  const service = askedService(environment, options.service);
  const task = askedTask(environment, service, options.task);
  if (standIns) {
    throw new OperationError(
      "run: got a rehearsal, which runs no tasks, expected AWS: unset what it has you export",
    );
  }
  const placed = stackNameOf(environment);
  const line = `run ${placed} ${service.name} ${task.name}${behind(options.words)}`;
  expectPersonInProduction("run", stackIdOf(environment), line, options);
  const isGuarded = task.fourEyes && isProduction(loadConfiguration(), environment.name);
  expectStart(options, isGuarded);
  const delivery = isGuarded ? openDelivery(options) : undefined;
  const states = delivery ?? openStates(options);
  const asked = {
    ...states.asked,
    rights: RIGHTS,
    expectAccess: () => expectAccount(states.clients, environment),
  };
  const cluster = clusterOf(states.organization, environment);
  const [ecs, logs] = [ecsOf(environment, env), logsOf(environment, env)];
  try {
    return await runCommand({ asked }, async () => {
      await asked.expectAccess();
      const place = await runningPlace(ecs, cluster, environment, service);
      const wanted = { environment: placed, service: service.name, task: task.name };
      const runs = delivery && new AskedRuns(delivery);
      // What is only asked for ends here.
      const request =
        options.start === undefined
          ? await runs?.ask({ ...wanted, words: options.words })
          : await runs?.start(options.start, wanted);
      return await runToItsEnd(task, {
        ...options,
        environment: placed,
        ecs,
        logs,
        token: request?.id ?? randomUUID(),
        started: {
          ...place,
          cluster,
          region: environment.region,
          service: service.name,
          task: task.name,
          logGroup: serviceLogGroup(cluster, service.name),
          overrides: taskOverrides(task, service, request?.words ?? options.words),
        },
      });
    });
  } finally {
    ecs.destroy();
    logs.destroy();
  }
}

/**
 * The task of a service that an argument names.
 *
 * @throws OperationError when there is none, or nothing that could run it
 */
function askedTask(
  environment: Environment,
  service: Service,
  name: string | undefined,
): ServiceTaskOptions {
  const place = `${environment.name}.services, ${service.name}`;
  const names = service.tasks.map((task) => task.name);
  const found = service.tasks.find((task) => task.name === name);
  if (found === undefined) {
    const meant = name === undefined ? [] : nearest(name, names);
    const got = name === undefined ? "no task" : `the task ${shown(name)}`;
    const expected = names.length === 0 ? "one in its tasks" : `one of ${names.join(", ")}`;
    throw new OperationError(
      [
        `${place}: got ${got}, expected ${expected} (environments/${environment.name}.ts)`,
        ...(meant.length === 0 ? [] : [`Did you mean ${meant.join(" or ")}?`]),
      ].join("\n"),
    );
  }
  if (service.image === undefined) {
    throw new OperationError(
      `${place}: got no image, expected one that has the command of ${found.name}: a placeholder runs so far`,
    );
  }
  return found;
}

/** @throws OperationError where `--start` has no meaning, or comes with words */
function expectStart({ start, words }: RunOptions, isGuarded: boolean): void {
  if (start === undefined) return;
  if (!isGuarded) {
    throw new OperationError(
      `--start: got ${shown(start)}, expected none: only a task with fourEyes, in production, is asked for before`,
    );
  }
  if (words.length > 0) {
    throw new OperationError(
      "--start: got words for the command beside it, expected none: they are those that were asked for",
    );
  }
}

const behind = (words: readonly string[]): string =>
  words.length === 0 ? "" : ` -- ${words.map(shellWord).join(" ")}`;
