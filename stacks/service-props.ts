import {
  type ContainerOptions,
  type ContainerProps,
  memorySizes,
  placeholder,
  type ServiceProps,
} from "@groundwork/constructs/container-service";
import type { PolicyStatement } from "@groundwork/constructs/policy-document";
import {
  type Environment,
  type Organization,
  repositoryArn,
  repositoryOf,
  type Service,
  serviceImage,
} from "@groundwork/configuration";
import { cachePrefix } from "@groundwork/constructs/registry";

/** Of an only service with `http`, wherever it is in the list; of several each names its own. */
const ONLY_PRIORITY = 100;

/** What a service's configuration means to the construct; what belongs to the environment is left out. */
export function serviceProps(organization: Organization, environment: Environment, index: number) {
  const service = environment.services[index]!;
  const strategy = service.capacityProviderStrategy ?? environment.capacityProviderStrategy;
  const containers = containersOf(organization, service);
  const { autoscaling, http } = service;
  return {
    name: service.name,
    region: environment.region,
    accountId: environment.accountId,
    containers,
    ...repositoriesOf(organization, containers),
    cpuUnits: service.cpuUnits,
    memoryMiB: service.memoryMiB ?? memorySizes(service.cpuUnits)[0]!,
    cpuArchitecture: service.cpuArchitecture,
    capacityProviderStrategy: strategy,
    desiredCount: service.desiredCount ?? autoscaling?.minCount ?? 1,
    autoscaling,
    deployment: service.deployment,
    /** Without the load balancer, which is the stack's. */
    http: http && { ...http, priority: http.priority ?? ONLY_PRIORITY },
    statements: service.permissions.map(statement),
    secretsKmsKeyArn: environment.secretsKmsKeyArn,
    exec: environment.exec,
    containerInsights: environment.containerInsights !== "disabled",
    logRetentionDays: environment.logRetentionDays,
  } satisfies Omit<Partial<ServiceProps>, "http"> & { http: unknown };
}

/** The service's own container first. Before its first image a placeholder runs in its stead. */
function containersOf(organization: Organization, service: Service): ContainerProps[] {
  const port = service.http?.port;
  const own =
    service.image === undefined
      ? placeholder(service.name, port)
      : {
          name: service.name,
          image: serviceImage(organization, service.name, service.image),
          essential: true,
          port,
          ...optionsOf(service),
        };
  const waitsFor = service.sidecars.flatMap(({ name, before }) => (before ? [[name, before]] : []));
  return [{ ...own, startAfter: Object.fromEntries(waitsFor) }, ...service.sidecars];
}

/** Those of its own container: its size is the task's. */
function optionsOf(service: Service): ContainerOptions {
  const { command, variables, secrets, healthCheck, stopTimeoutSeconds } = service;
  const { readonlyRootFilesystem, writablePaths } = service;
  return {
    command,
    variables,
    secrets,
    healthCheck,
    readonlyRootFilesystem,
    writablePaths,
    stopTimeoutSeconds,
  };
}

/** The repositories of this organization that the containers' images lie in, or are cached in. */
function repositoriesOf(organization: Organization, containers: readonly ContainerProps[]) {
  const names = containers.flatMap(({ image }) => repositoryOf(organization, image) ?? []);
  const prefixes = organization.registry.pullThroughCaches.map((cache) => `${cachePrefix(cache)}/`);
  const isCached = (name: string) => prefixes.some((prefix) => name.startsWith(prefix));
  const arns = (some: readonly string[]) =>
    [...new Set(some)].map((name) => repositoryArn(organization, name));
  return {
    repositoryArns: arns(names.filter((name) => !isCached(name))),
    cachedRepositoryArns: arns(names.filter(isCached)),
  };
}

const statement = (permission: Service["permissions"][number]): PolicyStatement => ({
  Effect: "Allow",
  Action: permission.actions,
  Resource: permission.resources,
});
