import type { ContainerDefinition, HealthCheck } from "@aws-sdk/client-ecs";
import { secretBy } from "@groundwork/policies/secret-words";
import type { Unsaid } from "./foreign";
import { isSecretive, shownUnlessSecret } from "./secretive";

/** Options of a container, and what none says. */
export interface ContainerFound {
  readonly options: Readonly<Record<string, unknown>>;
  readonly unsaid: readonly Unsaid[];
}

const BESIDE = "left out: the new tasks do without; the old ones stay as they are";

/** What no option has, by the name that ECS has for it. */
const UNKNOWN = [
  "entryPoint",
  "user",
  "workingDirectory",
  "ulimits",
  "mountPoints",
  "volumesFrom",
  "linuxParameters",
  "dockerLabels",
  "dockerSecurityOptions",
  "environmentFiles",
  "extraHosts",
  "firelensConfiguration",
  "repositoryCredentials",
  "resourceRequirements",
  "systemControls",
  "privileged",
  "interactive",
  "pseudoTerminal",
  "startTimeout",
  "restartPolicy",
] as const satisfies readonly (keyof ContainerDefinition)[];

const isSaid = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== false &&
  !(typeof value === "object" && Object.keys(value).length === 0);

/** What a container's definition says, as options of a service and its sidecars. */
export function containerFound(where: string, container: ContainerDefinition): ContainerFound {
  const unsaid: Unsaid[] = [];
  const add = (what: string, is: string, follows = BESIDE) =>
    unsaid.push({ what: `${where}, ${what}`, is, follows });
  for (const key of UNKNOWN.filter((one) => isSaid(container[one]))) {
    add(key, shownUnlessSecret(container[key]));
  }
  const { command, readonlyRootFilesystem, stopTimeout, healthCheck } = container;
  const ofSecrets = { command, healthCheck };
  for (const key of ["command", "healthCheck"] as const) {
    if (!isSecretive(ofSecrets[key])) continue;
    ofSecrets[key] = undefined;
    add(key, "a word that looks like a key", "left out: hand it over as a secret");
  }
  return {
    options: defined({
      command: ofSecrets.command,
      ...variablesOf(container, add),
      healthCheck: ofSecrets.healthCheck && checkOf(ofSecrets.healthCheck),
      // Where nobody has said it, ECS leaves it writable, and groundwork does not.
      readonlyRootFilesystem: readonlyRootFilesystem ?? false,
      stopTimeoutSeconds: stopTimeout,
    }),
    unsaid,
  };
}

const checkOf = (check: HealthCheck) =>
  defined({
    command: check.command,
    intervalSeconds: check.interval,
    timeoutSeconds: check.timeout,
    retries: check.retries,
    startPeriodSeconds: check.startPeriod || undefined,
  });

type Add = (what: string, is: string, follows?: string) => void;

/** Variables, without those that hold secrets: these must not get into a repository. */
function variablesOf({ environment = [], secrets = [] }: ContainerDefinition, add: Add) {
  const variables: Record<string, string> = {};
  for (const { name = "", value = "" } of environment) {
    if (secretBy(name, value) === undefined) variables[name] = value;
    else
      add(
        `variable ${name}`,
        "a value that looks like a secret, which is not shown",
        "left out: put it into SSM or Secrets Manager, and name that in secrets",
      );
  }
  const named: Record<string, object> = {};
  for (const { name = "", valueFrom = "" } of secrets) {
    const source = sourceOf(valueFrom);
    if (source) named[name] = source;
    else add(`secret ${name}`, valueFrom, "left out: options take names, without a version");
  }
  return {
    variables: Object.keys(variables).length > 0 ? variables : undefined,
    secrets: Object.keys(named).length > 0 ? named : undefined,
  };
}

/** Where ECS reads a secret, by its name; undefined where no option says it. */
export function sourceOf(from: string): { parameter: string } | object | undefined {
  const [, , service, , , kind, ...rest] = from.split(":");
  if (service === "secretsmanager" && kind === "secret") {
    const [name = "", key = "", stage = "", version = ""] = rest;
    if (stage !== "" || version !== "") return undefined;
    // AWS puts a hyphen and six letters behind the name, which an ARN may leave out.
    return defined({ secret: name.replace(/-[A-Za-z0-9]{6}$/, ""), key: key || undefined });
  }
  if (service === "ssm") {
    const path = (kind ?? "").replace(/^parameter/, "");
    return { parameter: path.lastIndexOf("/") > 0 ? path : path.slice(1) };
  }
  return from.startsWith("arn:") || from === "" ? undefined : { parameter: from };
}

/** An object without what is undefined. */
export const defined = (object: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
