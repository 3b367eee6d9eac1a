import { ExecuteCommandCommand, type ECSClient, type Session } from "@aws-sdk/client-ecs";
import type { Environment } from "@groundwork/configuration";
import { isProduction } from "@groundwork/configuration/delivery";
import { stackIdOf } from "@groundwork/configuration/place-names";
import { hasLayers } from "@groundwork/configuration/rounds";
import { execLogGroup } from "@groundwork/constructs/container-service/options";
import { ownCommand } from "@groundwork/constructs/own-command";
import { expectPersonInProduction } from "../../core/agent";
import { awsError, oneLine } from "../../core/aws/error";
import { runCommand } from "../../core/command";
import { loadConfiguration } from "../../core/configured";
import { OperationError } from "../../core/errors";
import { DONE, FAILED, type ExitCode } from "../../core/exit-codes";
import { sayJson, warn } from "../../core/outlet";
import { shellWord } from "../../core/shell-word";
import { openDelivery } from "../../delivery/open";
import { expectAccount } from "../../state/account";
import { openStates, type OpenOptions } from "../../state/open";
import { askedContainer, askedService, clusterOf, ecsOf } from "../environment";
import { requirePlugin, talk } from "./plugin";
import { SessionStore, sessionsTable, type AskedSession } from "./sessions";
import { findTask, type FoundTask, type Target } from "./task";

export interface ExecOptions extends OpenOptions {
  readonly environment: Environment;
  /** @default the only one there is */
  readonly service?: string | undefined;
  /** Words of the command. @default a shell */
  readonly command: readonly string[];
  /** @default the service's own */
  readonly container?: string | undefined;
  /** @default the newest */
  readonly task?: string | undefined;
  /** Kept with the session; production demands it. */
  readonly why?: string | undefined;
  /** List who asked for sessions, in place of opening one. */
  readonly list: boolean;
  /** How many of them. */
  readonly limit: number;
}

/** Whom to ask for the right to open sessions, and to write reasons down. */
const RIGHTS = "packages/docs/operate.md says what rights this takes";

/** Every image with a shell has this one. */
const SHELL = "/bin/sh";

/**
 * `groundwork exec`: a shell, or a command, in a running container, by ECS Exec and the plugin of
 * Session Manager. In production the reason is stored first, in the store of plans.
 *
 * @returns the exit code: 1 where the plugin fails; what the command in the container ends with is
 *   not told by Session Manager
 */
export async function exec(options: ExecOptions): Promise<ExitCode> {
  return options.list ? list(options) : open(options);
}

async function list(options: ExecOptions): Promise<ExitCode> {
  const { environment, json, limit } = options;
  const delivery = openDelivery(options);
  const store = new SessionStore(delivery.objects);
  return runCommand({ asked: { ...delivery.asked, rights: RIGHTS } }, async () => {
    const found = await store.list(environment.name, limit);
    if (json) sayJson(found);
    else if (found.length > 0) delivery.person.tell(sessionsTable(found));
    else delivery.person.tell(`No sessions of ${environment.name} in ${store.address}.`);
    return DONE;
  });
}

async function open(options: ExecOptions): Promise<ExitCode> {
  const { environment, env } = options;
  const service = askedService(environment, options.service);
  const container = askedContainer(service, options.container);
  expectSessions(options);
  const stack = stackIdOf(environment);
  const line = `exec ${environment.name} ${service.name} --why "what is looked for"`;
  expectPersonInProduction("exec", stack, line, options);
  const production = isProduction(loadConfiguration(), environment.name);
  if (production) expectReason(options, service.name);
  const plugin = await requirePlugin(env);
  // Who has no plans to store opens no store of them.
  const delivery = production ? openDelivery(options) : undefined;
  const states = delivery ?? openStates(options);
  const cluster = clusterOf(states.organization, environment);
  const asked = {
    ...states.asked,
    rights: RIGHTS,
    expectAccess: () => expectAccount(states.clients, environment),
  };
  const ecs = ecsOf(environment, env);
  try {
    return await runCommand({ asked }, async () => {
      await asked.expectAccess();
      const target = { cluster, service: service.name, container, task: options.task };
      const found = await findTask(ecs, target);
      const command = options.command.map(shellWord).join(" ") || SHELL;
      const kept = delivery && (await keepReason(delivery, options, target, found, command));
      options.signal.throwIfAborted();
      const session = await execute(ecs, target, found, command);
      await kept?.(session);
      const { region } = environment;
      const place = { region, target: `ecs:${cluster}_${found.taskId}_${found.runtimeId}` };
      const code = await talk(plugin, session, place, await variablesOf(ecs, env));
      if (code === 0) return DONE;
      warn(`Error: session-manager-plugin ended with ${code}`);
      return FAILED;
    });
  } finally {
    ecs.destroy();
  }
}

/** @throws OperationError where no container of the environment takes sessions, or nobody could talk */
function expectSessions({ environment, standIns, command }: ExecOptions): void {
  const { name, exec: isOn } = environment;
  if (standIns) {
    throw new OperationError(
      "exec: got a rehearsal, which runs no tasks, expected AWS: unset what it has you export",
    );
  }
  if (!isOn) {
    throw new OperationError(
      `${name}.exec: got false, expected true in environments/${name}.ts. Then apply it, which starts new tasks: ${ownCommand(hasLayers(environment) ? `deploy-set ${name}` : `plan ${stackIdOf(environment)}`)}`,
    );
  }
  if (command.length === 0 && !process.stdin.isTTY) {
    throw new OperationError(
      `exec: got no terminal for a shell, expected one, or a command: ${ownCommand(`exec ${name} SERVICE -- COMMAND`)}`,
    );
  }
}

/** @throws OperationError without a reason: in production it is what others read later */
function expectReason({ environment: { name }, why }: ExecOptions, service: string): void {
  if (why !== undefined) return;
  throw new OperationError(
    `exec: got no reason to enter ${name}, which is production, expected one, to be stored: ${ownCommand(`exec ${name} ${service} --why "what is looked for"`)}`,
  );
}

/**
 * Stores the reason before there is a session: what cannot be stored opens none.
 *
 * @returns what notes which session it became
 */
async function keepReason(
  { objects, identities, organization }: ReturnType<typeof openDelivery>,
  { environment, why = "" }: ExecOptions,
  { service, container }: Target,
  { taskId: task }: FoundTask,
  command: string,
): Promise<(session: Session) => Promise<void>> {
  const store = new SessionStore(objects);
  const by = await identities.self();
  const asked: AskedSession = {
    id: store.newId(),
    environment: environment.name,
    service,
    container,
    task,
    command,
    why,
    by,
    at: objects.now().toISOString(),
  };
  await store.putAsked(asked);
  warn(
    `Your reason is stored in ${store.address}/${environment.name}/${asked.id}. What is typed and answered is logged in ${execLogGroup(clusterOf(organization, environment))}.`,
  );
  return async ({ sessionId = "" }) => {
    const opened = { sessionId, at: objects.now().toISOString() };
    await store.putOpened(asked, opened).catch((error: unknown) => {
      warn(
        `Warning: that the session ${sessionId} was opened could not be stored: ${oneLine(error)}`,
      );
    });
  };
}

async function execute(
  ecs: ECSClient,
  { cluster, container }: Target,
  { taskArn, taskId }: FoundTask,
  command: string,
): Promise<Session> {
  try {
    const { session } = await ecs.send(
      new ExecuteCommandCommand({ cluster, task: taskArn, container, command, interactive: true }),
    );
    return session!;
  } catch (error) {
    const { name } = error as Error;
    if (name !== "TargetNotConnectedException" && name !== "InvalidParameterException") throw error;
    throw awsError(`the container ${container} of the task ${taskId} takes no session`, error);
  }
}

/** The variables of this command with the credentials that opened the session, and no others. */
async function variablesOf(ecs: ECSClient, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const { accessKeyId, secretAccessKey, sessionToken } = await ecs.config.credentials();
  const { AWS_PROFILE: _, AWS_SESSION_TOKEN: __, ...others } = env;
  return {
    ...others,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
  };
}
