import { httpOptions } from "../../../src/container-service/load-balancer/http-options";
import { refusals } from "../../refusals";

const found = (input: object) => refusals(httpOptions, input);
const hosts = ["a.example.com", "b.example.com"];

test("a service without more takes every request, on port 80", () => {
  expect(httpOptions.parse({})).toEqual({
    port: 80,
    paths: ["/*"],
    hosts: [],
    healthCheckPath: "/",
    healthCheckGracePeriodSeconds: 60,
    deregistrationDelaySeconds: 60,
  });
});

describe("refuses", () => {
  const path = "paths.0: a path of at most 128 characters, the first a / or *";
  const host = "hosts.0: a DNS name of at most 128 characters, its first label a * or not";

  test.each<[string, object, string]>([
    ["no paths", { paths: [] }, "paths: 1 to 5 paths"],
    ["a relative path", { paths: ["orders"] }, path],
    ["a space", { paths: ["/a b"] }, path],
    ["a path too long", { paths: [`/${"a".repeat(128)}`] }, path],
    ["a host without a dot", { hosts: ["web"] }, host],
    ["a port in a host", { hosts: ["a.com:80"] }, host],
    ["a host too long", { hosts: [`${"a.".repeat(63)}com`] }, host],
    ["a host in capitals", { hosts: ["WWW.example.com"] }, host],
    ["a host with a dot at its end", { hosts: ["www.example.com."] }, host],
    ["a host with an underscore", { hosts: ["a_b.example.com"] }, host],
    ["a wildcard within a host", { hosts: ["a.*.example.com"] }, host],
    ["too many paths", { paths: ["/1", "/2", "/3", "/4", "/5", "/6"] }, "paths: 1 to 5 paths"],
    [
      "too many paths and hosts",
      { paths: ["/1", "/2", "/3", "/4"], hosts },
      "paths: at most 5 paths and hosts together",
    ],
    [
      "too many wildcards",
      { paths: ["/*/*/?", "/*/a/*"], hosts: ["*.example.com"] },
      "paths: at most 5 wildcards in paths and hosts together",
    ],
    ["priority 0", { priority: 0 }, "priority: a whole number from 1 to 50000"],
    ["a priority too high", { priority: 50_001 }, "priority: a whole number from 1 to 50000"],
    ["port 0", { port: 0 }, "port: a whole number from 1 to 65535"],
    [
      "a health check without a path",
      { healthCheckPath: "health" },
      "healthCheckPath: a path of at most 128 characters, the first a /",
    ],
    [
      "a grace period that ECS refuses",
      { healthCheckGracePeriodSeconds: -1 },
      "healthCheckGracePeriodSeconds: a whole number from 0 to 2147483647",
    ],
    [
      "too long a farewell",
      { deregistrationDelaySeconds: 3601 },
      "deregistrationDelaySeconds: a whole number from 0 to 3600",
    ],
  ])("%s", (_, input, message) => {
    expect(found(input)).toContainEqual(expect.stringContaining(message));
  });
});

test.each<[string, object]>([
  ["the longest path", { paths: [`/${"a".repeat(127)}`] }],
  ["a path that begins with a wildcard", { paths: ["*.png"] }],
  ["five values", { paths: ["/1", "/2", "/3"], hosts }],
  ["five wildcards", { paths: ["/*/*", "/*/?"], hosts: ["*.example.com"] }],
  ["the last priority", { priority: 50_000 }],
])("takes %s", (_, input) => {
  expect(found(input)).toEqual([]);
});
