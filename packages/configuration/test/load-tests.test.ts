import { checkConfiguration } from "../src/check";
import type { EnvironmentInput } from "../src/environment";
import {
  isTestedAtDeployment,
  isTestedByWorkflows,
  loadTestsOf,
  testsBefore,
} from "../src/load-tests";
import { dev, organization, problems, web } from "./problems";

const load = { requestsPerSecond: 50, p99Milliseconds: 300 };
const api = { name: "api", http: { paths: ["/api/*"], priority: 10 } };

test.each([
  [
    "of a worker",
    { ...web, loadTest: load },
    'dev.services[0].loadTest: got {"requestsPerSecond":50,"p99Milliseconds":300}, expected none, as no requests reach a service without http',
  ],
  [
    "of paths that lead to another service",
    { ...api, loadTest: { ...load, paths: ["/api/a", "/login"] } },
    'dev.services[0].loadTest.paths: got ["/api/a","/login"], expected paths that http.paths lead to (/api/*), as /login does not',
  ],
  [
    "of patterns",
    { ...api, loadTest: { ...load, paths: ["/api/*"] } },
    "expected a path of at most 2048 characters, the first a /, without wildcards",
  ],
  [
    "of more than a machine sends",
    { ...api, loadTest: { ...load, requestsPerSecond: 1001 } },
    "got 1001, expected a whole number from 1 to 1000",
  ],
  [
    "without an end",
    { ...api, loadTest: { ...load, minutes: 61 } },
    "got 61, expected a number of minutes from 0.1 to 60",
  ],
  [
    "that takes longer than a deployment waits for it",
    {
      ...api,
      loadTest: { ...load, minutes: 5 },
      deployment: { strategy: "CANARY", waitMinutes: 5 },
    },
    "dev.services[0].deployment.waitMinutes: got 5, expected 0, or more than the 5 minutes that loadTest takes",
  ],
  [
    "without a limit",
    { ...api, loadTest: { requestsPerSecond: 1 } },
    "dev.services[0].loadTest.p99Milliseconds: got nothing, expected a whole number from 1 to 60000",
  ],
])("a test %s is refused", (_, service, problem) => {
  const loadBalancer = { testListener: { allowedCidrs: ["192.0.2.0/24"] } };
  const found = problems([{ ...dev, loadBalancer, services: [service] }]);
  expect(found).toEqual([expect.stringContaining(problem)]);
});

const checked = (...inputs: EnvironmentInput[]) =>
  checkConfiguration(organization, inputs).environments;

test("a service stands its own load, or the environment's, by paths of its own", () => {
  const [environment] = checked({
    ...dev,
    loadTest: { ...load, errorPercent: 0.5 },
    services: [
      web,
      api,
      { name: "shop", http: { priority: 20 }, loadTest: { ...load, paths: ["/a"] } },
    ],
  });
  expect(loadTestsOf(environment!)).toEqual([
    {
      environment: "dev",
      service: "api",
      requestsPerSecond: 50,
      minutes: 2,
      p99Milliseconds: 300,
      errorPercent: 0.5,
      validHours: 168,
      paths: ["/api/"],
    },
    expect.objectContaining({ service: "shop", errorPercent: 1, paths: ["/a"] }),
  ]);
});

const named = (name: string, changes: object = {}): EnvironmentInput => ({
  ...dev,
  name,
  production: false,
  services: [{ name: "web", http: {} }],
  ...changes,
});

test("production demands the test of the last environment before it that has one", () => {
  const all = checked(
    named("dev", { loadTest: load }),
    named("staging", { loadTest: { ...load, requestsPerSecond: 80 } }),
    named("preview"),
    named("prod", { production: true, loadTest: { ...load, requestsPerSecond: 1 } }),
    named("late", { loadTest: load }),
  );
  expect(testsBefore(all, all[3]!)).toEqual([
    expect.objectContaining({ environment: "staging", service: "web", requestsPerSecond: 80 }),
  ]);
  expect(testsBefore(all, all[4]!)).toEqual([]);
});

test("production demands no test of what no environment before it has", () => {
  const all = checked(
    named("dev", { loadTest: load, services: [{ name: "api", http: {} }] }),
    named("prod", { production: true }),
  );
  expect(testsBefore(all, all[1]!)).toEqual([]);
});

test("workflows test what has a load test and no customers", () => {
  const all = checked(
    named("dev"),
    named("staging", { loadTest: load }),
    named("prod", { production: true, loadTest: load }),
  );
  const names = ["registry", "dev", "staging", "prod"];
  expect(names.filter((name) => isTestedByWorkflows(all, name))).toEqual(["staging"]);
});

test.each([
  ["waits by ECS", { strategy: "CANARY", waitMinutes: 30 }, true],
  ["waits by CodeDeploy", { strategy: "CODE_DEPLOY", waitMinutes: 30 }, true],
  ["goes on by itself", { strategy: "BLUE_GREEN" }, false],
  ["replaces tasks", { strategy: "ROLLING" }, false],
] as const)("a deployment that %s is tested while it waits: %j", (_, deployment, expected) => {
  const environment: EnvironmentInput = {
    ...dev,
    loadBalancer: { testListener: { allowedCidrs: ["192.0.2.0/24"] } },
    services: [{ ...api, loadTest: load, deployment }],
  };
  const { environments } = checkConfiguration(organization, [environment]);
  const [test] = loadTestsOf(environments[0]!);
  expect(isTestedAtDeployment(environments[0]!, test!)).toBe(expected);
});
