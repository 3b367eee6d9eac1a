import type { Configuration } from "@groundwork/configuration";
import { repositoryName } from "@groundwork/configuration/names";
import { OperationError } from "../core/errors";

/** An image that is built of this repository. */
export interface ImageBuild {
  readonly service: string;
  /** Folder with its Dockerfile. */
  readonly folder: string;
  /** Address without a tag. */
  readonly repository: string;
  /** As buildx takes them: one for each kind of processor on which some environment runs it. */
  readonly platforms: string;
}

/** The folder in which each service has a folder of its own. */
export const SERVICES_FOLDER = "services";

const PLATFORMS: Readonly<Record<string, string>> = {
  X86_64: "linux/amd64",
  ARM64: "linux/arm64",
};

/**
 * Which images a change asks for.
 *
 * @param folders of services that have a Dockerfile, by name
 * @param changed paths in the repository; undefined to build all
 * @throws OperationError when a folder belongs to no service
 */
export function imageBuilds(
  { organization, environments }: Configuration,
  folders: readonly string[],
  changed: readonly string[] | undefined,
): ImageBuild[] {
  const { accountId, region } = organization;
  const touched = (service: string) =>
    changed === undefined ||
    changed.some((file) => file.startsWith(`${SERVICES_FOLDER}/${service}/`));
  return folders.filter(touched).map((service) => {
    const architectures = environments
      .flatMap(({ services }) => services)
      .filter(({ name }) => name === service)
      .map(({ cpuArchitecture }) => cpuArchitecture);
    if (architectures.length === 0) {
      throw new OperationError(
        `${SERVICES_FOLDER}/${service}: got no service of this name, expected one in environments/`,
      );
    }
    return {
      service,
      folder: `${SERVICES_FOLDER}/${service}`,
      repository: `${accountId}.dkr.ecr.${region}.amazonaws.com/${repositoryName(organization, service)}`,
      platforms: [...new Set(architectures)]
        .toSorted()
        .map((one) => PLATFORMS[one])
        .join(","),
    };
  });
}
