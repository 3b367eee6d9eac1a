import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { dependable, Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkedProps } from "../checked-props";
import { DatabaseAlarms } from "./database-alarms";
import { databaseName } from "./database-name";
import { databaseOptions, type DatabaseInput, type DatabaseOptions } from "./database-options";
import { instanceName } from "./instance-name";
import type { Use } from "./use-options";
import { statementPrefix, type UsedData } from "./used-data";
import { variablePrefix } from "./variable-prefix";

export interface DatabaseProps extends DatabaseInput {
  /** What the names in AWS start with. */
  readonly namePrefix: string;

  /**
   * Whether customers depend on it. Then nothing destroys it without a last snapshot, and what
   * restarts it waits for its maintenance window.
   */
  readonly production: boolean;

  readonly region: string;
  readonly vpcId: string;

  /** Group of the subnets that it lies in, in two zones at least. */
  readonly subnetGroupName: string;

  /** Key of the storage, the backups, the password and the logs. */
  readonly kmsKeyArn: string;
  readonly logRetentionDays: number;

  /** CPU in percent above which people are told. */
  readonly cpuPercent: number;

  /** Topic that is told of ALARM and of OK. */
  readonly topicArn: string;
}

const PORT = 5432;

/** GiB that RDS takes at most (RDS API, CreateDBInstance). */
const MOST = 65_536;

const mostStorageGiB = (storageGiB: number): number =>
  Math.min(MOST, Math.max(100, storageGiB * 2));

/**
 * What an instance was made with: a change would replace it, and with that lose what is in it. One that
 * was restored has names and a key of the one before.
 */
const MADE_WITH = [
  "db_name",
  "username",
  "kms_key_id",
  "snapshot_identifier",
  "restore_to_point_in_time",
];

/** Logs that RDS has of PostgreSQL (RDS user guide, "Publishing PostgreSQL logs to Amazon CloudWatch Logs"). */
const LOGS = ["postgresql", "upgrade"];

/**
 * A PostgreSQL database that nothing reaches but who is let in, by TLS. RDS makes the password of its
 * master user and changes it; no state and no plan has it.
 */
export class Database extends Construct {
  public readonly instance: DbInstance;

  /** Whom it lets in, rules of others say. */
  public readonly securityGroup: SecurityGroup;

  /** Name of the instance in AWS, in plain text. */
  public readonly identifier: string;

  private readonly props: Pick<DatabaseProps, "region" | "kmsKeyArn">;

  constructor(scope: Construct, id: string, given: DatabaseProps) {
    super(scope, id);
    const props = checkedProps(this, databaseOptions, given);
    const { name, engineVersion, production, kmsKeyArn, storageGiB } = props;
    this.props = props;
    this.identifier = instanceName(props.namePrefix, name);
    const instanceClass = props.instanceClass ?? (production ? "db.t4g.medium" : "db.t4g.micro");

    this.securityGroup = new SecurityGroup(this, "security-group", {
      namePrefix: `${this.identifier}-`,
      description: `Database ${name}`,
      vpcId: props.vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    const parameterGroup = new DbParameterGroup(this, "parameter-group", {
      namePrefix: `${this.identifier}-${engineVersion}-`,
      description: `Database ${name}, PostgreSQL ${engineVersion}`,
      family: `postgres${engineVersion}`,
      // By itself PostgreSQL answers in the clear as well, up to version 14 on RDS.
      parameter: [{ name: "rds.force_ssl", value: "1" }],
      // An upgrade that waits for the maintenance window needs the one before until then. It costs
      // nothing.
      skipDestroy: production,
      lifecycle: { createBeforeDestroy: true },
    });
    // RDS would make them itself, without an end and without a key.
    const logGroups = LOGS.map(
      (log) =>
        new CloudwatchLogGroup(this, `${log}-log`, {
          name: `/aws/rds/instance/${this.identifier}/${log}`,
          retentionInDays: props.logRetentionDays,
          kmsKeyId: kmsKeyArn,
        }),
    );
    const { backupWindow, maintenanceWindow } = props;
    this.instance = new DbInstance(this, "instance", {
      identifier: this.identifier,
      engine: "postgres",
      engineVersion,
      // Whoever changes the option means it; RDS refuses a way back.
      allowMajorVersionUpgrade: true,
      autoMinorVersionUpgrade: true,
      instanceClass,
      parameterGroupName: parameterGroup.name,
      applyImmediately: !production,
      ...(maintenanceWindow !== undefined && { maintenanceWindow }),

      storageType: "gp3",
      allocatedStorage: storageGiB,
      maxAllocatedStorage: props.maxStorageGiB ?? mostStorageGiB(storageGiB),
      storageEncrypted: true,
      kmsKeyId: kmsKeyArn,

      ...madeFrom(props),
      dbName: databaseName(name),
      username: "postgres",
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: kmsKeyArn,

      port: PORT,
      dbSubnetGroupName: props.subnetGroupName,
      vpcSecurityGroupIds: [this.securityGroup.id],
      publiclyAccessible: false,
      multiAz: props.multiZone ?? production,

      backupRetentionPeriod: props.backupRetentionDays ?? (production ? 14 : 1),
      ...(backupWindow !== undefined && { backupWindow }),
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !production,
      deletionProtection: production,
      skipFinalSnapshot: !production,
      // One of the same name that is made later has another group, and so another last snapshot.
      finalSnapshotIdentifier: `${this.identifier}-final-${Fn.replace(this.securityGroup.id, "sg-", "")}`,

      enabledCloudwatchLogsExports: LOGS,
      performanceInsightsEnabled: true,
      // Seven days of it are free (RDS user guide, "Pricing and data retention for Performance Insights").
      performanceInsightsRetentionPeriod: 7,
      performanceInsightsKmsKeyId: kmsKeyArn,

      dependsOn: logGroups,
      // Of a large restore the time out of the provider, 40 minutes, would make a failure.
      timeouts: { create: "3h", update: "3h" },
      lifecycle: {
        ...(production && { preventDestroy: true }),
        ignoreChanges: MADE_WITH,
      },
    });
    const { identifier } = this;
    new DatabaseAlarms(this, "alarms", { ...props, identifier, instanceClass, storageGiB });
  }

  /** Lets it wait for what it is made from. */
  public createAfter(source: ITerraformDependable): void {
    this.instance.dependsOn = [...(this.instance.dependsOn ?? []), dependable(source)];
  }

  /** What a service gets that uses it. */
  public usedBy({ as }: Use): UsedData {
    const { region, kmsKeyArn } = this.props;
    const prefix = variablePrefix(as);
    const { secretArn } = this.instance.masterUserSecret.get(0);
    const secret = (key: string) => ({ arn: secretArn, key, kmsKeyArn });
    return {
      name: as,
      variables: {
        [`${prefix}_HOST`]: this.instance.address,
        [`${prefix}_PORT`]: String(PORT),
        [`${prefix}_DATABASE`]: this.instance.dbName,
        [`${prefix}_SSLMODE`]: "require",
        [`${prefix}_SECRET_ARN`]: secretArn,
      },
      secrets: {
        [`${prefix}_USERNAME`]: secret("username"),
        [`${prefix}_PASSWORD`]: secret("password"),
      },
      statements: [
        {
          // The password as it is now: RDS changes it while tasks run.
          Sid: `${statementPrefix(as)}Secret`,
          Effect: "Allow",
          Action: "secretsmanager:GetSecretValue",
          Resource: secretArn,
        },
        {
          Sid: `${statementPrefix(as)}SecretKey`,
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: kmsKeyArn,
          Condition: {
            StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` },
          },
        },
      ],
      way: { securityGroupId: this.securityGroup.id, port: PORT },
    };
  }
}

function madeFrom({
  restoreFrom: from,
  namePrefix,
}: Pick<DatabaseOptions, "restoreFrom"> & { namePrefix: string }) {
  if (from === undefined) return {};
  if ("snapshot" in from) return { snapshotIdentifier: from.snapshot };
  return {
    restoreToPointInTime: {
      sourceDbInstanceIdentifier: instanceName(namePrefix, from.database),
      ...(from.time === "latest" ? { useLatestRestorableTime: true } : { restoreTime: from.time }),
    },
  };
}
