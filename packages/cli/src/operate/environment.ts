import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { Configuration, Environment, Organization } from "@groundwork/configuration";
import type { Service as ServiceOptions } from "@groundwork/configuration";
import { environmentPrefix } from "@groundwork/configuration/names";
import { environmentStack, stacksOfAll } from "@groundwork/configuration/place-names";
import { nearest } from "@groundwork/constructs/nearest";
import { accessTo, telling } from "../core/aws/client";
import { loadConfiguration } from "../core/configured";
import type { Service } from "../core/endpoint";
import { OperationError } from "../core/errors";
import { unknownEnvironment } from "../core/unknown-environment";

/**
 * The environment that an argument names, by its own name or by its stack's.
 *
 * @throws OperationError when there is none; it names the one that may be meant
 */
export function askedEnvironment(
  name: string,
  { environments }: Pick<Configuration, "environments"> = loadConfiguration(),
): Environment {
  const found = environmentStack(environments, name)?.environment;
  if (found) return found;
  const names = stacksOfAll(environments).map((stack) => stack.name);
  throw unknownEnvironment(name, names, { environments });
}

/**
 * The service of an environment that an argument names; without one the only service there is.
 *
 * @throws OperationError when there is none, or it is not said which
 */
export function askedService(environment: Environment, name: string | undefined): ServiceOptions {
  const { name: owner, services } = environment;
  const names = services.map((service) => service.name);
  const found = name === undefined && services.length === 1 ? services[0] : undefined;
  const service = found ?? services.find((one) => one.name === name);
  if (service) return service;
  if (names.length === 0) {
    throw new OperationError(
      `${owner}.services: got none, expected one (environments/${owner}.ts)`,
    );
  }
  const meant = name === undefined ? [] : nearest(name, names);
  throw new OperationError(
    [
      `got ${name === undefined ? "no service" : `the service ${name || '""'}`}, expected one of ${names.join(", ")} in ${owner}`,
      ...(meant.length === 0 ? [] : [`Did you mean ${meant.join(" or ")}?`]),
    ].join("\n"),
  );
}

/** Names of the containers of a service, its own first. */
export const containersIn = ({ name, sidecars }: ServiceOptions): string[] => [
  name,
  ...sidecars.map((sidecar) => sidecar.name),
];

/**
 * The container of a service that an option names. @default the service's own
 *
 * @throws OperationError when there is none; it names the one that may be meant
 */
export function askedContainer(service: ServiceOptions, name: string | undefined): string {
  const names = containersIn(service);
  if (name === undefined) return names[0]!;
  if (names.includes(name)) return name;
  const meant = nearest(name, names);
  throw new OperationError(
    [
      `--container: got ${name || "nothing"}, expected one of ${names.join(", ")} in ${service.name}`,
      ...(meant.length === 0 ? [] : [`Did you mean ${meant.join(" or ")}?`]),
    ].join("\n"),
  );
}

/** The cluster of an environment; its name is also what names of log groups are made of. */
export const clusterOf = (organization: Organization, { name }: Environment): string =>
  environmentPrefix(organization, name);

/** The ECS of an environment's region. */
export function ecsOf({ region }: Environment, env: NodeJS.ProcessEnv): ECSClient {
  // Loaded for the commands that ask it alone.
  const { ECSClient } = require("@aws-sdk/client-ecs") as typeof import("@aws-sdk/client-ecs");
  const access = at("ECS", region, env);
  return telling(new ECSClient(access), { ...access, env });
}

/** The logs of an environment's region. */
export function logsOf({ region }: Environment, env: NodeJS.ProcessEnv): CloudWatchLogsClient {
  const { CloudWatchLogsClient } =
    require("@aws-sdk/client-cloudwatch-logs") as typeof import("@aws-sdk/client-cloudwatch-logs");
  const access = at("CLOUDWATCH_LOGS", region, env);
  return telling(new CloudWatchLogsClient(access), { ...access, env });
}

const at = (service: Service, region: string, env: NodeJS.ProcessEnv) =>
  accessTo(service, { region, env });
