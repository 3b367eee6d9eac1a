import { EcrRegistryScanningConfiguration } from "@cdktf/provider-aws/lib/ecr-registry-scanning-configuration";
import { Construct } from "constructs";
import { imageScanning } from "./image-scanning";
import type { ScanningOptions } from "./registry-options";

/**
 * How the registry scans images. There is one such setting in an account and region: it replaces
 * what was set before, and destroying it leaves BASIC without a filter.
 */
export class RegistryScanning extends Construct {
  public readonly configuration: EcrRegistryScanningConfiguration;

  constructor(scope: Construct, id: string, props: ScanningOptions) {
    super(scope, id);
    const { scanType, scanFrequency, continuous } = imageScanning(props);

    this.configuration = new EcrRegistryScanningConfiguration(this, "configuration", {
      scanType,
      rule: [
        {
          scanFrequency: scanFrequency ?? (continuous ? "CONTINUOUS_SCAN" : "SCAN_ON_PUSH"),
          repositoryFilter: props.repositories.map((filter) => ({
            filter,
            filterType: "WILDCARD",
          })),
        },
      ],
    });
  }
}
