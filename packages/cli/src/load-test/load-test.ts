import {
  isTestedAtDeployment,
  loadTestsOf,
  type LoadTest,
} from "@groundwork/configuration/load-tests";
import { stackIdOf } from "@groundwork/configuration/place-names";
import { expectPersonInProduction } from "../core/agent";
import { runCommand } from "../core/command";
import { OperationError } from "../core/errors";
import { DONE, type ExitCode } from "../core/exit-codes";
import { say } from "../core/outlet";
import type { TestedVersion } from "../delivery/load-tests/load-test-result";
import { LoadTestStore } from "../delivery/load-tests/load-test-store";
import { validTest } from "../delivery/load-tests/valid-test";
import { readCheckout } from "../delivery/plan/checkout";
import { openDelivery, type OpenDelivery } from "../delivery/open";
import { loadWords } from "../delivery/store/planned-load-test";
import { askedService, clusterOf, ecsOf } from "../operate/environment";
import { readStates } from "../operate/states";
import { expectAccount } from "../state/account";
import { testNext } from "./at-deployment";
import { isBelowServices, placeOf, testDuring } from "./during-apply";
import { writeJunit } from "./junit";
import { runningVersion } from "./running-version";
import { senderOf } from "./sender";
import { namedTarget, testPort } from "./target";
import {
  expectPassed,
  lastApplied,
  nameOf,
  serviceOf,
  targetOf,
  testAndStore,
  type LoadTestDocument,
  type LoadTestOptions,
  type Testing,
} from "./testing";

/** Whom to ask for the right to look at services, and to store results. */
const RIGHTS = "packages/docs/load-test.md says what rights this takes";

/**
 * `groundwork load-test`: sends services the load that `loadTest` names, one service after another,
 * and stores what came of it beside the results of applies.
 *
 * @returns the exit code 0
 * @throws OperationError with exit code 8 where one does not stand its load, with 1 where it cannot
 *   be tested, with 6 where an agent would send a load to production, or decide there
 */
export async function loadTest(given: LoadTestOptions): Promise<ExitCode> {
  const { during } = given;
  if (during !== undefined && isBelowServices(during, given.environment)) {
    say(`${during} is of a layer without services.`);
    return DONE;
  }
  const options = soundOptions(given);
  const { environment, json, env } = options;
  const tests = wantedTests(options);
  if (tests.length === 0) {
    say(`No service of ${environment.name} waits for a load test when it is deployed.`);
    return DONE;
  }
  if (options.url !== undefined) namedTarget(options.url);
  else if (options.testListener) testPort(environment);
  const open = openDelivery(options);
  await expectConsent(tests, options, open);
  const document: LoadTestDocument = { environment: environment.name, results: [], notNeeded: [] };
  const expectAccess = () => expectAccount(open.clients, environment);
  const asked = { ...open.asked, rights: RIGHTS, expectAccess };
  // An emulator runs no tasks, unless somebody says who answers for ECS.
  const asksEcs = (options.testListener || options.from === "task") && env["AWS_ENDPOINT_URL_ECS"];
  const ecs = options.standIns && !asksEcs ? undefined : ecsOf(environment, env);
  try {
    return await runCommand({ asked, json, document }, async () => {
      const by = await open.identities.self();
      const output = (name: string) => outputOf(name, open, options);
      const store = new LoadTestStore(open.objects);
      const cluster = clusterOf(open.organization, environment);
      const send = senderOf(cluster, ecs, output, open, options);
      const shared = { options, open, store, document, by, cluster, ecs };
      const testing: Testing = { ...shared, output, send };
      if (options.during !== undefined) await testDuring(options.during, tests, testing);
      else if (options.testListener) await testNext(tests, testing);
      else await testRunning(tests, testing);
      return DONE;
    });
  } finally {
    ecs?.destroy();
    if (options.junit !== undefined) await writeJunit(options.junit, document);
  }
}

/** @throws OperationError for options that say nothing together */
function soundOptions(options: LoadTestOptions): LoadTestOptions {
  const { during, testListener, decide, ifNeeded } = options;
  if (decide && !testListener && during === undefined) {
    throw new OperationError(
      "--decide: got no --test-listener, expected it, as only of a deployment there is something to decide",
    );
  }
  if (ifNeeded && (testListener || during !== undefined)) {
    throw new OperationError(
      "--if-needed: got a test of what is deployed as well, expected one of what runs",
    );
  }
  if (during === undefined) return options;
  const environment = placeOf(during, options.environment);
  return { ...options, environment, testListener: true, decide: true };
}

/** @throws OperationError where there is nothing to test */
function wantedTests({ environment, service: name, during }: LoadTestOptions): LoadTest[] {
  const tests = loadTestsOf(environment);
  const found =
    name === undefined
      ? tests
      : tests.filter(({ service }) => service === askedService(environment, name).name);
  // Of those that do not wait, what an apply brings is with the customers before anybody can test it.
  if (during !== undefined) return found.filter((test) => isTestedAtDeployment(environment, test));
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

/** Customers would feel it: their tasks answer, or what they get is decided. */
async function expectConsent(
  tests: readonly LoadTest[],
  options: LoadTestOptions,
  { person }: OpenDelivery,
): Promise<void> {
  const { environment, testListener, decide } = options;
  if (!environment.production || (testListener && !decide)) return;
  const { name } = environment;
  const words = ["load-test", name, options.service, decide && "--test-listener --decide"];
  expectPersonInProduction(
    "load-test",
    stackIdOf(environment),
    words.filter(Boolean).join(" "),
    options,
  );
  const what = tests.map((test) => `${test.service} (${loadWords(test)})`).join(", ");
  const question = decide
    ? `${name} is production. Have a test of ${what} decide whether the deployment goes on?`
    : `${name} is production. Send ${what} to what customers use?`;
  if (await person.confirm(question)) return;
  throw new OperationError("stopped at your no; nothing was sent");
}

async function outputOf(
  name: string,
  open: OpenDelivery,
  options: LoadTestOptions,
): Promise<unknown> {
  const stack = stackIdOf(options.environment);
  const [found] = await readStates(open, [stack], options);
  if (found?.problem !== undefined) throw new OperationError(`${stack}: ${found.problem}`);
  return found?.state?.json.outputs?.[name]?.value;
}

/** Tests what customers of the environment get, or nobody does yet. */
async function testRunning(tests: readonly LoadTest[], testing: Testing): Promise<void> {
  const { open, options, document } = testing;
  const applied = await lastApplied(open, options.environment);
  for (const test of tests) {
    const target = await targetOf(test, testing, false);
    const running = () => versionOf(test, testing);
    const version = { ...(await running()), ...applied };
    if (!(await isNeeded(test, version, testing))) {
      document.notNeeded.push(test.service);
      open.person.tell(`${nameOf(test)}: a result of what runs counts already.`);
      continue;
    }
    const expectStill = async () => expectSame(version, await running(), nameOf(test));
    await testAndStore({ test, target, version, expectStill }, testing, false);
  }
  expectPassed(document.results);
}

/** In a rehearsal nothing runs: what the checkout names stands for it. */
async function versionOf(
  test: LoadTest,
  { ecs, cluster, options: { environment, env } }: Testing,
): Promise<TestedVersion> {
  if (ecs) return runningVersion(ecs, cluster, test.service);
  const digest = serviceOf(test, environment).image?.digest;
  return digest === undefined ? { commit: (await readCheckout(env)).commit } : { digest };
}

/** What a deployment has replaced meanwhile answered only a part of it. */
function expectSame(before: TestedVersion, now: TestedVersion, what: string): void {
  const { taskDefinition, digest } = before;
  if (now.taskDefinition === taskDefinition && now.digest === digest) return;
  throw new OperationError(
    `${what} was deployed during the test (${taskDefinition}, then ${now.taskDefinition}), so nothing is known of either, and no result is stored: test it again`,
  );
}

async function isNeeded(
  test: LoadTest,
  { digest, commit }: TestedVersion,
  { store, options: { ifNeeded, standIns = false }, open }: Testing,
): Promise<boolean> {
  if (!ifNeeded) return true;
  const found = await validTest(store, { test, digest, commit, standIns }, open.store.now());
  return "why" in found;
}
