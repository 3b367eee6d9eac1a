import type { ServiceImage } from "@groundwork/constructs/registry/options";
import type { Environment } from "./environment";
import type { Organization } from "./organization-schema";

/** What environments want of the registry: a repository for each service, and the images they run. */
export function registryContents(environments: readonly Environment[]): {
  readonly services: readonly string[];
  readonly images: readonly ServiceImage[];
} {
  const services = environments.flatMap((environment) => environment.services);
  return {
    services: [...new Set(services.map(({ name }) => name))].toSorted(),
    images: services.flatMap(({ name, image }) => (image ? [{ service: name, ...image }] : [])),
  };
}

/** How images are scanned, in the words of ECR. Without a setting of ours it scans by itself. */
export function imageScanning({ registry: { scanning } }: Organization) {
  const { type, frequency } = scanning ?? { type: "basic" };
  return {
    scanType: type === "basic" ? ("BASIC" as const) : ("ENHANCED" as const),
    scanFrequency: frequency && FREQUENCIES[frequency],
    /** Whether Inspector looks again when a vulnerability becomes known. */
    continuous: type === "enhanced" && frequency !== "on-push",
  };
}

const FREQUENCIES = { "on-push": "SCAN_ON_PUSH", continuous: "CONTINUOUS_SCAN" } as const;
