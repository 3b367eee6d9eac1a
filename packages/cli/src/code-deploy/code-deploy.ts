import { accessIn } from "../core/aws/member";
import { ownCommand } from "@groundwork/constructs/own-command";
import { loadConfiguration } from "../core/configured";
import { handedOver } from "./hand-over";
import { deployAll, hasCodeDeploy, outdated } from "./services";
import { expectPersonInProduction } from "../core/agent";
import { runCommand } from "../core/command";
import { OperationError } from "../core/errors";
import {
  isInS3,
  openState,
  openStates,
  stateKeyOf,
  type OpenOptions,
  type OpenStates,
} from "../state/open";
import type { StateJson } from "../terraform/state-file";
import { stateFormat } from "../terraform/state-format";
import { readState } from "../state/state-object";

export interface CodeDeployOptions extends OpenOptions {
  readonly stack: string;
}

/**
 * `groundwork code-deploy`: has CodeDeploy deploy the services of a stack as they were applied last, and
 * waits. `groundwork apply` does so by itself; this is for after `cdktf deploy`, and for another try.
 *
 * @throws OperationError when a deployment does not succeed, with exit code 6 when an agent deploys
 *   to production
 */
export async function codeDeploy(options: CodeDeployOptions): Promise<void> {
  const { stack } = options;
  expectPersonInProduction("code-deploy", stack, `code-deploy ${stack}`, options);
  const states = openStates(options);
  await runCommand(states, () => bringUpToDate(states, options));
}

async function bringUpToDate(states: OpenStates, options: CodeDeployOptions): Promise<void> {
  const { stack, env, signal } = options;
  const { person } = states;
  const key = stateKeyOf(states, stack);
  const outputs = outputsOf(key, await stateOf(states, key, options));
  const found = handedOver(stack, loadConfiguration(), outputs);
  if (!found) {
    person.tell(`${stack}: CodeDeploy deploys none of its services`);
    return;
  }
  if (!hasCodeDeploy(env)) {
    throw new OperationError(
      "AWS_ENDPOINT_URL: got an emulator, which has no CodeDeploy. One that has is named by AWS_ENDPOINT_URL_CODEDEPLOY",
    );
  }
  const { environment, services } = found;
  const say = (line: string) => person.tell(line);
  const deployment = { ...accessIn(environment, env), stack, signal, say };
  const pending = await outdated(services, deployment);
  if (pending.length === 0) return;
  if (!(await person.confirm("Deploy that?"))) {
    throw new OperationError("stopped at your no; nothing was deployed");
  }
  await deployAll(pending, deployment);
}

/** The state as it lies in S3; elsewhere as Terraform reads it. @returns undefined where there is none */
async function stateOf(
  states: OpenStates,
  key: string,
  options: CodeDeployOptions,
): Promise<string | undefined> {
  if (isInS3(states)) return readState(states.clients, states.location, key);
  const { terraform } = await openState(options.stack, options, states);
  await terraform.init("-reconfigure");
  return (await terraform.pullState()) || undefined;
}

/** @throws OperationError where there is something else than a state */
function outputsOf(key: string, state: string | undefined): Record<string, unknown> {
  if (state === undefined) return {};
  const { kind, words, state: found } = stateFormat(state);
  if (kind === "empty") return {};
  if (!found) {
    throw new OperationError(
      `${key}: got ${words}, expected a state of format 4. See: ${ownCommand("doctor")}`,
    );
  }
  const { outputs } = JSON.parse(state) as StateJson;
  return Object.fromEntries(
    Object.entries(outputs ?? {}).map(([name, { value }]) => [name, value]),
  );
}
