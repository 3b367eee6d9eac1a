import { isBlock, type Block, type Json } from "../stand-ins/json";
import { Resources, type Resource } from "./resources";

/** Ports of a protocol; `-1` is every protocol, with all ports. */
export interface Ports {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

/** Whom a rule lets in or out to: a security group, a block of addresses, or a list of AWS's. */
export type Peer =
  | { readonly group: Resource }
  | { readonly block: string }
  | { readonly named: Json };

/** One thing that a security group lets in or out. */
export interface Rule {
  readonly group: Resource;
  readonly direction: "in" | "out";
  readonly ports: Ports;
  readonly peer: Peer;
}

/** What a stack's security groups let through, however it is written. */
export function rulesIn(resources: Resources): Rule[] {
  return [
    ...resources
      .of("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule")
      .flatMap(({ type, body }) =>
        rules(resources, body["security_group_id"], type.includes("ingress") ? "in" : "out", body),
      ),
    ...resources
      .of("aws_security_group_rule")
      .flatMap(({ body }) =>
        rules(
          resources,
          body["security_group_id"],
          body["type"] === "ingress" ? "in" : "out",
          body,
        ),
      ),
    ...resources
      .of("aws_security_group", "aws_default_security_group")
      .flatMap((group) =>
        (["ingress", "egress"] as const).flatMap((argument) =>
          blocksOf(group.body, argument).flatMap((body) =>
            ruled(resources, group, argument === "ingress" ? "in" : "out", body),
          ),
        ),
      ),
  ];
}

/** Blocks of an argument; of a `dynamic` block what each will be like, with values nobody knows yet. */
function blocksOf(body: Block, argument: string): Block[] {
  const { [argument]: made } = isBlock(body["dynamic"]) ? body["dynamic"] : {};
  const contents = [made ?? []]
    .flat()
    .filter(isBlock)
    .map(({ content }) => content);
  return [body[argument] ?? [], ...contents].flat().filter(isBlock);
}

const rules = (resources: Resources, group: Json, direction: Rule["direction"], body: Block) =>
  resources
    .in(group)
    .filter(({ type }) => type.endsWith("security_group"))
    .flatMap((one) => ruled(resources, one, direction, body));

/** Arguments of the three ways to write a rule, by what they name. */
const BLOCKS = ["cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks"];
const GROUPS = ["referenced_security_group_id", "source_security_group_id", "security_groups"];
const LISTS = ["prefix_list_id", "prefix_list_ids"];

function ruled(
  resources: Resources,
  group: Resource,
  direction: Rule["direction"],
  body: Block,
): Rule[] {
  const valuesOf = (keys: readonly string[]) =>
    keys.flatMap((key) => [body[key] ?? []].flat()).filter((one) => one !== "");
  const groups = valuesOf(GROUPS).flatMap((value): Peer[] => {
    const found = resources.in(value);
    return found.length > 0 ? found.map((one) => ({ group: one })) : [{ named: value }];
  });
  const peers: Peer[] = [
    ...valuesOf(BLOCKS).map((value) => ({ block: String(value) })),
    ...groups,
    ...valuesOf(LISTS).map((value) => ({ named: value })),
    ...(body["self"] === true ? [{ group }] : []),
  ];
  const ports = portsOf(body);
  return peers.map((peer) => ({ group, direction, ports, peer }));
}

function portsOf(body: Block): Ports {
  const protocol = PROTOCOLS[String(body["ip_protocol"] ?? body["protocol"] ?? "-1")];
  const given = String(body["ip_protocol"] ?? body["protocol"] ?? "-1").toLowerCase();
  const [from, to] = [body["from_port"], body["to_port"]].map((port) => Number(port ?? -1));
  const isAll = given === "-1" || given === "all" || from! < 0 || Number.isNaN(from);
  return { protocol: protocol ?? given, from: isAll ? 0 : from!, to: isAll ? LAST_PORT : to! };
}

const LAST_PORT = 65_535;

/** https://www.iana.org/assignments/protocol-numbers */
const PROTOCOLS: Readonly<Record<string, string>> = {
  all: "-1",
  "6": "tcp",
  "17": "udp",
  "1": "icmp",
};

/** What two rules both let through. */
export function commonPorts(one: Ports, other: Ports): Ports | undefined {
  const [wide, narrow] = one.protocol === "-1" ? [one, other] : [other, one];
  if (wide.protocol !== "-1" && wide.protocol !== narrow.protocol) return undefined;
  const from = Math.max(one.from, other.from);
  const to = Math.min(one.to, other.to);
  return from > to ? undefined : { protocol: narrow.protocol, from, to };
}

/** `443`, `8000-8100`, `udp 53`, `all` */
export function portsInWords({ protocol, from, to }: Ports): string {
  const ports =
    from === 0 && to === LAST_PORT ? "all ports" : from === to ? String(from) : `${from}-${to}`;
  if (protocol === "-1") return ports === "all ports" ? "all" : ports;
  return protocol === "tcp" ? ports : `${protocol} ${ports}`;
}
