import { BlockList, isIP } from "node:net";
import { fieldsOf, listed, textsOf, type ChangedResource, type Fields, type Wider } from "./access";

/** One way in, or out: from where something is reached, or what it may reach. */
interface Rule {
  readonly inwards: boolean;
  /** As AWS writes it; `-1` for all. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  /** An address block, the id of a group or a list, or a reference to one. */
  readonly peer: string;
}

/** What a change can be reached by that did not reach it before, or reaches. */
export function widerNetwork({ type, before, after, code }: ChangedResource): Wider[] {
  const isMade = before === undefined || before === null;
  if (after === undefined || after === null) return [];
  // The ids of groups that are made with a rule are known to the code alone.
  const value = isMade ? { ...fieldsOf(code), ...withoutNothing(fieldsOf(after)) } : after;
  const [olds, news] = [rulesOf(type, fieldsOf(before)), rulesOf(type, fieldsOf(value))];
  const wider = news.filter((rule) => !olds.some((old) => covers(old, rule)));
  const groups = new Map<string, Rule[]>();
  for (const rule of wider) {
    const key = JSON.stringify([rule.inwards, portsInWords(rule)]);
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  return [...groups.values()].map((rules) => {
    const peers = listed([...new Set(rules.map(({ peer }) => peerInWords(peer)))]);
    const ports = portsInWords(rules[0]!);
    return {
      kind: "network",
      words: rules[0]!.inwards
        ? `is reachable from ${peers} on ${ports}`
        : `may reach ${peers} on ${ports}`,
    };
  });
}

const withoutNothing = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

function rulesOf(type: string, fields: Fields): Rule[] {
  if (/^aws_(default_)?security_group$/.test(type)) return blocks(fields, groupRules);
  if (type === "aws_security_group_rule") {
    return groupRules(fields, fields["type"] === "ingress");
  }
  const [, way] = /^aws_vpc_security_group_(ingress|egress)_rule$/.exec(type) ?? [];
  if (way !== undefined) return groupRules(fields, way === "ingress");
  if (/^aws_(default_)?network_acl$/.test(type)) return blocks(fields, listRules);
  if (type === "aws_network_acl_rule") return listRules(fields, fields["egress"] !== true);
  if (type === "google_compute_firewall") return googleRules(fields);
  if (type === "azurerm_network_security_rule") return azureRules(fields);
  return [];
}

const blocks = (fields: Fields, read: (block: Fields, inwards: boolean) => Rule[]): Rule[] =>
  ["ingress", "egress"].flatMap((way) =>
    [fields[way] ?? []].flat().flatMap((block) => read(fieldsOf(block), way === "ingress")),
  );

const PEERS = [
  "cidr_blocks",
  "ipv6_cidr_blocks",
  "prefix_list_ids",
  "security_groups",
  "source_security_group_id",
  "cidr_ipv4",
  "cidr_ipv6",
  "prefix_list_id",
  "referenced_security_group_id",
];

function groupRules(fields: Fields, inwards: boolean): Rule[] {
  const peers = [
    ...PEERS.flatMap((name) => textsOf(fields[name])),
    ...(fields["self"] === true ? ["itself"] : []),
  ];
  return peers.map((peer) => ({ inwards, ...portsOf(fields), peer }));
}

function listRules(fields: Fields, inwards: boolean): Rule[] {
  const action = String(fields["rule_action"] ?? fields["action"] ?? "").toLowerCase();
  if (action !== "allow") return [];
  const peers = ["cidr_block", "ipv6_cidr_block"].flatMap((name) => textsOf(fields[name]));
  return peers.map((peer) => ({ inwards, ...portsOf(fields), peer }));
}

/** ICMP has types in place of ports, and whatever it lets through is no service. */
function portsOf(fields: Fields): Pick<Rule, "protocol" | "from" | "to"> {
  const protocol = String(fields["ip_protocol"] ?? fields["protocol"] ?? "-1").toLowerCase();
  const isAll = protocol === "-1" || protocol === "all";
  const [from, to] = [fields["from_port"], fields["to_port"]].map(Number);
  if (isAll || Number.isNaN(from) || Number.isNaN(to)) {
    return { protocol: isAll ? "-1" : protocol, from: 0, to: 65_535 };
  }
  return { protocol, from: from!, to: to! };
}

function googleRules(fields: Fields): Rule[] {
  const inwards = fields["direction"] !== "EGRESS";
  const peers = textsOf(fields[inwards ? "source_ranges" : "destination_ranges"]);
  return [fields["allow"] ?? []].flat().flatMap((block) => {
    const { protocol = "all", ports } = fieldsOf(block);
    const asked = textsOf(ports);
    return (asked.length > 0 ? asked : ["0-65535"]).flatMap((range) =>
      peers.map((peer) => ({ inwards, ...ranged(String(protocol), range), peer })),
    );
  });
}

function azureRules(fields: Fields): Rule[] {
  if (String(fields["access"]).toLowerCase() !== "allow") return [];
  const inwards = String(fields["direction"]).toLowerCase() === "inbound";
  const side = inwards ? "source" : "destination";
  const peers = ["prefix", "prefixes"].flatMap((end) => textsOf(fields[`${side}_address_${end}`]));
  const ports = ["range", "ranges"].flatMap((end) => textsOf(fields[`destination_port_${end}`]));
  return peers.flatMap((peer) =>
    ports.map((range) => ({
      inwards,
      ...ranged(String(fields["protocol"]), range),
      peer: /^(\*|internet|any)$/i.test(peer) ? "0.0.0.0/0" : peer,
    })),
  );
}

function ranged(protocol: string, range: string): Pick<Rule, "protocol" | "from" | "to"> {
  const [from, to = from] = (range === "*" ? "0-65535" : range).split("-").map(Number);
  return {
    protocol: /^(all|\*)$/i.test(protocol) ? "-1" : protocol.toLowerCase(),
    from: from!,
    to: to!,
  };
}

const covers = (old: Rule, rule: Rule): boolean =>
  old.inwards === rule.inwards &&
  (old.protocol === "-1" || old.protocol === rule.protocol) &&
  old.from <= rule.from &&
  old.to >= rule.to &&
  holds(old.peer, rule.peer);

/** Whether a block of addresses has another one in it. */
function holds(block: string, inner: string): boolean {
  if (block === inner) return true;
  const [one, other] = [block, inner].map((text) => /^([\da-f.:]+)\/(\d+)$/i.exec(text));
  if (!one || !other || Number(one[2]) > Number(other[2])) return false;
  const family = isIP(one[1]!);
  if (family === 0 || family !== isIP(other[1]!)) return false;
  const name = family === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(one[1]!, Number(one[2]), name);
  return list.check(other[1]!, name);
}

const peerInWords = (peer: string): string =>
  /^(0\.0\.0\.0|::)\/0$/.test(peer) ? `the whole internet (${peer})` : peer;

function portsInWords({ protocol, from, to }: Rule): string {
  if (protocol === "-1") return "all ports";
  if (!/^(tcp|udp|6|17)$/.test(protocol)) return protocol;
  const name = { "6": "tcp", "17": "udp" }[protocol] ?? protocol;
  if (from === 0 && to === 65_535) return `all ports of ${name}`;
  return from === to ? `${name} ${from}` : `${name} ${from}-${to}`;
}
