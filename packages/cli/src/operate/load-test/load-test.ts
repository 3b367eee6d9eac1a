import type { Environment, Service } from "@groundwork/configuration";
import { loadTestsOf, type LoadTest } from "@groundwork/configuration/load-tests";
import { stackIdOf } from "@groundwork/configuration/place-names";
import { expectPersonInProduction } from "../../core/agent";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { CHECK_FAILED, DONE, type ExitCode } from "../../core/exit-codes";
import type { LoadTestResult, TestedVersion } from "../../delivery/load-tests/load-test-result";
import { LoadTestStore } from "../../delivery/load-tests/load-test-store";
import { validTest } from "../../delivery/load-tests/valid-test";
import { openDelivery, type OpenDelivery } from "../../delivery/open";
import { lastOutcome } from "../../delivery/store/last-outcome";
import { loadWords } from "../../delivery/store/planned-load-test";
import { expectAccount } from "../../state/account";
import type { OpenOptions } from "../../state/open";
import { askedService, clusterOf, ecsOf } from "../environment";
import { readStates } from "../states";
import { resultText } from "./load-test-text";
import { runningVersion } from "./running-version";
import { testOne } from "./one-test";
import { namedTarget, ownTarget } from "./target";

export interface LoadTestOptions extends OpenOptions {
  readonly environment: Environment;
  /** @default all that have a loadTest */
  readonly service?: string | undefined;
  /** Where it answers. @default its load balancer */
  readonly url?: string | undefined;
  /** The next version, behind the test listener. */
  readonly testListener: boolean;
  /** Only services of whose running version no result counts. */
  readonly ifNeeded: boolean;
}

/** The document for programs. */
interface Result {
  readonly environment: string;
  readonly results: LoadTestResult[];
  /** Services that were not tested, as a result of the version that runs counts. */
  readonly notNeeded: string[];
  error?: string;
}

/** Whom to ask for the right to look at services, and to store results. */
const RIGHTS = "packages/docs/load-test.md says what rights this takes";

/**
 * `groundwork load-test`: sends services the load that `loadTest` names, one service after another,
 * and stores what came of it beside the results of applies.
 *
 * @returns the exit code 0
 * @throws OperationError with exit code 8 where one does not stand its load, with 1 where it cannot
 *   be tested, with 6 where an agent would send a load to production
 */
export async function loadTest(options: LoadTestOptions): Promise<ExitCode> {
  const { environment, json, env } = options;
  const tests = wantedTests(options);
  const named = options.url === undefined ? undefined : namedTarget(options.url);
  const open = openDelivery(options);
  await expectConsent(tests, options, open);
  const document: Result = { environment: environment.name, results: [], notNeeded: [] };
  const expectAccess = () => expectAccount(open.clients, environment);
  const asked = { ...open.asked, rights: RIGHTS, expectAccess };
  const ecs = options.standIns ? undefined : ecsOf(environment, env);
  try {
    return await runCommand({ asked, json, document }, async () => {
      const by = await open.identities.self();
      const applied = await lastApplied(open, environment);
      const url = named ? undefined : await outputUrl(open, options);
      const store = new LoadTestStore(open.objects);
      const { testListener } = options;
      const cluster = clusterOf(open.organization, environment);
      for (const test of tests) {
        const service = askedService(environment, test.service);
        const target = named ?? ownTarget(environment, service, { url, testListener });
        const running = () =>
          ecs ? runningVersion(ecs, cluster, service.name, testListener) : standInOf(service);
        const version = { ...(await running()), ...applied };
        const what = `${test.service} in ${test.environment}`;
        if (!(await isNeeded(test, version, store, options, open))) {
          document.notNeeded.push(test.service);
          open.person.tell(`${what}: a result of what runs counts already.`);
          continue;
        }
        open.person.tell(`${what}: ${loadWords(test)}, to ${target.url.origin}`);
        const result = await testOne({ ...options, test, target, version, id: store.newId(), by });
        await expectStill(version, running, what);
        await store.put(result);
        document.results.push(result);
        open.person.tell(`${resultText(result)}\nStored as ${store.addressOf(result)}`);
      }
      expectPassed(document.results);
      return DONE;
    });
  } finally {
    ecs?.destroy();
  }
}

/** @throws OperationError where there is nothing to test */
function wantedTests({ environment, service: name }: LoadTestOptions): LoadTest[] {
  const tests = loadTestsOf(environment);
  const found =
    name === undefined
      ? tests
      : tests.filter(({ service }) => service === askedService(environment, name).name);
  if (found.length > 0) return found;
  const { name: owner } = environment;
  const reached = environment.services.filter(({ http }) => http);
  const worker = name !== undefined && !reached.some((service) => service.name === name);
  throw new OperationError(
    worker
      ? `${owner}: got ${name}, which no requests reach, expected a service with http`
      : `${owner}: got no loadTest of ${name ?? "a service"}, expected one (environments/${owner}.ts), such as loadTest: { requestsPerSecond: 50, p99Milliseconds: 300 }`,
  );
}

/** Customers would feel it: their tasks answer, but for what the test listener leads to. */
async function expectConsent(
  tests: readonly LoadTest[],
  options: LoadTestOptions,
  { person }: OpenDelivery,
): Promise<void> {
  const { environment, testListener } = options;
  if (!environment.production || testListener) return;
  const { name } = environment;
  const line = `load-test ${name}${options.service === undefined ? "" : ` ${options.service}`}`;
  expectPersonInProduction("load-test", stackIdOf(environment), line, options);
  const what = tests.map((test) => `${test.service} (${loadWords(test)})`).join(", ");
  if (await person.confirm(`${name} is production. Send ${what} to what customers use?`)) return;
  throw new OperationError("stopped at your no; nothing was sent");
}

/** The plan and the commit that the stack was applied of last; none where that failed. */
async function lastApplied(
  { objects, store }: OpenDelivery,
  environment: Environment,
): Promise<Pick<TestedVersion, "plan" | "commit">> {
  const last = await lastOutcome(objects, stackIdOf(environment));
  if (!last?.outcome.ok) return {};
  const record = await store.record(last.id);
  return { plan: last.id, ...(record && { commit: record.summary.commit }) };
}

async function outputUrl(open: OpenDelivery, options: LoadTestOptions): Promise<unknown> {
  const stack = stackIdOf(options.environment);
  const [found] = await readStates(open, [stack], options);
  if (found?.problem !== undefined) throw new OperationError(`${stack}: ${found.problem}`);
  return found?.state?.json.outputs?.["url"]?.value;
}

/** In a rehearsal nothing runs: what the configuration names stands for it. */
const standInOf = ({ image }: Service): Promise<TestedVersion> =>
  Promise.resolve({ digest: image?.digest });

/** What a deployment has replaced meanwhile answered only a part of it. */
async function expectStill(
  { taskDefinition, digest }: TestedVersion,
  running: () => Promise<TestedVersion>,
  what: string,
): Promise<void> {
  const now = await running();
  if (now.taskDefinition === taskDefinition && now.digest === digest) return;
  throw new OperationError(
    `${what} was deployed during the test (${taskDefinition}, then ${now.taskDefinition}), so nothing is known of either, and no result is stored: test it again`,
  );
}

async function isNeeded(
  test: LoadTest,
  { digest, commit }: TestedVersion,
  store: LoadTestStore,
  { ifNeeded, standIns = false }: LoadTestOptions,
  open: OpenDelivery,
): Promise<boolean> {
  if (!ifNeeded) return true;
  const found = await validTest(store, { test, digest, commit, standIns }, open.store.now());
  return "why" in found;
}

/** @throws OperationError with exit code 8 */
function expectPassed(results: readonly LoadTestResult[]): void {
  const failed = results.filter(({ passed }) => !passed);
  if (failed.length === 0) return;
  const lines = failed.map(
    ({ service, environment, load, missed }) =>
      `${service} in ${environment} does not stand ${loadWords(load)}: ${missed.join("; ")}`,
  );
  throw new OperationError(lines.join("\n"), CHECK_FAILED);
}
