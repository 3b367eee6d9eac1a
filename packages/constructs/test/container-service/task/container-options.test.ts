import { sidecarOptions } from "../../../src/container-service/task/container-options";
import { refusals } from "../../refusals";

const least = { name: "proxy", image: "public.ecr.aws/envoy:v1.30" };
const found = (options: object) => refusals(sidecarOptions, { ...least, ...options });
const alive = (times: object = {}) => ({ healthCheck: { command: ["CMD", "alive"], ...times } });

test("a container without more", () => {
  expect(sidecarOptions.parse({ ...least, ...alive() })).toEqual({
    ...least,
    essential: false,
    variables: {},
    secrets: {},
    uses: [],
    healthCheck: {
      command: ["CMD", "alive"],
      intervalSeconds: 30,
      timeoutSeconds: 5,
      retries: 3,
      startPeriodSeconds: 0,
    },
    stopTimeoutSeconds: 30,
  });
});

describe("refuses", () => {
  const secret = (source: object) => ({ secrets: { A: source } });
  const stop = "stopTimeoutSeconds: a whole number from 2 to 120";
  const path = "writablePaths.0: an absolute path below /";
  const command = 'healthCheck.command: ["CMD-SHELL", "..."] or ["CMD", "...", ...]';
  // What a union says of a source with a mistake in it.
  const source = 'secrets.A: { parameter: "/name" } or { secret: "name", key: "..." }';

  test.each<[string, object, string]>([
    ["a name that ECS refuses", { name: "my proxy" }, "name: 2 to 20 lower-case letters"],
    ["a stop in no time", { stopTimeoutSeconds: 1 }, stop],
    ["a stop that takes too long", { stopTimeoutSeconds: 121 }, stop],
    ["too little memory", { memoryMiB: 5 }, "memoryMiB: a whole number from 6"],
    ["a relative path", { writablePaths: ["tmp"] }, path],
    ["the root", { writablePaths: ["/"] }, path],
    ["a path with a / at its end", { writablePaths: ["/tmp/"] }, path],
    [
      "a variable that is a secret too",
      { variables: { A: "1" }, secrets: { A: { parameter: "a" } } },
      "secrets: variables that are not in variables, as A is",
    ],
    ["a variable with its value", { variables: { "A=b": "c" } }, "variables.A=b: Invalid key"],
    ["a variable without a name", { variables: { "": "c" } }, "variables.: Invalid key"],
    ["a parameter's path without its /", secret({ parameter: "acme/token" }), "secrets.A"],
    [
      "a secret's ARN",
      secret({ secret: "arn:aws:secretsmanager:eu-central-1:1:secret:a" }),
      "secrets.A",
    ],
    ["a key with a colon", secret({ secret: "a", key: "k:v" }), "secrets.A"],
    ["a source that there is not", secret({ file: "a" }), source],
    ["a health check without a program", { healthCheck: { command: ["CMD"] } }, command],
    ["a health check without its kind", { healthCheck: { command: ["curl", "x"] } }, command],
    ["checks too often", alive({ intervalSeconds: 4 }), "intervalSeconds: a whole number from 5"],
    ["checks that take too long", alive({ timeoutSeconds: 61 }), "a whole number from 2 to 60"],
    ["too many retries", alive({ retries: 11 }), "retries: a whole number from 1 to 10"],
    ["too long a start", alive({ startPeriodSeconds: 301 }), "a whole number from 0 to 300"],
    [
      "a wait for the end of an essential one",
      { before: "COMPLETE", essential: true },
      "before: START or HEALTHY, as the task stops when an essential container ends",
    ],
    ["a wait for health without a check", { before: "HEALTHY" }, "before: START, or a healthCheck"],
  ])("%s", (_, options, message) => {
    expect(found(options)).toContainEqual(expect.stringContaining(message));
  });
});

test.each<[string, object]>([
  ["the limits", { stopTimeoutSeconds: 2, memoryMiB: 6, before: "SUCCESS" }],
  ["the longest checks", alive({ intervalSeconds: 300, timeoutSeconds: 60, retries: 10 })],
  ["the longest start", { ...alive({ startPeriodSeconds: 300 }), before: "HEALTHY" }],
  [
    "parameters with a path and without",
    { secrets: { A: { parameter: "/a/b" }, B: { parameter: "b" } } },
  ],
  ["a secret that RDS manages", { secrets: { A: { secret: "rds!db-1a2b", key: "password" } } }],
  ["a key with a space", { secrets: { A: { secret: "acme/web", key: "api key" } } }],
  ["variables as Java calls them", { variables: { "discovery.type": "single-node" } }],
  ["variables as .NET calls them", { variables: { "Logging:LogLevel": "Warning" } }],
  ["variables as npm calls them", { variables: { "npm_config_//npm.example.com/:a-b": "c" } }],
  ["variables that begin with a digit", { variables: { "2FA_ISSUER": "acme" } }],
  ["a secret under such a name", { secrets: { "db.password": { parameter: "/db/password" } } }],
])("takes %s", (_, options) => {
  expect(found(options)).toEqual([]);
});
