import { environmentInput, configuration } from "@groundwork/testing/configuration";
import { callsBetween, callVariables, endpointOf } from "../src/calls";
import type { EnvironmentInput } from "../src/environment";

type Services = NonNullable<EnvironmentInput["services"]>;

const servicesOf = (services: Services) =>
  configuration({}, [environmentInput("dev", { services })]).environments[0]!.services;

const web = { name: "web", http: {}, calls: ["api"] };
const api = { name: "api", serviceConnect: { port: 9000, appProtocol: "grpc" } } as const;

test.each<[string, Services, string]>([
  ["itself", [{ name: "web", http: {}, calls: ["web"] }], "and web is itself"],
  ["nobody", [web], "calls of web to be of other services, and api is none of this environment"],
  [
    "nobody, by a slip",
    [{ ...web, calls: ["apii"] }, api],
    "apii is none of this environment; did you mean api?",
  ],
  [
    "one that listens nowhere",
    [web, { name: "api" }],
    "and api has neither http nor a serviceConnect.port",
  ],
  [
    "one that CodeDeploy deploys",
    [
      { name: "web", calls: ["api"] },
      { name: "api", http: {}, deployment: { strategy: "CODE_DEPLOY" } },
    ],
    "another strategy than CODE_DEPLOY for api",
  ],
  ["one twice", [{ ...web, calls: ["api", "api"] }, api], "each service once"],
])("a service cannot call %s", (_, services, problem) => {
  expect(() => servicesOf(services)).toThrow(problem);
});

test("CodeDeploy may deploy what calls nobody and is called by nobody", () => {
  expect(() =>
    servicesOf([
      { ...web, http: { priority: 1 } },
      api,
      { name: "shop", http: { priority: 2 }, deployment: { strategy: "CODE_DEPLOY" } },
    ]),
  ).not.toThrow();
});

test("one is reached at the port of its http, or at another one", () => {
  const services = servicesOf([
    { name: "web", http: { port: 8080 }, calls: ["api"] },
    { ...api, calls: ["web"] },
    { name: "worker" },
  ]);
  expect(services.map((service) => endpointOf(services, service))).toEqual([
    { port: 8080, appProtocol: "http" },
    { port: 9000, appProtocol: "grpc" },
    undefined,
  ]);
});

test("variables tell where, and a protocol without addresses has no address", () => {
  const services = servicesOf([
    { name: "web", calls: ["order-api", "cache"] },
    { name: "order-api", http: {} },
    { name: "cache", serviceConnect: { port: 6379, appProtocol: "tcp" } },
  ]);
  expect(callVariables(services, services[0]!)).toEqual({
    ORDER_API_HOST: "order-api",
    ORDER_API_PORT: "80",
    ORDER_API_URL: "http://order-api:80",
    CACHE_HOST: "cache",
    CACHE_PORT: "6379",
  });
});

test("a service waits for the ones that it calls, but for those that call back", () => {
  const services = servicesOf([
    { name: "web", calls: ["one"], http: {} },
    { name: "one", calls: ["two"], serviceConnect: { port: 1 } },
    { name: "two", calls: ["three"], serviceConnect: { port: 1 } },
    { name: "three", calls: ["one"], serviceConnect: { port: 1 } },
  ]);
  expect(callsBetween(services).map(({ caller, waits }) => [caller, waits])).toEqual([
    ["web", true],
    ["one", false],
    ["two", false],
    ["three", false],
  ]);
});
