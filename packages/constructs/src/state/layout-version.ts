import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import type { Construct } from "constructs";

export interface LayoutVersionProps {
  /** Name of the parameter. */
  readonly name: string;

  /** A whole number that grows with every layout. */
  readonly version: number;
}

/** Says which layout of the state backend is in place, so that no older checkout undoes it. */
export class LayoutVersion extends SsmParameter {
  constructor(scope: Construct, id: string, { name, version }: LayoutVersionProps) {
    super(scope, id, {
      name,
      description: "Layout of the state backend; npm run bootstrap refuses to go back behind it",
      type: "String",
      // Write-only, as an apply that was killed may have made the parameter already, and imported
      // the provider takes its value for a secret: an `insecureValue` would differ from that for
      // ever and never be written, a `value` not be written over an `insecureValue` of older states
      // (hashicorp/terraform-provider-aws#37733). This differs, and is written, with its version.
      valueWo: String(version),
      valueWoVersion: version,
    });
    // Both have such arguments since 1.11; cdktn looks here for what is meant.
    this.node.setContext("targetVersions", { terraform: ">= 1.11.0", opentofu: ">= 1.11.0" });
  }
}
