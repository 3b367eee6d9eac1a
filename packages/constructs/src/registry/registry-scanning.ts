import { EcrRegistryScanningConfiguration } from "@cdktf/provider-aws/lib/ecr-registry-scanning-configuration";
import { Construct } from "constructs";
import { checkedProps } from "../checked-props";
import { imageScanning } from "./image-scanning";
import { scanningOptions, type ScanningInput } from "./registry-options";

/**
 * How the registry scans images. There is one such setting in an account and region: it replaces
 * what was set before, and destroying it leaves BASIC without a filter.
 */
export class RegistryScanning extends Construct {
  public readonly configuration: EcrRegistryScanningConfiguration;

  constructor(scope: Construct, id: string, given: ScanningInput) {
    super(scope, id);
    const props = checkedProps(this, scanningOptions, given);
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
