import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { EncryptionKey } from "@groundwork/constructs/encryption";
import { importExisting } from "@groundwork/constructs/import-existing";
import { GroundworkStack } from "@groundwork/constructs/stack";
import {
  backendFile,
  type GatedStates,
  LayoutVersion,
  LockTable,
  LogBucket,
  StateAccess,
  StateBucket,
  StateReplica,
} from "@groundwork/constructs/state";
import {
  environmentPrefix,
  LAYOUT_VERSION,
  layoutParameterName,
  s3Backend,
  scratchPrefixes,
  settingsKeepers,
  type StackConfiguration,
  stackProps,
  type StateLocation,
  type StateOwner,
} from "@groundwork/configuration";

export interface BootstrapStackProps extends StackConfiguration {
  readonly location: StateLocation;
  /** Where copies of the states are kept. @default nowhere */
  readonly replica?: StateLocation | undefined;
  /** Whose states lie in the bucket besides this stack's own: the environments and the registry. */
  readonly stateOwners: readonly StateOwner[];
  /** Which of them few may write. @default IAM decides */
  readonly gated?: GatedStates | undefined;
}

/**
 * The state backend itself. Bucket and table are made by `npm run bootstrap`, which has to write
 * this stack's state somewhere, and imported here; all else is made here.
 */
export class BootstrapStack extends GroundworkStack {
  constructor(scope: Construct, props: BootstrapStackProps) {
    const { organization, location, replica, stateOwners, gated } = props;
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
    const logRetentionDays = 365;
    const logBucket = new LogBucket(this, "log-bucket", {
      bucket: location.logBucket,
      sourceBucket: bucket,
      accountId,
      retentionDays: logRetentionDays,
    });
    const rules = {
      unkeyedPrefix: "bootstrap/",
      keepers: settingsKeepers(organization),
      gated,
      scratchPrefixes: scratchPrefixes(stateOwners),
    };
    const stateBucket = new StateBucket(this, "state-bucket", {
      bucket,
      kmsKeyArn,
      kmsAliasArn: location.kmsAliasArn,
      logBucket,
      ...rules,
    });
    const { table } = new LockTable(this, "lock-table", { name: lockTable, kmsKeyArn });
    importExisting(this, [
      [stateBucket.bucket, bucket],
      [table, lockTable],
    ]);

    const home = { bucket, lockTable, kmsKeyArn, region };
    const copies =
      replica &&
      new StateReplica(this, "replica", {
        ...replica,
        ...rules,
        logRetentionDays,
        roleName: `${organization.name}-state-replication`,
        home: { ...home, stateBucket },
      });

    for (const { name: owner, keys } of stateOwners) {
      new StateAccess(this, `${owner}-access`, {
        name: environmentPrefix(organization, owner),
        keys,
        accountId,
        ...home,
        replica: copies?.place,
      });
    }
    for (const { name, key } of stateOwners.flatMap(({ stacks }) => stacks)) {
      new TerraformOutput(this, `${name}-backend`, {
        description: `terraform init -backend-config of the state of ${name}`,
        value: backendFile(s3Backend(location), key),
        staticId: true,
      });
    }

    new LayoutVersion(this, "layout-version", {
      name: layoutParameterName(organization),
      version: LAYOUT_VERSION,
    });
  }
}
