import type { ServiceImage } from "@groundwork/constructs/registry/options";
import type { Environment } from "./environment";
import { inEachPlace, stackNameOf } from "./place-names";

/** What environments want of the registry: a repository for each service, and the images they run. */
export function registryContents(environments: readonly Environment[]): {
  readonly services: readonly string[];
  readonly images: readonly ServiceImage[];
} {
  const services = environments.flatMap(inEachPlace).flatMap((environment) =>
    environment.services.map(({ name, image }, index) => ({
      name,
      image,
      option: `${stackNameOf(environment)}.services[${index}].image`,
    })),
  );
  return {
    services: [...new Set(services.map(({ name }) => name))].toSorted(),
    images: services.flatMap(({ name, image, option }) =>
      image ? [{ service: name, option, ...image }] : [],
    ),
  };
}
