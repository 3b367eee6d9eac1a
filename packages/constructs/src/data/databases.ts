import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { Construct } from "constructs";
import type { DataProps } from "./data";
import { tellOfEvents } from "./database-events";
import { Database } from "./database";

/** All databases of an environment, with the subnets that they lie in, by their names. */
export function makeDatabases(scope: Construct, props: DataProps): Map<string, Database> {
  const { databases, namePrefix, network } = props;
  const subnetGroup = new DbSubnetGroup(scope, "database-subnets", {
    name: `${namePrefix}-databases`,
    description: `Databases of ${namePrefix}`,
    subnetIds: network.privateSubnetIds,
  });
  const below = new Construct(scope, "databases");
  const made = databases.map((options): [string, Database] => [
    options.name,
    new Database(below, options.name, {
      ...options,
      ...props,
      vpcId: network.vpc.id,
      subnetGroupName: subnetGroup.name,
    }),
  ]);
  const all = new Map(made);
  for (const { name, restoreFrom } of databases) {
    const source =
      restoreFrom && "database" in restoreFrom ? all.get(restoreFrom.database) : undefined;
    // An environment that is made anew has both at once.
    if (source) all.get(name)!.createAfter(source.instance);
  }
  const identifiers = made.map(([, { identifier }]) => identifier);
  tellOfEvents(scope, { ...props, identifiers });
  return all;
}
