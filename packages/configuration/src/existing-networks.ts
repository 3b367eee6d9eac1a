import { listOf, type Draft } from "@groundwork/constructs/option-rules";
import { foreignNetwork, namesForeignNetwork } from "./layers";
import { namesOf } from "./on-instances";

/** What the rules look at; see service-options.ts of the constructs. */
type Placed = Draft<{
  network: { cidr: string; vpcId: string; privateSubnetIds: string[]; publicSubnetIds: string[] };
  databases: { name: string }[];
}> & {
  readonly services?: readonly Draft<{ name: string; http: object }>[];
  readonly layers?: unknown;
};

/** The load balancer of an environment answers to the internet. */
export function hasWayIn({ network, services }: Placed): string | undefined {
  return network?.vpcId === undefined || listOf(network.publicSubnetIds).length > 0
    ? undefined
    : wayInFor(services);
}

/** The same where a state of others tells the subnets. */
export function isToldWayIn(environment: Placed): string | undefined {
  const network = foreignNetwork(environment);
  return network === undefined || network.publicSubnetIds !== undefined
    ? undefined
    : wayInFor(environment.services);
}

function wayInFor(services: Placed["services"]): string | undefined {
  const reached = listOf(services).filter((service) => service?.http !== undefined);
  return reached.length === 0
    ? undefined
    : `two subnets or more with a route to the internet, as the load balancer before ${namesOf(reached)} lies in them`;
}

/** Nobody reaches a database from the internet. */
export function hidesDatabases({ network, databases }: Placed): string | undefined {
  return network?.vpcId === undefined || listOf(network.privateSubnetIds).length > 0
    ? undefined
    : hidingPlaceFor(databases);
}

/** The same where a state of others tells the subnets. */
export function isToldHidingPlace(environment: Placed): string | undefined {
  const network = foreignNetwork(environment);
  return network === undefined || network.privateSubnetIds !== undefined
    ? undefined
    : hidingPlaceFor(environment.databases);
}

const hidingPlaceFor = (databases: Placed["databases"]): string | undefined =>
  listOf(databases).length === 0
    ? undefined
    : `two subnets or more, as the databases ${namesOf(listOf(databases).filter((one) => one !== undefined))} lie in them`;

/** A network is made, exists, or is told by a state of others; it can be one of these only. */
export function hasOneNetwork(environment: Placed): string | undefined {
  const isForeign = namesForeignNetwork(environment);
  if (isForeign === (environment.network === undefined)) return undefined;
  return isForeign
    ? "nothing, as layers name a state of others that tells the network: neither addresses nor zones nor NAT of it are chosen here"
    : "an object, such as { cidr, zones }, or { vpcId, ... } for one that exists; or layers that name a state of others, [{ network: { key, ... } }, ...]";
}
