import { isInternet, overlap, type Addresses } from "@groundwork/constructs/address-blocks";
import { blockIn, writtenName } from "./places";
import { compared, Resources, type Resource } from "./resources";
import { commonPorts, portsInWords, rulesIn, type Ports, type Rule } from "./rules";
import type { Unit } from "./units";

/** Who is at an end of a connection: a unit's key, the internet, or others by name. */
export type End = { readonly unit: string } | { readonly outside: string };

/** That one may open connections to another. */
export interface Reach {
  readonly from: End;
  readonly to: End;
  /** Ports in words; empty where all that comes is handed on. */
  readonly ports: string;
}

export const INTERNET = "Internet";

/**
 * Who may open connections to whom, by what security groups let out at one end and in at the other,
 * and by the ways that route tables give. What cannot be known from the JSON counts as let through.
 */
export function reachOf(units: readonly Unit[], resources: Resources): Reach[] {
  const rules = rulesIn(resources);
  const network = new NetworkView(units, rules, resources);
  const found = units.flatMap((unit) => [
    ...network.within(unit),
    ...network.fromOutside(unit),
    ...network.toOutside(unit),
  ]);
  const gateways = units
    .filter(({ main }) => main.type === "aws_nat_gateway")
    .map(({ key }): Found => ({ from: { unit: key }, to: { outside: INTERNET }, ports: "" }));
  return merged([...found, ...gateways]);
}

interface Found {
  readonly from: End;
  readonly to: End;
  readonly ports: Ports | "";
}

class NetworkView {
  constructor(
    private readonly units: readonly Unit[],
    private readonly rules: readonly Rule[],
    private readonly resources: Resources,
  ) {}

  private rulesOf({ groups }: Unit, direction: Rule["direction"]): readonly Rule[] {
    return this.rules.filter((rule) => rule.direction === direction && groups.has(rule.group));
  }

  /** What a unit may open to others in its network. */
  within(from: Unit): Found[] {
    return this.units
      .filter((to) => to !== from && to.network !== undefined && to.network === from.network)
      .flatMap((to) =>
        this.rulesOf(from, "out").flatMap((out) =>
          this.covers(out, to)
            ? this.rulesOf(to, "in").flatMap((into) => {
                const ports = this.covers(into, from) && commonPorts(out.ports, into.ports);
                return ports ? [{ from: { unit: from.key }, to: { unit: to.key }, ports }] : [];
              })
            : [],
        ),
      );
  }

  /** Whether a rule's peer is a unit of the same network. */
  private covers({ peer }: Rule, unit: Unit): boolean {
    if ("group" in peer) return unit.groups.has(peer.group);
    if (!("block" in peer)) return false;
    if (isInternet(peer.block)) return true;
    const block = blockIn(peer.block);
    // Networks have IPv4 alone here; what nobody can read may be anything.
    if (block === undefined) return !peer.block.includes(":") || peer.block.includes("${");
    const own = unit.subnets.flatMap(({ addresses }) => (addresses ? [addresses] : []));
    const known = own.length > 0 ? own : this.blocksOf(unit.network);
    return known.length === 0 || known.some((one) => overlap(one, block));
  }

  private blocksOf(network: string | undefined): Addresses[] {
    const vpc = this.resources.of("aws_vpc").find(({ address }) => address === network);
    const block = blockIn(vpc?.body["cidr_block"]);
    return block ? [block] : [];
  }

  fromOutside(unit: Unit): Found[] {
    return this.rulesOf(unit, "in").flatMap(({ peer, ports }) => {
      const name = this.outside(peer, unit);
      if (name === undefined || (name === INTERNET && !unit.isOpen)) return [];
      return [{ from: { outside: name }, to: { unit: unit.key }, ports }];
    });
  }

  toOutside(unit: Unit): Found[] {
    const from = { unit: unit.key };
    return this.rulesOf(unit, "out").flatMap(({ peer, ports }): Found[] => {
      const name = this.outside(peer, unit);
      const gateways = this.gatewayEndpoints(peer, unit).map((to) => ({ from, to, ports }));
      if (name === undefined) return gateways;
      if (name !== INTERNET) return [...gateways, { from, to: { outside: name }, ports }];
      return [...gateways, ...this.waysOut(unit).map((to) => ({ from, to, ports }))];
    });
  }

  /** @returns undefined for a peer that is within the network */
  private outside(peer: Rule["peer"], unit: Unit): string | undefined {
    if ("group" in peer) return undefined;
    if ("named" in peer) {
      const isOwn = this.resources.in(peer.named).some(({ type }) => type === "aws_vpc_endpoint");
      return isOwn ? undefined : writtenName(String(peer.named));
    }
    if (isInternet(peer.block)) return INTERNET;
    const block = blockIn(peer.block);
    if (block === undefined) return writtenName(peer.block);
    const own = this.blocksOf(unit.network);
    const isWithin = own.some(([first, last]) => first <= block[0] && block[1] <= last);
    return isWithin ? undefined : peer.block;
  }

  /** By which a unit reaches the internet; none where no route leads there. */
  private waysOut({ subnets, isOpen }: Unit): End[] {
    if (subnets.length === 0) return [{ outside: INTERNET }];
    const nats = new Set(subnets.flatMap((subnet) => subnet.nats));
    const direct = isOpen && subnets.some(({ way }) => way === "gateway");
    return [
      ...(direct ? [{ outside: INTERNET }] : []),
      ...this.units
        .filter(({ resources }) => resources.some((one) => nats.has(one)))
        .map(({ key }) => ({ unit: key })),
    ];
  }

  /** S3 and DynamoDB by gateways, which route tables lead to. */
  private gatewayEndpoints(peer: Rule["peer"], unit: Unit): End[] {
    const isWide = "block" in peer && isInternet(peer.block);
    const tables = new Set(unit.subnets.flatMap((subnet) => [...subnet.tables]));
    return this.units
      .filter(
        ({ main }) =>
          main.type === "aws_vpc_endpoint" && main.body["vpc_endpoint_type"] !== "Interface",
      )
      .filter(({ resources }) =>
        resources.some(
          (one) =>
            ("named" in peer && this.resources.in(peer.named).includes(one)) ||
            (isWide &&
              this.resources
                .in(one.body["route_table_ids"])
                .some((table: Resource) => tables.has(table))),
        ),
      )
      .map(({ key }) => ({ unit: key }));
  }
}

/** One for each pair, with all ports that are open between them. */
function merged(found: readonly Found[]): Reach[] {
  const pairs = new Map<string, { from: End; to: End; ports: Set<string> }>();
  for (const { from, to, ports } of found) {
    const key = JSON.stringify([from, to]);
    const pair = pairs.get(key) ?? { from, to, ports: new Set() };
    if (ports !== "") pair.ports.add(portsInWords(ports));
    pairs.set(key, pair);
  }
  return [...pairs.values()]
    .map(({ from, to, ports }) => ({ from, to, ports: [...ports].toSorted(byNumber).join(", ") }))
    .toSorted((one, other) => compared(keyOf(one), keyOf(other)));
}

const keyOf = ({ from, to }: Reach): string => JSON.stringify([from, to]);

const byNumber = (one: string, other: string): number =>
  Number.parseInt(one, 10) - Number.parseInt(other, 10) || compared(one, other);
