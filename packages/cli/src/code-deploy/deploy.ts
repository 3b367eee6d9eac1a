import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateDeploymentCommand,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  StopDeploymentCommand,
  type AppSpecContent,
  type CodeDeployClient,
  type DeploymentInfo,
} from "@aws-sdk/client-codedeploy";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { oneLine } from "../core/aws/error";
import { propertiesOf, type HandOver } from "./hand-over";

const POLL_MS = 5000;

/**
 * Minutes in which tasks may start and stop, in addition to the times that a deployment waits by
 * itself. CodeDeploy gives up on tasks that do not become healthy within an hour (CodeDeploy user
 * guide, "Troubleshoot Amazon ECS deployment issues").
 */
const MARGIN_MINUTES = 75;

const UNDER_WAY = ["Created", "Queued", "InProgress", "Baking", "Ready"] as const;

export interface DeployOptions {
  readonly client: CodeDeployClient;
  readonly region: string;
  readonly stack: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Milliseconds between two looks at a deployment. @default 5000 */
  readonly pollMs?: number | undefined;
}

/**
 * Has CodeDeploy deploy a service, and waits for what comes of it. One under way that deploys the
 * same is taken for its own: whoever started it may have been killed.
 *
 * @throws OperationError when the deployment does not succeed, or another one is under way
 */
export async function deploy(service: HandOver, options: DeployOptions): Promise<void> {
  const content = JSON.stringify(service.appSpec);
  const revision = { content, sha256: createHash("sha256").update(content).digest("hex") };
  const found = await underWay(service, options);
  if (found && found.sha256 !== revision.sha256 && found.content !== content) {
    throw new OperationError(
      `${service.serviceName}: the deployment ${found.id} of something else is under way. Wait for it, or stop it: ` +
        `aws deploy stop-deployment --deployment-id ${found.id} --auto-rollback-enabled. Then: ${again(options)}`,
    );
  }
  const id = found?.id ?? (await create(service, revision, options));
  const verb = found ? "is under way already" : "begins";
  options.say(`${service.serviceName}: the deployment ${id} ${verb}: ${addressOf(id, options)}`);
  judge(service, id, await outcome(service, id, options), options);
}

async function underWay(
  { application, deploymentGroup }: HandOver,
  { client }: DeployOptions,
): Promise<({ id: string } & AppSpecContent) | undefined> {
  const { deployments = [] } = await client.send(
    new ListDeploymentsCommand({
      applicationName: application,
      deploymentGroupName: deploymentGroup,
      includeOnlyStatuses: [...UNDER_WAY],
    }),
  );
  const [id] = deployments;
  if (id === undefined) return undefined;
  const info = await look(client, id);
  return { id, ...info.revision?.appSpecContent };
}

async function create(
  service: HandOver,
  appSpecContent: { content: string; sha256: string },
  { client }: DeployOptions,
): Promise<string> {
  const { deploymentId } = await client.send(
    new CreateDeploymentCommand({
      applicationName: service.application,
      deploymentGroupName: service.deploymentGroup,
      description: propertiesOf(service).TaskDefinition.replace(/^.*\//, ""),
      revision: { revisionType: "AppSpecContent", appSpecContent },
    }),
  );
  return deploymentId!;
}

async function look(client: CodeDeployClient, deploymentId: string): Promise<DeploymentInfo> {
  const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }));
  return deploymentInfo!;
}

/** The deployment when it is over. */
async function outcome(
  service: HandOver,
  id: string,
  options: DeployOptions,
): Promise<DeploymentInfo> {
  const { client, say, signal, pollMs = POLL_MS } = options;
  const end = Date.now() + (service.waitsMinutes + MARGIN_MINUTES) * 60_000;
  let status: string | undefined;
  try {
    while (Date.now() < end) {
      const info = await look(client, id);
      if (info.status !== status) say(`${service.serviceName}: ${statusText(id, info)}`);
      status = info.status;
      if (!(UNDER_WAY as readonly (string | undefined)[]).includes(status)) return info;
      await sleep(pollMs, undefined, { signal });
    }
  } catch (error) {
    if (signal.aborted) await stop(service, id, options);
    throw goesOn(service, id, oneLine(error), options);
  }
  throw goesOn(service, id, `it is ${status} after longer than it should take`, options);
}

function statusText(id: string, { status }: DeploymentInfo): string {
  return status === "Ready"
    ? `Ready: its tasks can be tried through the test listener, as groundwork load-test --test-listener does. Let it go on: aws deploy continue-deployment --deployment-id ${id} --deployment-wait-type READY_WAIT`
    : (status ?? "no status");
}

/** Stops the deployment when the command is stopped, as with the other strategies. */
async function stop(
  { serviceName }: HandOver,
  id: string,
  { client, signal }: DeployOptions,
): Promise<never> {
  try {
    await client.send(new StopDeploymentCommand({ deploymentId: id, autoRollbackEnabled: true }));
  } catch (error) {
    throw new OperationError(
      `${serviceName}: interrupted, but the deployment ${id} could not be stopped and goes on: ${oneLine(error)}`,
    );
  }
  const { exitCode } = signal.reason as OperationError;
  throw new OperationError(
    `${serviceName}: interrupted; the deployment ${id} is stopped, and requests go back to the tasks before`,
    exitCode,
  );
}

/** @throws OperationError unless it succeeded */
function judge(
  service: HandOver,
  id: string,
  { status, errorInformation, rollbackInfo }: DeploymentInfo,
  options: DeployOptions,
): void {
  if (status === "Succeeded") return;
  const { code, message } = errorInformation ?? {};
  const why = [code, message].filter(Boolean).join(": ") || "CodeDeploy gives no reason";
  const back = rollbackInfo?.rollbackDeploymentId;
  throw new OperationError(
    `${service.serviceName}: the deployment ${id} ended with ${status}: ${why}. ` +
      (back === undefined
        ? "Requests go to the tasks before. "
        : `Requests go back to the tasks before, by the deployment ${back}. `) +
      `See ${addressOf(id, options)} and the events of the service. Correct it and apply again; or try the same again: ${again(options)}`,
  );
}

const goesOn = (
  { serviceName }: HandOver,
  id: string,
  why: string,
  options: DeployOptions,
): OperationError =>
  new OperationError(
    `${serviceName}: ${why}. The deployment ${id} goes on. What becomes of it: ${again(options)}, or ${addressOf(id, options)}`,
  );

const again = ({ stack }: DeployOptions): string => ownCommand(`code-deploy ${stack}`);

const addressOf = (id: string, { region }: DeployOptions): string =>
  `https://${region}.console.aws.amazon.com/codesuite/codedeploy/deployments/${id}?region=${region}`;
