import type { Construct } from "constructs";
import { check } from "../../check";
import {
  isReadonly,
  volumesOf,
  type ContainerProps,
  type SecretSource,
} from "./container-definition";

/** What the containers of a task are held against. */
export interface ContainersContext {
  /** Name of the service, and so of its own container. */
  readonly name: string;
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  /** Whether ECS Exec is on. */
  readonly exec: boolean;
}

/** Holds a task's containers against what ECS takes (ECS API, ContainerDefinition). */
export function checkContainers(
  scope: Construct,
  containers: readonly ContainerProps[],
  context: ContainersContext,
): void {
  const names = containers.map(({ name }) => name);
  const holds = (prop: string, got: unknown, is: boolean, expected: string) =>
    check(scope, `containers${prop}`, got, is, expected);
  holds("", names, names[0] === context.name, `the service's own first, called "${context.name}"`);
  holds("", names, isUnique(names), "each name once");
  holds("", names, names.length <= 10, "at most 10, as ECS has no more in a task");
  holds(
    "",
    names,
    containers.some(({ essential = true }) => essential),
    "an essential one among them",
  );
  const ports = containers.flatMap(({ port }) => port ?? []);
  holds("", { ports }, isUnique(ports), "each port once, as they share one network interface");
  const volumes = containers.flatMap((container) => volumesOf(container, context.exec));
  const volumeNames = volumes.map(({ name }) => name);
  holds(
    "",
    { volumeNames },
    isUnique(volumeNames),
    "writablePaths that differ in letters or digits",
  );
  for (const [total, limit] of [
    ["cpuUnits", context.cpuUnits],
    ["memoryMiB", context.memoryMiB],
  ] as const) {
    const sum = containers.reduce((all, container) => all + (container[total] ?? 0), 0);
    holds("", { [total]: sum }, sum <= limit, `in all no more than the task's ${limit}`);
  }
  holds("", startOrder(containers), !hasCycle(containers), "no circle in what they start after");
  for (const container of containers) {
    const where = (prop: string, got: unknown, is: boolean, expected: string) =>
      holds(`.${container.name}.${prop}`, got, is, expected);
    checkContainer(container, context.exec, where);
    checkStartAfter(container, containers, where);
  }
}

type Where = (prop: string, got: unknown, holds: boolean, expected: string) => void;

function checkContainer(container: ContainerProps, exec: boolean, where: Where): void {
  const { name, port, environmentVariables = {}, secrets = {} } = container;
  const { stopTimeoutSeconds = 30, writablePaths = [], healthCheck, memoryMiB = 6 } = container;
  where("name", name, /^[A-Za-z0-9_-]{1,255}$/.test(name), "1 to 255 letters, digits, _ and -");
  if (port !== undefined) within(where, "port", port, 1, 65_535);
  within(where, "stopTimeoutSeconds", stopTimeoutSeconds, 2, 120);
  where("memoryMiB", memoryMiB, memoryMiB >= 6, "6 or more, which is Docker's least");
  where(
    "readonlyRootFilesystem",
    container.readonlyRootFilesystem,
    !(exec && isReadonly(container, exec)),
    "false or nothing while exec is on, as its agent writes to the root file system",
  );
  for (const path of writablePaths) {
    where("writablePaths", path, /^\/[^\s:]*[^\s:/]$/.test(path), "an absolute path below /");
  }
  for (const [variable, source] of Object.entries(secrets)) {
    where(
      "secrets",
      variable,
      !Object.hasOwn(environmentVariables, variable),
      "a variable that environmentVariables does not have",
    );
    checkSecret(source, (got, is, expected) => where(`secrets.${variable}`, got, is, expected));
  }
  if (healthCheck === undefined) return;
  const { command, intervalSeconds = 30, timeoutSeconds = 5, retries = 3 } = healthCheck;
  where(
    "healthCheck.command",
    command,
    /^CMD(-SHELL)?$/.test(command[0] ?? "") && command.length > 1,
    '["CMD-SHELL", "..."] or ["CMD", "...", ...]',
  );
  within(where, "healthCheck.intervalSeconds", intervalSeconds, 5, 300);
  within(where, "healthCheck.timeoutSeconds", timeoutSeconds, 2, 60);
  within(where, "healthCheck.retries", retries, 1, 10);
  within(where, "healthCheck.startPeriodSeconds", healthCheck.startPeriodSeconds ?? 0, 0, 300);
}

function checkSecret(
  source: SecretSource,
  holds: (got: unknown, is: boolean, expected: string) => void,
): void {
  if ("parameter" in source) {
    holds(
      source.parameter,
      /^(?:[\w.-]+|(?:\/[\w.-]+)+)$/.test(source.parameter),
      "the name of an SSM parameter, from / if it has a path",
    );
    return;
  }
  const { secret, key = "key" } = source;
  holds(secret, /^[\w/+=.@!-]{1,512}$/.test(secret), "the name of a secret, not its ARN");
  holds(key, /^[^:\s]+$/.test(key), "a key without colon or blank");
}

function checkStartAfter(
  { startAfter = {} }: ContainerProps,
  containers: readonly ContainerProps[],
  where: Where,
): void {
  for (const [name, condition] of Object.entries(startAfter)) {
    const other = containers.find((container) => container.name === name);
    const got = { [name]: condition };
    where("startAfter", got, other !== undefined, "a container of the task");
    where(
      "startAfter",
      got,
      !/^(COMPLETE|SUCCESS)$/.test(condition) || other?.essential === false,
      `${name} not to be essential, as the task stops when an essential container ends`,
    );
    where(
      "startAfter",
      got,
      condition !== "HEALTHY" || other?.healthCheck !== undefined,
      `a health check of ${name}`,
    );
  }
}

function within(where: Where, prop: string, got: number, least: number, most: number): void {
  const is = Number.isInteger(got) && least <= got && got <= most;
  where(prop, got, is, `${least} to ${most}`);
}

const startOrder = (containers: readonly ContainerProps[]) =>
  Object.fromEntries(
    containers.map(({ name, startAfter = {} }) => [name, Object.keys(startAfter)]),
  );

/** Takes away those that wait for nobody, until none is left or the rest wait for one another. */
function hasCycle(containers: readonly ContainerProps[]): boolean {
  const waiting = containers.filter(({ startAfter = {} }) =>
    containers.some(({ name }) => Object.hasOwn(startAfter, name)),
  );
  if (waiting.length === 0) return false;
  return waiting.length === containers.length || hasCycle(waiting);
}

const isUnique = (values: readonly (string | number)[]): boolean =>
  new Set(values).size === values.length;
