import {
  type StepInput,
  STEP_INPUT,
  STEP_REHEARSED,
  STEP_ROLLED_BACK,
} from "@groundwork/constructs/container-service/options";
import { OperationError } from "../core/errors";
import { FAILED, INTERRUPTED } from "../core/exit-codes";
import { interruption } from "../core/interruption";
import { isUnread, say, warn } from "../core/outlet";
import { failureText } from "../core/unexpected";
import { ecsAt, logsAt } from "../operate/environment";
import { runBeforeDeployment } from "./before-deployment";
import { accessFor } from "./step-access";

/**
 * The program that Terraform runs before it gives a service a new task definition (task-step.ts of
 * constructs). What it says is in the log of the apply.
 */
export async function step(env: NodeJS.ProcessEnv): Promise<void> {
  const { signal } = interruption;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => interruption.abort());
  }
  // Where Terraform was killed nobody reads any more. The end of the task is written down all the same.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      if (!isUnread(error)) throw error;
    });
  }
  try {
    await runStep(env, signal);
  } catch (error) {
    if (signal.aborted) {
      warn("Interrupted. The task goes on; the next apply finds it.");
      process.exitCode = INTERRUPTED;
      return;
    }
    warn(failureText(error, env));
    process.exitCode = error instanceof OperationError ? error.exitCode : FAILED;
  }
}

async function runStep(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const input = inputIn(env);
  const name = `${input.task} of ${input.service}`;
  const words = input.overrides.containerOverrides.flatMap(({ command }) => command).join(" ");
  if (env[STEP_ROLLED_BACK] === input.service) {
    say(`${name} is not run: ${input.service} goes back to a version for which it ran before`);
    return;
  }
  if (env[STEP_REHEARSED]) {
    say(`${name} would run now, before ${input.service} gets its new version: ${words}`);
    return;
  }
  const access = accessFor(input, env);
  const [ecs, logs] = [ecsAt(access), logsAt(access)];
  try {
    await runBeforeDeployment(input, { ecs, logs, signal, say });
  } finally {
    ecs.destroy();
    logs.destroy();
  }
}

/** @throws OperationError where this was not started by Terraform */
function inputIn(env: NodeJS.ProcessEnv): StepInput {
  const text = env[STEP_INPUT];
  if (text === undefined) {
    throw new OperationError(
      `${STEP_INPUT}: got nothing, expected what is to run: Terraform starts this program with it`,
    );
  }
  return JSON.parse(text) as StepInput;
}
