import { EcrRegistryScanningConfiguration } from "@cdktf/provider-aws/lib/ecr-registry-scanning-configuration";
import { Construct } from "constructs";
import { check } from "../check";

export interface RegistryScanningProps {
  /**
   * "BASIC": packages of the operating system, free. "ENHANCED": those of programming languages as
   * well, by Amazon Inspector, paid by image and rescan.
   */
  readonly scanType: "BASIC" | "ENHANCED";

  /**
   * "CONTINUOUS_SCAN" looks at an image again when a new vulnerability becomes known; only Inspector
   * does that (ECR API, RegistryScanningRule).
   * @default - CONTINUOUS_SCAN where ENHANCED, SCAN_ON_PUSH where BASIC
   */
  readonly scanFrequency?: "SCAN_ON_PUSH" | "CONTINUOUS_SCAN" | undefined;

  /**
   * Names of the repositories to scan, with `*` as wildcard; a name without one fits wherever it is
   * part of a repository's. 1 to 100 (ECR API, RegistryScanningRule).
   * @default ["*"] - all repositories of the registry
   */
  readonly repositoryFilters?: readonly string[] | undefined;
}

/**
 * How the registry scans images. There is one such setting in an account and region: it replaces
 * what was set before, and destroying it leaves BASIC without a filter.
 */
export class RegistryScanning extends Construct {
  public readonly configuration: EcrRegistryScanningConfiguration;

  constructor(scope: Construct, id: string, props: RegistryScanningProps) {
    super(scope, id);
    const { scanType, repositoryFilters = ["*"] } = props;
    const continuous = scanType === "ENHANCED" ? "CONTINUOUS_SCAN" : "SCAN_ON_PUSH";
    const { scanFrequency = continuous } = props;
    check(
      this,
      "scanFrequency",
      scanFrequency,
      scanType === "ENHANCED" || scanFrequency === "SCAN_ON_PUSH",
      "SCAN_ON_PUSH, as BASIC knows no other",
    );
    check(
      this,
      "repositoryFilters",
      repositoryFilters,
      repositoryFilters.length >= 1 &&
        repositoryFilters.length <= 100 &&
        repositoryFilters.every(isScanFilter),
      "1 to 100 names in lower case, with * for any characters",
    );

    this.configuration = new EcrRegistryScanningConfiguration(this, "configuration", {
      scanType,
      rule: [
        {
          scanFrequency,
          repositoryFilter: repositoryFilters.map((filter) => ({ filter, filterType: "WILDCARD" })),
        },
      ],
    });
  }
}

/** ECR API, ScanningRepositoryFilter. */
const isScanFilter = (filter: string): boolean =>
  filter.length <= 255 && /^[a-z0-9*]+(?:[._/-][a-z0-9*]+)*$/.test(filter);
