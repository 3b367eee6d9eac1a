import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { TerraformOutput, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { EncryptionKey } from "@groundwork/constructs/encryption";
import { GroundworkStack } from "@groundwork/constructs/stack";
import {
  backendFile,
  LockTable,
  LogBucket,
  StateAccess,
  StateBucket,
} from "@groundwork/constructs/state";
import {
  environmentPrefix,
  LAYOUT_VERSION,
  layoutParameterName,
  s3Backend,
  settingsKeepers,
  type StackConfiguration,
  stackProps,
  stateKey,
  type StateLocation,
} from "@groundwork/configuration";

export interface BootstrapStackProps extends StackConfiguration {
  readonly location: StateLocation;
  /** Whose states lie in the bucket besides this stack's own: the environments and the registry. */
  readonly stateOwners: readonly string[];
}

/**
 * The state backend itself. Bucket and table are made by `npm run bootstrap`, which has to write
 * this stack's state somewhere, and imported here; all else is made here.
 */
export class BootstrapStack extends GroundworkStack {
  constructor(scope: Construct, props: BootstrapStackProps) {
    const { organization, location, stateOwners } = props;
    const { bucket, lockTable, accountId, region } = location;
    super(scope, stackProps(props, "bootstrap"));

    const { arn: kmsKeyArn } = new EncryptionKey(this, "state-key", {
      // Backends name the key by its alias, so that must not change.
      alias: location.kmsAlias,
      description: "Terraform state and its lock table",
      accountId,
      region,
      services: ["dynamodb"],
      preventDestroy: true,
    });
    const logBucket = new LogBucket(this, "log-bucket", {
      bucket: location.logBucket,
      sourceBucket: bucket,
      accountId,
      retentionDays: 365,
    });
    const { bucket: stateBucket } = new StateBucket(this, "state-bucket", {
      bucket,
      kmsKeyArn,
      kmsAliasArn: location.kmsAliasArn,
      unkeyedPrefix: "bootstrap/",
      keepers: settingsKeepers(organization),
      logBucket,
      scratchPrefixes: ["bootstrap", ...stateOwners].map((owner) => `${stateKey(owner)}.drill/`),
    });
    const { table } = new LockTable(this, "lock-table", { name: lockTable, kmsKeyArn });
    // What `importFrom` renders. That would run `terraform version` twice at every synth besides.
    this.addOverride("import", [
      { to: addressOf(stateBucket), id: bucket },
      { to: addressOf(table), id: lockTable },
    ]);

    for (const owner of stateOwners) {
      new StateAccess(this, `${owner}-access`, {
        name: environmentPrefix(organization, owner),
        bucket,
        key: stateKey(owner),
        lockTable,
        kmsKeyArn,
        accountId,
        region,
      });
      new TerraformOutput(this, `${owner}-backend`, {
        description: `terraform init -backend-config of the state of ${owner}`,
        value: backendFile(s3Backend(location), stateKey(owner)),
        staticId: true,
      });
    }

    new SsmParameter(this, "layout-version", {
      name: layoutParameterName(organization),
      description: "Layout of the state backend; npm run bootstrap refuses to go back behind it",
      type: "String",
      // Write-only, as an apply that was killed may have made the parameter already, and imported
      // the provider takes its value for a secret: an `insecureValue` would differ from that for
      // ever and never be written, a `value` not be written over an `insecureValue` of older states
      // (hashicorp/terraform-provider-aws#37733). This differs, and is written, with its version.
      valueWo: String(LAYOUT_VERSION),
      valueWoVersion: LAYOUT_VERSION,
    });
  }
}

const addressOf = (resource: TerraformResource): string =>
  `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
