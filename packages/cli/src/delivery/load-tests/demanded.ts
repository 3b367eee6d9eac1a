import type { Configuration } from "@groundwork/configuration";
import { testsBefore, type LoadTest } from "@groundwork/configuration/load-tests";
import { environmentOf } from "../../core/stack-of";
import { OperationError } from "../../core/errors";
import type { PlanFinding, PlannedResource } from "../store/plan-meta";
import type { PlannedLoadTest } from "../store/planned-load-test";
import type { StoreObjects } from "../store/store-objects";
import { LoadTestStore, type StoredLoadTest } from "./load-test-store";
import { validTest } from "./valid-test";

export interface DemandContext {
  readonly stack: string;
  readonly configuration: Pick<Configuration, "environments">;
  /** What is planned. */
  readonly commit: string;
  readonly objects: StoreObjects;
  readonly standIns: boolean;
  /** Services that may go untested, as given to the command. */
  readonly flags: readonly string[];
  readonly now: Date;
}

/** The rule of these findings, which no construct can acknowledge. */
export const LOAD_TESTED = "load-tested";

/** The acknowledgement of a finding that the command line has let pass. */
const BY_FLAG = "--allow-untested";

/** What a plan brings to production: what was tested, and what was not. */
export interface JudgedLoadTests {
  readonly findings: readonly PlanFinding[];
  readonly loadTests: readonly PlannedLoadTest[];
}

/** A plan that needs none has neither. */
export const NO_LOAD_TESTS: JudgedLoadTests = { findings: [], loadTests: [] };

/**
 * Whether what a plan has new tasks run has passed the load test of an environment before. A plan
 * that leaves the tasks of a service as they are needs none, so that a test which has become too old
 * holds up nothing else.
 *
 * @throws OperationError when a service is let go untested that the plan needs no test of
 */
export async function judgeLoadTests(
  resources: readonly PlannedResource[],
  context: DemandContext,
): Promise<JudgedLoadTests> {
  const { stack, configuration, commit, objects, standIns, flags, now } = context;
  const { environments } = configuration;
  const environment = environmentOf(stack, configuration);
  const tests = environment ? testsBefore(environments, environment) : [];
  const store = new LoadTestStore(objects);
  const findings: PlanFinding[] = [];
  const loadTests: PlannedLoadTest[] = [];
  for (const test of tests) {
    const image = environment!.services.find(({ name }) => name === test.service)?.image;
    const task = newTaskOf(test, stack, resources);
    // The placeholder is nobody's version.
    if (image === undefined || task === undefined) continue;
    const found = await validTest(store, { test, digest: image.digest, commit, standIns }, now);
    if ("why" in found) findings.push(findingOf(task, found.why, test, flags));
    else loadTests.push(plannedOf(found.passed));
  }
  const needless = flags.filter((flag) => !findings.some(({ service }) => service === flag));
  if (needless.length > 0) {
    const missing = findings.map(({ service }) => service).join(", ");
    throw new OperationError(
      `${BY_FLAG}: got ${needless.join(", ")}, expected a service of which the plan misses a load test: ${missing || "it misses none"}`,
    );
  }
  return { findings, loadTests };
}

/** The task definition of a service, where the plan makes a new one. */
const newTaskOf = (
  { service }: LoadTest,
  stack: string,
  resources: readonly PlannedResource[],
): PlannedResource | undefined =>
  resources.find(
    ({ type, path = "", action }) =>
      type === "aws_ecs_task_definition" &&
      path.startsWith(`${stack}/services/${service}/`) &&
      ["create", "update", "replace"].includes(action),
  );

const findingOf = (
  { address, path }: PlannedResource,
  why: string,
  { service, environment }: LoadTest,
  flags: readonly string[],
): PlanFinding => ({
  rule: LOAD_TESTED,
  severity: "error",
  address,
  ...(path !== undefined && { path }),
  detail: `is of what has no load test that counts: ${why}`,
  service,
  fix: `load-test ${environment} ${service}`,
  ...(flags.includes(service) && { acknowledged: BY_FLAG }),
});

/** What a plan keeps of a test. */
export const plannedOf = ({ result, storedAt }: StoredLoadTest): PlannedLoadTest => ({
  id: result.id,
  service: result.service,
  environment: result.environment,
  at: storedAt.toISOString(),
  requestsPerSecond: result.load.requestsPerSecond,
  minutes: result.load.minutes,
  errorPercent: result.measured.errorPercent,
  ...(result.measured.times && { p99Milliseconds: result.measured.times.p99 }),
  url: result.place.url,
});
