import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import type { EncryptionKey } from "../encryption/encryption-key";
import type { Network } from "../network/network";
import type { DashboardRow } from "../observability/dashboard";
import { DatabaseAlarms } from "./database-alarms";
import { tellOfEvents } from "./database-events";
import type { DatabaseOptions } from "./database-options";
import { databaseWidgets } from "./database-widgets";
import { Database } from "./database";
import type { UsedData } from "./used-data";
import { usesOf, type Uses } from "./use-options";

export interface DataProps {
  /** What the names in AWS start with. */
  readonly namePrefix: string;
  readonly accountId: string;
  readonly region: string;

  /** Whether customers depend on it. */
  readonly production: boolean;

  readonly databases: readonly DatabaseOptions[];

  /** What nobody uses, a sentence each. */
  readonly unused: readonly string[];

  /** Databases lie in its private subnets, from which nothing need lead to the internet. */
  readonly network: Pick<Network, "vpc" | "privateSubnetIds">;

  /** Key of all that is kept. Its policy must let CloudWatch Logs use it. */
  readonly key: Pick<EncryptionKey, "arn">;
  readonly logRetentionDays: number;

  /** CPU in percent above which people are told. */
  readonly cpuPercent: number;

  /** Topic that is told of ALARM and of OK. */
  readonly topicArn: string;
}

/**
 * The data of an environment. It knows nothing of the services that use it, so that it may lie in a
 * stack of its own.
 */
export class Data extends Construct {
  /** What the dashboard shows of it. */
  public readonly rows: readonly DashboardRow[];

  private readonly databases: ReadonlyMap<string, Database>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DataProps,
  ) {
    super(scope, id);
    for (const sentence of props.unused) Annotations.of(this).addWarning(sentence);
    this.databases = this.makeDatabases();
    this.rows = [...this.databases].map(([name, { identifier }]) =>
      databaseWidgets(name, identifier),
    );
  }

  /** What a service gets of what it uses. */
  public usedBy(uses: Uses): UsedData[] {
    return usesOf(uses).map(({ name, as }) => this.databases.get(name)!.usedAs(as));
  }

  private makeDatabases(): Map<string, Database> {
    const { databases, namePrefix, network, key } = this.props;
    if (databases.length === 0) return new Map();
    // A scope of their own: one may be called "subnets".
    const scope = new Construct(this, "databases");
    const subnetGroup = new DbSubnetGroup(this, "subnets", {
      name: `${namePrefix}-databases`,
      description: `Databases of ${namePrefix}`,
      subnetIds: network.privateSubnetIds,
    });
    const made = databases.map((options): [string, Database] => [
      options.name,
      new Database(scope, options.name, {
        ...options,
        ...this.props,
        vpcId: network.vpc.id,
        subnetGroupName: subnetGroup.name,
        kmsKeyArn: key.arn,
      }),
    ]);
    const alarms = new Construct(this, "database-alarms");
    for (const [name, database] of made) {
      new DatabaseAlarms(alarms, name, { ...this.props, name, database });
    }
    const identifiers = made.map(([, { identifier }]) => identifier);
    tellOfEvents(this, { ...this.props, identifiers });
    return new Map(made);
  }
}
