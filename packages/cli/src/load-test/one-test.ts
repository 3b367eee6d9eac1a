import { hostname } from "node:os";
import type { LoadTest } from "@groundwork/configuration/load-tests";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { CHECK_FAILED } from "../core/exit-codes";
import { during } from "../core/waiting";
import { runUrl } from "../core/workflow";
import { missedBy } from "../delivery/load-tests/judged";
import type { LoadTestResult, TestedVersion } from "../delivery/load-tests/load-test-result";
import { countOf, mayGoWrong, measure, timeLimitMs } from "./measure";
import { firstLook, send, type Load } from "./send";
import type { Target } from "./target";
import { TOOL } from "./tool";

interface OneTest {
  readonly test: LoadTest;
  readonly target: Target;
  readonly version: TestedVersion;
  readonly id: string;
  readonly by: LoadTestResult["by"];
  readonly testListener: boolean;
  readonly standIns?: boolean | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** More that are sent late than one in a hundred are no evenly sent load. */
const MOST_LATE = 0.01;

/**
 * Sends a service its load, and judges what comes back.
 *
 * @throws OperationError where nobody answers, or this machine is too slow; with exit code 8 where a
 *   path does not answer well before there is any load
 */
export async function testOne(one: OneTest): Promise<LoadTestResult> {
  const { test, target, version, id, by, signal, env, testListener, standIns } = one;
  const { url, host } = target;
  const { environment, service, ...load } = test;
  const count = countOf(test);
  const limits = { timeLimitMs: timeLimitMs(test), mayGoWrong: mayGoWrong(count, test) };
  const wanted: Load = { url, host, ...load, count, ...limits, signal };
  await expectAnswers(wanted, test);
  const at = new Date().toISOString();
  const sent = await during(`${count} requests to ${service}`, send(wanted));
  if (sent.late > sent.outcomes.length * MOST_LATE) {
    throw new OperationError(
      `this machine sent ${sent.late} of ${sent.outcomes.length} requests more than a second late, so nothing is known of ${service}: use one that has less to do, or more CPU`,
    );
  }
  const measured = measure(sent);
  const missed = missedBy(measured, test);
  const run = runUrl(env);
  return {
    id,
    environment,
    service,
    passed: missed.length === 0,
    missed,
    ...version,
    load,
    measured,
    tool: TOOL,
    place: {
      url: url.origin,
      ...(host !== undefined && { host }),
      ...(testListener && { testListener }),
      from: hostname(),
    },
    ...(standIns && { standIns }),
    by,
    at,
    ended: new Date().toISOString(),
    ...(run !== undefined && { runUrl: run }),
  };
}

/** @throws OperationError where nobody answers, or with exit code 8 where a path does not answer well */
async function expectAnswers(load: Load, { service, environment }: LoadTest): Promise<void> {
  for (const { path, outcome } of await firstLook(load)) {
    if ("ms" in outcome) continue;
    const { wrong } = outcome;
    const isAnswer = wrong.startsWith("status ");
    const next = isAnswer
      ? "expected a status from 200 to 299: name paths that answer so in loadTest.paths"
      : `expected an answer: look whether ${service} runs, and whether it lets in this machine: ${ownCommand(`status ${environment}`)}`;
    throw new OperationError(
      `${service} in ${environment}: GET ${load.url.origin}${path}: got ${wrong}, ${next}. No load was sent`,
      isAnswer ? CHECK_FAILED : undefined,
    );
  }
}
