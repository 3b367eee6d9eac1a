import type { Configuration } from "./check";
import type { Environment } from "./environment";
import type { Organization } from "./organization-schema";

/** Services whose images the pipeline does not build: of applications, and of others. */
export const pushedServices = ({ delivery: { pipeline } }: Organization): string[] => [
  ...(pipeline?.pushedImages?.services ?? []),
  ...Object.values(pipeline?.applications ?? {}).flatMap(({ services }) => Object.keys(services)),
];

/** The processors on which environments run a service, each once. */
export const runsOn = (environments: readonly Environment[], service: string) => [
  ...new Set(
    environments
      .flatMap(({ services }) => services)
      .filter(({ name }) => name === service)
      .map(({ cpuArchitecture }) => cpuArchitecture),
  ),
];

/** Names of the environments in whose files a pipeline proposes a new image of a service. */
export function proposedTo(
  { organization, environments }: Configuration,
  service: string,
): string[] {
  const having = environments
    .filter(({ services }) => services.some(({ name }) => name === service))
    .map(({ name }) => name);
  const named = organization.delivery.pipeline?.propose.environments;
  return named ? having.filter((name) => named.includes(name)) : having.slice(0, 1);
}
