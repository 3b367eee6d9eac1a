import { type ContainerProps, placeholder } from "@groundwork/constructs/container-service/options";
import type { Service } from "./environment";
import { repositoryArn, repositoryOf, serviceImage } from "./names";
import { cachePrefix } from "./options/registry";
import type { Organization } from "./organization-schema";

type Sidecar = Service["sidecars"][number];

/** The service's own container first. Before its first image a placeholder runs in its stead. */
export function containersOf(organization: Organization, service: Service): ContainerProps[] {
  const port = service.http?.port;
  const own =
    service.image === undefined
      ? placeholder(service.name, port)
      : {
          name: service.name,
          image: serviceImage(organization, service.name, service.image),
          port,
          ...optionsOf(service),
        };
  const waitsFor = service.sidecars.flatMap(({ name, before }) => (before ? [[name, before]] : []));
  return [
    { ...own, startAfter: Object.fromEntries(waitsFor) },
    ...service.sidecars.map((sidecar) => ({
      name: sidecar.name,
      image: sidecar.image,
      essential: sidecar.essential,
      cpuUnits: sidecar.cpuUnits,
      memoryMiB: sidecar.memoryMiB,
      ...optionsOf(sidecar),
    })),
  ];
}

function optionsOf({ variables, ...options }: Service | Sidecar) {
  const { command, secrets, healthCheck, readonlyRootFilesystem, writablePaths } = options;
  return {
    command,
    environmentVariables: variables,
    secrets,
    healthCheck,
    readonlyRootFilesystem,
    writablePaths,
    stopTimeoutSeconds: options.stopTimeoutSeconds,
  };
}

/** The repositories of this organization that the containers' images lie in, or are cached in. */
export function repositoriesOf(organization: Organization, containers: readonly ContainerProps[]) {
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
