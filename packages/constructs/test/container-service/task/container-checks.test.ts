import type { ContainerProps } from "../../../src/container-service/task/container-definition";
import { exec, synthTask, web } from "./synth-task";

describe("fails", () => {
  const two = (other: Partial<ContainerProps>, own: Partial<ContainerProps> = {}) => [
    { ...web, ...own },
    { ...web, name: "proxy", ...other },
  ];
  const many = Array.from({ length: 11 }, (_, index) => ({
    ...web,
    name: index === 0 ? "web" : `c${index}`,
  }));
  const alive = (times: object = {}) => ({ command: ["CMD", "alive"], ...times });

  test.each<[string, ContainerProps[], string]>([
    [
      "no container",
      [],
      'task.containers: got [], expected the service\'s own first, called "web"',
    ],
    ["another container first", [{ ...web, name: "proxy" }], 'got ["proxy"], expected the service'],
    ["a name twice", two({ name: "web" }), 'got ["web","web"], expected each name once'],
    ["more than ECS takes", many, "expected at most 10"],
    ["none that is essential", [{ ...web, essential: false }], "an essential one among them"],
    ["a port twice", two({ port: 80 }, { port: 80 }), 'got {"ports":[80,80]}, expected each port'],
    [
      "volumes of one name",
      [{ ...web, writablePaths: ["/a/b", "/a-b"] }],
      'got {"volumeNames":["web-a-b","web-a-b"]}, expected writablePaths that differ',
    ],
    ["more CPU than the task", two({ cpuUnits: 1 }, { cpuUnits: 256 }), "than the task's 256"],
    ["more memory than the task", two({ memoryMiB: 6 }, { memoryMiB: 512 }), "the task's 512"],
    [
      "a circle",
      two({ startAfter: { web: "START" } }, { startAfter: { proxy: "START" } }),
      'got {"web":["proxy"],"proxy":["web"]}, expected no circle',
    ],
    ["one that waits for itself", [{ ...web, startAfter: { web: "START" } }], "expected no circle"],
    ["a name that ECS refuses", two({ name: "my proxy" }), 'name: got "my proxy", expected 1 to'],
    ["port 0", [{ ...web, port: 0 }], "task.containers.web.port: got 0, expected 1 to 65535"],
    ["a stop in no time", [{ ...web, stopTimeoutSeconds: 1 }], "got 1, expected 2 to 120"],
    ["a stop that takes too long", [{ ...web, stopTimeoutSeconds: 121 }], "expected 2 to 120"],
    ["too little memory", [{ ...web, memoryMiB: 5 }], "memoryMiB: got 5, expected 6 or more"],
    ["a relative path", [{ ...web, writablePaths: ["tmp"] }], 'got "tmp", expected an absolute'],
    ["the root", [{ ...web, writablePaths: ["/"] }], 'got "/", expected an absolute path below /'],
    [
      "a variable that is a secret too",
      [{ ...web, environmentVariables: { A: "1" }, secrets: { A: { parameter: "a" } } }],
      'web.secrets: got "A", expected a variable that environmentVariables does not have',
    ],
    [
      "a parameter's path without its /",
      [{ ...web, secrets: { A: { parameter: "acme/token" } } }],
      'web.secrets.A: got "acme/token", expected the name of an SSM parameter',
    ],
    [
      "a secret's ARN",
      [{ ...web, secrets: { A: { secret: "arn:aws:secretsmanager:eu-central-1:1:secret:a" } } }],
      "expected the name of a secret, not its ARN",
    ],
    [
      "a key with a colon",
      [{ ...web, secrets: { A: { secret: "a", key: "k:v" } } }],
      'got "k:v", expected a key without colon',
    ],
    [
      "a health check without a program",
      [{ ...web, healthCheck: { command: ["CMD"] } }],
      'web.healthCheck.command: got ["CMD"], expected ["CMD-SHELL", "..."]',
    ],
    [
      "a health check without its kind",
      [{ ...web, healthCheck: { command: ["curl", "localhost"] } }],
      'got ["curl","localhost"], expected',
    ],
    [
      "checks too often",
      [{ ...web, healthCheck: alive({ intervalSeconds: 4 }) }],
      "intervalSeconds: got 4, expected 5 to 300",
    ],
    [
      "checks that take too long",
      [{ ...web, healthCheck: alive({ timeoutSeconds: 61 }) }],
      "timeoutSeconds: got 61, expected 2 to 60",
    ],
    [
      "too many retries",
      [{ ...web, healthCheck: alive({ retries: 11 }) }],
      "retries: got 11, expected 1 to 10",
    ],
    [
      "too long a start",
      [{ ...web, healthCheck: alive({ startPeriodSeconds: 301 }) }],
      "startPeriodSeconds: got 301, expected 0 to 300",
    ],
    [
      "a wait for nobody",
      [{ ...web, startAfter: { proxy: "START" } }],
      'web.startAfter: got {"proxy":"START"}, expected a container of the task',
    ],
    [
      "a wait for the end of an essential one",
      two({}, { startAfter: { proxy: "COMPLETE" } }),
      'got {"proxy":"COMPLETE"}, expected proxy not to be essential',
    ],
    [
      "a wait for health without a check",
      two({}, { startAfter: { proxy: "HEALTHY" } }),
      "expected a health check of proxy",
    ],
  ])("on %s", (_, containers, message) => {
    expect(() => synthTask({ containers })).toThrow(message);
  });

  test("on a read-only file system where sessions are on", () => {
    const containers = [{ ...web, readonlyRootFilesystem: true }];
    expect(() => synthTask({ containers, exec })).toThrow(
      "task.containers.web.readonlyRootFilesystem: got true, expected false or nothing while exec is on",
    );
  });

  test("not on what is just within the limits", () => {
    const own: Partial<ContainerProps> = {
      port: 65_535,
      stopTimeoutSeconds: 2,
      cpuUnits: 256,
      memoryMiB: 506,
      startAfter: { proxy: "HEALTHY" },
      healthCheck: alive({ intervalSeconds: 300, timeoutSeconds: 60, retries: 10 }),
    };
    const proxy = { port: 1, memoryMiB: 6, healthCheck: alive({ startPeriodSeconds: 300 }) };
    expect(() => synthTask({ containers: two(proxy, own) })).not.toThrow();
    expect(() => synthTask({ containers: many.slice(0, 10) })).not.toThrow();
  });
});
