import { registryContents, type Configuration } from "@groundwork/configuration";
import { repositoryName } from "@groundwork/configuration/names";
import { nearest } from "@groundwork/constructs/nearest";
import { cachePrefix } from "@groundwork/constructs/registry/options";
import { OperationError } from "../../core/errors";
import type { Asked } from "./images-of";

interface Wanted {
  readonly repository: string;
  /** Whether ECR has it. */
  readonly isThere: boolean;
  /** Whether registry-stack has made it, or will. */
  readonly isOwn: boolean;
}

/** The repositories that registry-stack has made, or will. */
const ownRepositories = ({ organization, environments }: Configuration): readonly string[] =>
  [...registryContents(environments).services, ...organization.registry.repositories].map((name) =>
    repositoryName(organization, name),
  );

/** Whether a name is that of a service or a repository of the configuration. */
export function isOwn(name: string, configuration: Configuration): boolean {
  const own = ownRepositories(configuration);
  return own.includes(name) || own.includes(repositoryName(configuration.organization, name));
}

/** What is known of other names where the registry cannot be asked. */
export function otherNames(names: readonly string[], configuration: Configuration): string {
  const prefix = repositoryName(configuration.organization, "");
  const short = ownRepositories(configuration).map((one) => one.replace(prefix, ""));
  const meant = [...new Set(names.flatMap((name) => nearest(name, short)))];
  return (
    `got ${names.join(", ")}, which no service of environments/ is called (${short.join(", ")}), and the registry cannot be asked.` +
    (meant.length === 0 ? "" : ` Did you mean ${meant.join(" or ")}?`)
  );
}

/** The repositories of the configuration, and those in ECR that have names like theirs. */
export function wantedRepositories(
  { configuration, services }: Pick<Asked, "configuration" | "services">,
  there: readonly string[],
): readonly Wanted[] {
  const { organization } = configuration;
  const { registry } = organization;
  const own = ownRepositories(configuration);
  const prefixes = [
    repositoryName(organization, ""),
    ...registry.pullThroughCaches.map((cache) => `${cachePrefix(cache)}/`),
  ];
  const similar = there.filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  const all = [...new Set([...own, ...similar])].toSorted().map((repository) => ({
    repository,
    isThere: there.includes(repository),
    isOwn: own.includes(repository),
  }));
  if (services.length === 0) return all;
  const names = all.map(({ repository }) => repository);
  const asked = new Set(services.map((service) => named(service, names, prefixes[0]!)));
  return all.filter(({ repository }) => asked.has(repository));
}

/** @throws OperationError when it is none; it names the one that may be meant */
function named(service: string, repositories: readonly string[], prefix: string): string {
  const found = [service, `${prefix}${service}`].find((one) => repositories.includes(one));
  if (found !== undefined) return found;
  const short = repositories.map((one) => one.replace(prefix, ""));
  const meant = nearest(service, short);
  throw new OperationError(
    [
      `got the service ${service || '""'}, expected one of ${short.join(", ")}`,
      ...(meant.length === 0 ? [] : [`Did you mean ${meant.join(" or ")}?`]),
    ].join("\n"),
  );
}
