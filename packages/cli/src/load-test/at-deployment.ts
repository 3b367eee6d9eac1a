import { setTimeout as sleep } from "node:timers/promises";
import type { LoadTest } from "@groundwork/configuration/load-tests";
import { stackNameOf } from "@groundwork/configuration/place-names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { oneLine } from "../core/aws/error";
import { OperationError } from "../core/errors";
import { CHECK_FAILED } from "../core/exit-codes";
import type { Person } from "../core/person";
import { during } from "../core/waiting";
import { shortName, type Stage, type UnderWay } from "../rollback/deployments";
import { runningService, type RunningService } from "../rollback/service";
import { stopDeployment } from "../rollback/stop-deployment";
import { runningVersion } from "./running-version";
import {
  beingApplied,
  missedLine,
  nameOf,
  serviceOf,
  targetOf,
  testAndStore,
  type LoadTestOptions,
  type Testing,
} from "./testing";

export const POLL_MS = 5000;

/**
 * Minutes in which a deployment comes to the stage, or never does: CodeDeploy gives up on tasks that
 * do not become healthy within an hour, and ECS after some that have failed.
 */
const LONGEST_MINUTES = 90;

const HOLD = "deployment.waitMinutes has it wait there (packages/docs/load-test.md)";

/** A service of which a deployment is under way. */
export interface Deployed {
  readonly test: LoadTest;
  readonly running: RunningService;
  readonly underWay: UnderWay;
}

/**
 * Opens the services of tests as they run.
 *
 * @throws OperationError in a rehearsal, which deploys nothing
 */
export function openServices(
  tests: readonly LoadTest[],
  { options: { environment, env, standIns }, open }: Testing,
): Pick<Deployed, "test" | "running">[] {
  if (standIns && !env["AWS_ENDPOINT_URL_ECS"]) {
    throw new OperationError(
      "--test-listener: a rehearsal deploys nothing, so there is nothing to test behind it",
    );
  }
  return tests.map((test) => ({
    test,
    running: runningService(open.configuration, environment, serviceOf(test, environment), env),
  }));
}

/**
 * Tests what deployments under way are about to bring, each once its new tasks take all requests of
 * the test listener, and no others.
 *
 * @throws OperationError where none is under way, or that stage has passed
 */
export async function testNext(tests: readonly LoadTest[], testing: Testing): Promise<void> {
  const services = openServices(tests, testing);
  try {
    const found: Deployed[] = [];
    for (const one of services) {
      const underWay = await one.running.deployments.underWay();
      if (underWay) found.push({ ...one, underWay });
    }
    if (found.length === 0) throw nothingUnderWay(tests);
    for (const one of found) {
      await untilTestStage(one, testing);
      await testAtStage(one, testing);
    }
  } finally {
    for (const { running } of services) running.close();
  }
}

const nothingUnderWay = (tests: readonly LoadTest[]): OperationError =>
  new OperationError(
    `${tests.map(nameOf).join(", ")}: got no deployment under way, expected one, whose new tasks the test listener leads to`,
  );

async function untilTestStage(deployed: Deployed, testing: Testing): Promise<void> {
  const { test } = deployed;
  const { options, open } = testing;
  const end = Date.now() + LONGEST_MINUTES * 60_000;
  let told: string | undefined;
  while (Date.now() < end) {
    const stage = await goingStage(deployed);
    if (stage.at === "test") return;
    if (stage.at === "customers") throw passed(deployed, stage);
    if (stage.name !== told) open.person.tell(`${nameOf(test)}: ${stage.name}`);
    told = stage.name;
    const pause = sleep(options.pollMs ?? POLL_MS, undefined, { signal: options.signal });
    await during(`${test.service} comes to its test`, pause);
  }
  throw new OperationError(
    `${nameOf(test)}: its deployment is at ${told} after ${LONGEST_MINUTES} minutes, and was not tested`,
  );
}

/** @throws OperationError where the deployment does not go on any more */
async function goingStage({ test, running, underWay }: Deployed): Promise<Stage> {
  const { state, status, why } = await running.deployments.standing(underWay.id);
  if (state === "going") return running.deployments.stage(underWay.id);
  throw new OperationError(
    `${nameOf(test)}: its deployment ${underWay.id} does not go on (${[status, why].filter(Boolean).join(": ")}), so there is nothing to test`,
  );
}

const passed = ({ test }: Deployed, { name }: Stage): OperationError =>
  new OperationError(
    `${nameOf(test)}: its deployment is at ${name}, where requests of customers reach the new tasks as well: expected the stage at which the test listener alone leads to them. ${HOLD}`,
  );

/** Tests at the stage at which a deployment is; with `--decide` what comes of it decides about that. */
export async function testAtStage(deployed: Deployed, testing: Testing): Promise<void> {
  const { test, underWay } = deployed;
  const { options, open, cluster, ecs } = testing;
  const { taskDefinition } = underWay.to;
  const version = {
    ...(await runningVersion(ecs!, cluster, test.service, taskDefinition)),
    ...(await beingApplied(open, options.environment)),
  };
  const target = await targetOf(test, testing, true);
  open.person.tell(`${nameOf(test)}: ${shortName(taskDefinition)} takes all test requests`);
  const expectStill = async () => {
    const stage = await goingStage(deployed);
    if (stage.at === "test") return;
    throw new OperationError(
      `${nameOf(test)}: its deployment went on to ${stage.name} during the test, so customers' requests were a part of the load, and no result is stored. ${HOLD}`,
    );
  };
  try {
    const result = await testAndStore({ test, target, version, expectStill }, testing, true);
    if (!result.passed) throw new OperationError(missedLine(result), CHECK_FAILED);
  } catch (error) {
    if (!(error instanceof OperationError && error.exitCode === CHECK_FAILED)) throw error;
    if (options.decide) await goBack(deployed, error.message, testing);
    throw error;
  }
  await letGoOn(deployed, testing);
}

/** What did not stand its load comes to no customer. */
async function goBack(
  { test, running, underWay: { id } }: Deployed,
  missed: string,
  { open, options, document }: Testing,
): Promise<void> {
  open.person.tell(`${missed}. It goes back`);
  // The question was whether the test may decide.
  const person: Person = {
    tell: (text) => open.person.tell(text),
    confirm: () => Promise.resolve(true),
  };
  try {
    const stopped = await stopDeployment(running, test.service, open, {
      ...options,
      person,
      why: `load test: ${missed}`,
    });
    if (!stopped) throw new OperationError(`${id} has ended before it could be stopped`);
  } catch (error) {
    throw new OperationError(`${missed}. It was to go back: ${oneLine(error)}`, CHECK_FAILED);
  }
  (document.decisions ??= []).push({ service: test.service, deployment: id, decided: "went back" });
}

/** An answer that says no, or that is lost, decides nothing: what counts is whether it still waits. */
async function letGoOn(deployed: Deployed, { open, options, document }: Testing): Promise<void> {
  const { test, running, underWay } = deployed;
  const { deployments } = running;
  const { id } = underWay;
  const { waits } = await deployments.stage(id);
  if (!options.decide) {
    if (waits) open.person.tell(`It waits. To let it go on: ${goOnLine(test, options)}`);
    return;
  }
  if (waits) {
    try {
      await deployments.letGoOn(id);
    } catch (error) {
      if ((await deployments.stage(id)).waits) {
        throw new OperationError(
          `${nameOf(test)} has passed, but its deployment ${id} could not be let go on, and goes back unless somebody does: ${oneLine(error)}. Again: ${goOnLine(test, options)}`,
        );
      }
    }
    open.person.tell(`${nameOf(test)}: it goes on.`);
  }
  (document.decisions ??= []).push({ service: test.service, deployment: id, decided: "goes on" });
}

const goOnLine = (
  { service }: LoadTest,
  { environment }: Pick<LoadTestOptions, "environment">,
): string =>
  ownCommand(`load-test ${stackNameOf(environment)} ${service} --test-listener --decide`);
