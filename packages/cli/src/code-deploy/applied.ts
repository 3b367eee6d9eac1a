import type { Configuration } from "@groundwork/configuration";
import { accessIn } from "../core/aws/member";
import { handedOver } from "./hand-over";
import { deployAll, hasCodeDeploy, outdated, type ServicesOptions } from "./services";

export interface AppliedOptions extends Omit<ServicesOptions, "region" | "credentials"> {
  readonly configuration: Configuration;
  /** Outputs of the stack after the apply; undefined where they could not be read. */
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Has CodeDeploy deploy what an apply has changed. Nobody is asked: that is what was approved.
 *
 * @throws OperationError when a deployment does not succeed
 */
export async function deployApplied({
  configuration,
  outputs,
  ...options
}: AppliedOptions): Promise<void> {
  const { stack, env, say } = options;
  const found = handedOver(stack, configuration, outputs);
  if (!found) return;
  if (!hasCodeDeploy(env)) {
    const names = found.services.map(({ serviceName }) => serviceName).join(", ");
    say(`The emulator has no CodeDeploy, so it deploys nothing of ${names}`);
    return;
  }
  const deployment = { ...options, ...accessIn(found.environment, env) };
  await deployAll(await outdated(found.services, deployment), deployment);
}
