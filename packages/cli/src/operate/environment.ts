import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { Environment, Organization } from "@groundwork/configuration";
import type { Service as ServiceOptions } from "@groundwork/configuration";
import { environmentPrefix } from "@groundwork/configuration/names";
import { nearest } from "@groundwork/constructs/nearest";
import { clientOf, type AwsAccess } from "../core/aws/client";
import { accessIn } from "../core/aws/member";
import { OperationError } from "../core/errors";

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

/** The ECS of an environment's account and region. */
export const ecsOf = (environment: Environment, env: NodeJS.ProcessEnv): ECSClient =>
  ecsAt(accessIn(environment, env));

/** The logs of an environment's account and region. */
export const logsOf = (environment: Environment, env: NodeJS.ProcessEnv): CloudWatchLogsClient =>
  logsAt(accessIn(environment, env));

/** The ECS of a place. */
export function ecsAt(asked: AwsAccess): ECSClient {
  // Loaded for the commands that ask it alone.
  const { ECSClient } = require("@aws-sdk/client-ecs") as typeof import("@aws-sdk/client-ecs");
  return clientOf("ECS", ECSClient, asked);
}

/** The logs of a place. */
export function logsAt(asked: AwsAccess): CloudWatchLogsClient {
  const { CloudWatchLogsClient } =
    require("@aws-sdk/client-cloudwatch-logs") as typeof import("@aws-sdk/client-cloudwatch-logs");
  return clientOf("CLOUDWATCH_LOGS", CloudWatchLogsClient, asked);
}
