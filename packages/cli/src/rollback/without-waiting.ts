import { setTimeout as sleep } from "node:timers/promises";
import type { Configuration, Environment, Service } from "@groundwork/configuration";
import type { Deployments } from "./deployments";
import { runningService } from "./service";

const POLL_MS = 5000;

/**
 * Lets a deployment go on that waits for a test: what goes back has served before.
 *
 * @param name of the service, for people
 */
export async function letGoOnUntested(
  deployments: Deployments,
  name: string,
  say: (line: string) => void,
): Promise<void> {
  const underWay = await deployments.underWay();
  if (underWay?.state !== "going") return;
  const { at, waits } = await deployments.stage(underWay.id);
  if (at !== "test" || !waits) return;
  await deployments.letGoOn(underWay.id);
  say(`${name}: its deployment goes on without a test, as what goes back has served before`);
}

export interface WithoutWaitingOptions {
  readonly configuration: Configuration;
  readonly environment: Environment;
  readonly service: Service;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  /** Milliseconds between two looks. @default 5000 */
  readonly pollMs?: number | undefined;
}

/**
 * Does what has a service go back, while whose deployments wait for nobody. A look that fails is made
 * again; at worst the deployment waits, and somebody lets it go on by hand.
 */
export async function withoutWaiting<Result>(
  options: WithoutWaitingOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const { configuration, environment, service, env, say, pollMs = POLL_MS } = options;
  const { deployment, name } = service;
  if (deployment.strategy === "ROLLING" || deployment.waitMinutes === 0) return work();
  const running = runningService(configuration, environment, service, env);
  const ended = new AbortController();
  const { signal } = ended;
  const watch = async () => {
    while (!signal.aborted) {
      await letGoOnUntested(running.deployments, name, say).catch(() => undefined);
      await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const watching = watch();
  try {
    return await work();
  } finally {
    ended.abort();
    await watching;
    running.close();
  }
}
