import type { ECSClient } from "@aws-sdk/client-ecs";
import type { Service } from "@groundwork/configuration";
import type { LoadTest } from "@groundwork/configuration/load-tests";
import { stackIdOf } from "@groundwork/configuration/place-names";
import type { Environment } from "@groundwork/configuration";
import { OperationError } from "../core/errors";
import { CHECK_FAILED } from "../core/exit-codes";
import type { LoadTestResult, TestedVersion } from "../delivery/load-tests/load-test-result";
import type { LoadTestStore } from "../delivery/load-tests/load-test-store";
import type { OpenDelivery } from "../delivery/open";
import { lastOutcome } from "../delivery/store/last-outcome";
import { statusOf } from "../delivery/store/plan-meta";
import { loadWords } from "../delivery/store/planned-load-test";
import { askedService } from "../operate/environment";
import type { OpenOptions } from "../state/open";
import { resultText } from "./load-test-text";
import { testOne, type Sender } from "./one-test";
import { namedTarget, ownTarget, type Target } from "./target";

export interface LoadTestOptions extends OpenOptions {
  readonly environment: Environment;
  /** @default all that have a loadTest */
  readonly service?: string | undefined;
  /**
   * Where the requests come from: `here`, or a `task` in its network.
   * @default a task where the environment has one, and not in a rehearsal
   */
  readonly from?: "here" | "task" | undefined;
  /** Where it answers. @default its load balancer */
  readonly url?: string | undefined;
  /** The next version, behind the test listener. */
  readonly testListener: boolean;
  /** Whether the result decides about the deployment that brings it. */
  readonly decide: boolean;
  /** Id of the plan during whose apply deployments are tested, and decided about. */
  readonly during?: string | undefined;
  /** Only services of whose running version no result counts. */
  readonly ifNeeded: boolean;
  /** Where what came of it is written as JUnit's XML. @default nowhere */
  readonly junit?: string | undefined;
  /** Milliseconds between two looks at a deployment. @default 5000 */
  readonly pollMs?: number | undefined;
}

/** What a result came to for the deployment that brought the version. */
export interface Decision {
  readonly service: string;
  /** Id of the deployment. */
  readonly deployment: string;
  readonly decided: "goes on" | "went back";
}

/** The document for programs. */
export interface LoadTestDocument {
  readonly environment: string;
  readonly results: LoadTestResult[];
  /** Services that were not tested, as a result of the version that runs counts. */
  readonly notNeeded: string[];
  /** With `--decide`, or `--during`. */
  decisions?: Decision[];
  error?: string;
}

/** What the tests of one run of the command share. */
export interface Testing {
  readonly options: LoadTestOptions;
  readonly open: OpenDelivery;
  readonly store: LoadTestStore;
  readonly document: LoadTestDocument;
  readonly by: LoadTestResult["by"];
  readonly cluster: string;
  /** Undefined in a rehearsal, in which no tasks run. */
  readonly ecs: ECSClient | undefined;
  /** The stack's output of a name, by now: an apply may be about to make it. */
  readonly output: (name: string) => Promise<unknown>;
  /** Sends the load of one test. */
  readonly send: Sender;
}

/** A version of a service, and where it answers. */
export interface Wanted {
  readonly test: LoadTest;
  readonly target: Target;
  readonly version: TestedVersion;
  /** What is asked once more when all was sent: whether the same has answered all the while. */
  readonly expectStill: () => Promise<void>;
}

export const nameOf = ({
  service,
  environment,
}: Pick<LoadTest, "service" | "environment">): string => `${service} in ${environment}`;

/** Where requests of a test go. @param next whether to the next version, behind the test listener */
export async function targetOf(
  test: LoadTest,
  { options: { environment, url: named }, output }: Testing,
  next: boolean,
): Promise<Target> {
  if (named !== undefined) return namedTarget(named);
  const own = { url: await output("url"), testListener: next };
  return ownTarget(environment, serviceOf(test, environment), own);
}

export const serviceOf = ({ service }: LoadTest, environment: Environment): Service =>
  askedService(environment, service);

/**
 * Tests a version, and stores what came of it.
 *
 * @param next whether it is the next version
 */
export async function testAndStore(
  { test, target, version, expectStill }: Wanted,
  { options, open: { person }, store, by, document, send }: Testing,
  next: boolean,
): Promise<LoadTestResult> {
  person.tell(`${nameOf(test)}: ${loadWords(test)}, to ${target.url.origin}`);
  const id = store.newId();
  const own = { test, target, version, id, by, send, testListener: next };
  const result = await testOne({ ...options, ...own });
  await expectStill();
  await store.put(result);
  document.results.push(result);
  person.tell(`${resultText(result)}\nStored as ${store.addressOf(result)}`);
  return result;
}

/** The plan and the commit of what runs: of the last apply of the stack; none where that failed. */
export async function lastApplied(
  { objects, store }: OpenDelivery,
  environment: Environment,
): Promise<Pick<TestedVersion, "plan" | "commit">> {
  const last = await lastOutcome(objects, stackIdOf(environment));
  if (!last?.outcome.ok) return {};
  const record = await store.record(last.id);
  return { plan: last.id, ...(record && { commit: record.summary.commit }) };
}

/** The same of what an apply brings that is under way; none where somebody else deploys. */
export async function beingApplied(
  { store }: OpenDelivery,
  environment: Environment,
): Promise<Pick<TestedVersion, "plan" | "commit">> {
  const newest = await store.newest(stackIdOf(environment));
  if (newest === undefined || statusOf(newest, store.now()) !== "started") return {};
  const { id, commit } = newest.summary;
  return { plan: id, commit };
}

/** A test that was not passed, as an error's line. */
export const missedLine = ({ service, environment, load, missed }: LoadTestResult): string =>
  `${service} in ${environment} does not stand ${loadWords(load)}: ${missed.join("; ")}`;

/** @throws OperationError with exit code 8 */
export function expectPassed(results: readonly LoadTestResult[]): void {
  const failed = results.filter(({ passed }) => !passed);
  if (failed.length === 0) return;
  throw new OperationError(failed.map(missedLine).join("\n"), CHECK_FAILED);
}
