import { listOf, type Draft } from "@groundwork/constructs/option-rules";
import { namesOf } from "./on-instances";

/** What the rules look at; see service-options.ts of the constructs. */
type Placed = Draft<{
  network: { cidr: string; vpcId: string; privateSubnetIds: string[]; publicSubnetIds: string[] };
  databases: { name: string }[];
}> & { readonly services?: readonly Draft<{ name: string; http: object }>[] };

/** The load balancer of an environment answers to the internet. */
export function hasWayIn({ network, services }: Placed): string | undefined {
  if (network?.vpcId === undefined || listOf(network.publicSubnetIds).length > 0) return undefined;
  const reached = listOf(services).filter((service) => service?.http !== undefined);
  return reached.length === 0
    ? undefined
    : `two subnets or more with a route to the internet, as the load balancer before ${namesOf(reached)} lies in them`;
}

/** Nobody reaches a database from the internet. */
export function hidesDatabases({ network, databases }: Placed): string | undefined {
  if (network?.vpcId === undefined || listOf(network.privateSubnetIds).length > 0) return undefined;
  return listOf(databases).length === 0
    ? undefined
    : `two subnets or more, as the databases ${namesOf(listOf(databases).filter((one) => one !== undefined))} lie in them`;
}
