import type { HttpRouteProps } from "../../../src/container-service/load-balancer/http-route";
import { synthRoute } from "./synth-route";

describe("fails", () => {
  const hosts = ["a.example.com", "b.example.com"];
  const expectedPaths = "expected 1 or more patterns of up to 128 characters, the first a / or *";

  test.each<[string, Partial<HttpRouteProps>, string]>([
    ["on no paths", { paths: [] }, `test-stack/route.paths: got [], ${expectedPaths}`],
    ["on a relative path", { paths: ["orders"] }, `got ["orders"], ${expectedPaths}`],
    ["on a space", { paths: ["/a b"] }, `got ["/a b"], ${expectedPaths}`],
    ["on a path too long", { paths: [`/${"a".repeat(128)}`] }, expectedPaths],
    ["on a host without a dot", { hosts: ["web"] }, 'route.hosts: got ["web"], expected DNS names'],
    ["on a port in a host", { hosts: ["a.com:80"] }, 'got ["a.com:80"], expected DNS names'],
    ["on a host too long", { hosts: [`${"a".repeat(125)}.com`] }, "expected DNS names"],
    [
      "on too many paths",
      { paths: ["/1", "/2", "/3", "/4", "/5", "/6"] },
      'route.paths and hosts: got ["/1","/2","/3","/4","/5","/6"], expected at most 5 together',
    ],
    [
      "on too many paths and hosts",
      { paths: ["/1", "/2", "/3", "/4"], hosts },
      "expected at most 5 together",
    ],
    [
      "on too many wildcards",
      { paths: ["/*/*/?", "/*/a/*"], hosts: ["*.example.com"] },
      "expected at most 5 wildcards together",
    ],
    ["on priority 0", { priority: 0 }, "route.priority: got 0, expected 1 to 50000"],
    ["on a priority too high", { priority: 50_001 }, "got 50001, expected 1 to 50000"],
    [
      "on a health check without a path",
      { healthCheckPath: "health" },
      'route.healthCheckPath: got "health", expected a path from /',
    ],
    [
      "on too long a farewell",
      { deregistrationDelaySeconds: 3601 },
      "route.deregistrationDelaySeconds: got 3601, expected 0 to 3600",
    ],
  ])("%s", (_, overrides, message) => {
    expect(() => synthRoute(overrides)).toThrow(message);
  });

  test.each<[string, Partial<HttpRouteProps>]>([
    ["the longest path", { paths: [`/${"a".repeat(127)}`] }],
    ["a path that begins with a wildcard", { paths: ["*.png"] }],
    ["five values", { paths: ["/1", "/2", "/3"], hosts }],
    ["five wildcards", { paths: ["/*/*", "/*/?"], hosts: ["*.example.com"] }],
    ["the last priority", { priority: 50_000 }],
  ])("not on %s", (_, overrides) => {
    expect(() => synthRoute(overrides)).not.toThrow();
  });
});
