import {
  type ContainerOptions,
  type ContainerProps,
  placeholder,
} from "@groundwork/constructs/container-service/options";
import { callVariables, endpointOf } from "./calls";
import { usesOf } from "@groundwork/constructs/data/options";
import type { Environment, Service } from "./environment";
import { nearRegistry } from "./image-copies";
import { repositoryArn, repositoryOf, serviceImage } from "./names";
import { cachePrefix } from "@groundwork/constructs/registry/options";
import type { Organization } from "./organization-schema";
import { queueVariables } from "./queues";

/** The service's own container first. Before its first image a placeholder runs in its stead. */
export function containersOf(
  organization: Organization,
  environment: Environment,
  service: Service,
): ContainerProps[] {
  const { services } = environment;
  const port = service.http?.port;
  const endpoint = endpointOf(services, service);
  const options = {
    ...optionsOf(service),
    variables: {
      ...callVariables(services, service),
      ...queueVariables(organization, environment, service),
      ...service.variables,
    },
  };
  const own =
    service.image === undefined
      ? { ...placeholder(service.name, port ?? endpoint?.port), endpoint, awaited: options }
      : {
          name: service.name,
          image: serviceImage(nearRegistry(organization, environment), service.name, service.image),
          essential: true,
          port,
          endpoint,
          uses: usesOf(service.uses).map(({ as }) => as),
          ...options,
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
export function repositoriesOf(organization: Organization, containers: readonly ContainerProps[]) {
  const names = containers.flatMap(({ image }) => {
    const repository = repositoryOf(organization, image);
    // Of a place the copy in its own region.
    const region = image.split(".")[3] ?? organization.region;
    return repository === undefined ? [] : [{ repository, region }];
  });
  const prefixes = organization.registry.pullThroughCaches.map((cache) => `${cachePrefix(cache)}/`);
  const isCached = ({ repository }: (typeof names)[number]) =>
    prefixes.some((prefix) => repository.startsWith(prefix));
  const arns = (some: typeof names) => [
    ...new Set(
      some.map(({ repository, region }) => repositoryArn({ ...organization, region }, repository)),
    ),
  ];
  return {
    repositoryArns: arns(names.filter((one) => !isCached(one))),
    cachedRepositoryArns: arns(names.filter(isCached)),
  };
}
