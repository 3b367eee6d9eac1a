import { hostname } from "node:os";
import type { LoadTest } from "@groundwork/configuration/load-tests";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { CHECK_FAILED } from "../core/exit-codes";
import { during } from "../core/waiting";
import { runUrl } from "../core/workflow";
import { missedBy } from "../delivery/load-tests/judged";
import type {
  LoadTestResult,
  Measured,
  TestedVersion,
} from "../delivery/load-tests/load-test-result";
import { countOf, mayGoWrong, timeLimitMs } from "./measure";
import type { Load } from "./send";
import type { SentLoad } from "./send-load";
import type { Target } from "./target";
import { TOOL } from "./tool";

/** Sends a load. @returns what came of it, and by which task, where it was one */
export type Sender = (load: Load) => Promise<SentLoad & { readonly task?: string | undefined }>;

interface OneTest {
  readonly test: LoadTest;
  readonly target: Target;
  readonly version: TestedVersion;
  readonly id: string;
  readonly by: LoadTestResult["by"];
  readonly testListener: boolean;
  /** Sends it, from wherever. */
  readonly send: Sender;
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
  const at = new Date().toISOString();
  const sent = await during(`${count} requests to ${service}`, one.send(wanted));
  const { late, task, node } = sent;
  const measured = measuredIn(sent, wanted, test);
  if (late > measured.due * MOST_LATE) {
    const who = task === undefined ? "this machine" : `the task ${task}`;
    const next =
      task === undefined
        ? "use one that has less to do, or more CPU"
        : "give it more loadTestTask.cpuUnits";
    throw new OperationError(
      `${who} sent ${late} of ${measured.due} requests more than a second late, so nothing is known of ${service}: ${next}`,
    );
  }
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
    tool: { name: TOOL.name, version: `${TOOL.version}, Node.js ${node}` },
    place: {
      url: url.origin,
      ...(host !== undefined && { host }),
      ...(testListener && { testListener }),
      from: task === undefined ? hostname() : `task ${task}`,
    },
    ...(standIns && { standIns }),
    by,
    at,
    ended: new Date().toISOString(),
    ...(run !== undefined && { runUrl: run }),
  };
}

/** @throws OperationError where nobody answers, or with exit code 8 where a path does not answer well */
function measuredIn(
  { refused, measured, task }: Awaited<ReturnType<Sender>>,
  { url }: Load,
  { service, environment }: LoadTest,
): Measured {
  if (measured) return measured;
  const { path, wrong } = refused!;
  const isAnswer = wrong.startsWith("status ");
  const who = task === undefined ? "this machine" : `the task ${task}`;
  const next = isAnswer
    ? "expected a status from 200 to 299: name paths that answer so in loadTest.paths"
    : `expected an answer: look whether ${service} runs, and whether it lets in ${who}: ${ownCommand(`status ${environment}`)}`;
  throw new OperationError(
    `${service} in ${environment}: GET ${url.origin}${path}: got ${wrong}, ${next}. No load was sent`,
    isAnswer ? CHECK_FAILED : undefined,
  );
}
