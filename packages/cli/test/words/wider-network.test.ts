import { widerAccess } from "../../src/words/wider/wider";

const words = (type: string, before: unknown, after: unknown, more: object = {}) =>
  widerAccess({ type, before, after, ...more }).map((one) => one.words);

const ingress = (cidr: string, from = 443, to = from, protocol = "tcp") => ({
  ingress: [{ protocol, from_port: from, to_port: to, cidr_blocks: [cidr] }],
});
const group = (before: unknown, after: unknown) => words("aws_security_group", before, after);

test("more addresses or ports are wider, what was within is not", () => {
  expect(group(ingress("10.0.0.0/8"), ingress("0.0.0.0/0"))).toEqual([
    "is reachable from the whole internet (0.0.0.0/0) on tcp 443",
  ]);
  expect(group(ingress("10.0.0.0/8"), ingress("10.1.0.0/16"))).toEqual([]);
  expect(group(ingress("10.0.0.0/8", 80, 90), ingress("10.0.0.0/8", 80, 91))).toEqual([
    "is reachable from 10.0.0.0/8 on tcp 80-91",
  ]);
  expect(group(ingress("0.0.0.0/0", 0, 0, "-1"), ingress("0.0.0.0/0", 22))).toEqual([]);
  expect(group(ingress("10.0.0.0/8"), ingress("10.0.0.0/8", 0, 0, "-1"))).toEqual([
    "is reachable from 10.0.0.0/8 on all ports",
  ]);
});

test.each([
  [
    "aws_vpc_security_group_ingress_rule",
    { ip_protocol: "tcp", from_port: 22, to_port: 22, cidr_ipv6: "::/0" },
    "is reachable from the whole internet (::/0) on tcp 22",
  ],
  [
    "aws_vpc_security_group_egress_rule",
    { ip_protocol: "-1", cidr_ipv4: "10.0.0.0/8" },
    "may reach 10.0.0.0/8 on all ports",
  ],
  [
    "aws_security_group_rule",
    {
      type: "ingress",
      protocol: "udp",
      from_port: 53,
      to_port: 53,
      source_security_group_id: "sg-1",
    },
    "is reachable from sg-1 on udp 53",
  ],
  [
    "aws_network_acl_rule",
    {
      rule_action: "allow",
      egress: false,
      protocol: "6",
      from_port: 1,
      to_port: 2,
      cidr_block: "10.0.0.0/8",
    },
    "is reachable from 10.0.0.0/8 on tcp 1-2",
  ],
  [
    "google_compute_firewall",
    { allow: [{ protocol: "tcp", ports: ["22"] }], source_ranges: ["0.0.0.0/0"] },
    "is reachable from the whole internet (0.0.0.0/0) on tcp 22",
  ],
  [
    "azurerm_network_security_rule",
    {
      access: "Allow",
      direction: "Inbound",
      protocol: "Tcp",
      source_address_prefix: "*",
      destination_port_range: "3389",
    },
    "is reachable from the whole internet (0.0.0.0/0) on tcp 3389",
  ],
  ["aws_db_instance", { publicly_accessible: true }, "is reachable from the internet"],
  [
    "aws_ecs_service",
    { network_configuration: [{ assign_public_ip: true }] },
    "gets public addresses",
  ],
  ["aws_lb", { internal: false }, "faces the internet"],
  ["aws_internet_gateway", { vpc_id: "vpc-1" }, "connects the network to the internet"],
])("%s that is made", (type, after, expected) => {
  expect(words(type, undefined, after)).toEqual([expected]);
  expect(words(type, after, after)).toEqual([]);
});

test("a group that is made with its rule is named as the code names it", () => {
  const after = {
    ip_protocol: "tcp",
    from_port: 80,
    to_port: 80,
    referenced_security_group_id: null,
  };
  const code = { ...after, referenced_security_group_id: "${aws_security_group.lb.id}" };
  expect(words("aws_vpc_security_group_ingress_rule", undefined, after, { code })).toEqual([
    "is reachable from aws_security_group.lb.id on tcp 80",
  ]);
});

test("what refuses is no access", () => {
  const rule = { rule_action: "deny", egress: false, protocol: "-1", cidr_block: "0.0.0.0/0" };
  expect(words("aws_network_acl_rule", undefined, rule)).toEqual([]);
});
