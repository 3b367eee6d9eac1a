import { Annotations, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { NetworkPlace } from "../network/network-place";
import type { DashboardRow } from "../observability/dashboard";
import type { BucketOptions } from "./bucket-options";
import type { Bucket } from "./bucket";
import type { DatabaseOptions } from "./database-options";
import { databaseWidgets } from "./database-widgets";
import type { Database } from "./database";
import type { UsedData } from "./used-data";
import { usesOf, type Uses } from "./use-options";

export interface DataProps {
  /** What the names in AWS start with. */
  readonly namePrefix: string;
  readonly accountId: string;
  readonly region: string;

  /** Whether customers depend on it. */
  readonly production: boolean;

  /** What names end in in the place of its stack, that everybody has once. @default - nothing */
  readonly placeSuffix?: string | undefined;

  readonly databases: readonly DatabaseOptions[];
  readonly buckets: readonly BucketOptions[];

  /** What is to be said of what nobody uses, by its name. */
  readonly unused: Readonly<Record<string, string>>;

  /** Databases lie in its private subnets, from which nothing need lead to the internet. */
  readonly network: Pick<NetworkPlace, "vpc" | "privateSubnetIds">;

  /** Key of all that is kept. Its policy must let CloudWatch Logs use it. */
  readonly kmsKeyArn: string;
  readonly logRetentionDays: number;

  /** CPU in percent above which people are told. */
  readonly cpuPercent: number;

  /** Topic that is told, whose policy lets EventBridge and alarms publish. */
  readonly topicArn: string;
}

/**
 * The data of an environment. It knows nothing of the services that use it, so that it may lie in a
 * stack of its own. It is no construct: what it makes lies below `databases` and `buckets`,
 * wherever that is.
 */
export class Data {
  /** What the dashboard shows of it. */
  public readonly rows: readonly DashboardRow[];

  private readonly all: ReadonlyMap<string, Database | Bucket>;

  constructor(scope: Construct, props: DataProps) {
    const databases = databasesOf(scope, props);
    this.all = new Map<string, Database | Bucket>([...databases, ...bucketsOf(scope, props)]);
    this.tell(scope, props.unused);
    this.rows = databases.map(([name, { identifier }]) => databaseWidgets(name, identifier));
  }

  /** What a service gets of what it uses. */
  public usedBy(uses: Uses): UsedData[] {
    return usesOf(uses).map((use) => this.all.get(use.name)!.usedBy(use));
  }

  /**
   * Says what nobody uses: to whoever synthesizes, and by a comment of the stack's JSON, which Terraform
   * skips, to whoever plans.
   */
  private tell(scope: Construct, unused: DataProps["unused"]): void {
    const told = Object.entries(unused).map(([name, detail]) => {
      const construct = this.all.get(name)!;
      Annotations.of(construct).addWarning(detail);
      return { path: construct.node.path, detail };
    });
    if (told.length > 0) TerraformStack.of(scope).addOverride("//.unused", told);
  }
}

// Both are loaded for those who have some: classes of the provider take a dozen milliseconds.

function databasesOf(scope: Construct, props: DataProps): [string, Database][] {
  if (props.databases.length === 0) return [];
  const { makeDatabases } = require("./databases") as typeof import("./databases.js");
  return [...makeDatabases(scope, props)];
}

function bucketsOf(scope: Construct, props: DataProps): [string, Bucket][] {
  if (props.buckets.length === 0) return [];
  const { makeBuckets } = require("./buckets") as typeof import("./buckets.js");
  return makeBuckets(scope, props);
}
