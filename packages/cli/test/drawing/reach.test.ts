import { drawingOf } from "../../src/drawing/drawing";
import { sentences } from "../../src/drawing/words";
import { member, memberPaths, network, networkPaths, stackOf } from "./stacks";

const lb = member("lb", "aws_lb", {}, "public");
const web = member("web", "aws_ecs_service", {});
const db = member("db", "aws_db_instance", {});

/** Who may open connections to whom in a network with a load balancer, a service and a database. */
const reach = (rules: Record<string, object>, more: Record<string, object> = {}): string[] =>
  sentences(
    drawingOf(
      stackOf(
        { ...network, ...lb, ...web, ...db, ...rules, ...more },
        { ...networkPaths, ...memberPaths("lb", "web", "db") },
      ),
    ),
  );

const group = (name: string) => `\${aws_security_group.${name}.id}`;
const port = (from: number, to = from) => ({ from_port: from, to_port: to, ip_protocol: "tcp" });
const egress = (of: string, rule: object) => ({
  [`aws_vpc_security_group_egress_rule.${of}`]: { security_group_id: group(of), ...rule },
});
const ingress = (of: string, rule: object) => ({
  [`aws_vpc_security_group_ingress_rule.${of}`]: { security_group_id: group(of), ...rule },
});

test("nobody reaches anybody without rules", () => {
  expect(reach({})).toEqual([]);
});

test("both ends have to let it through: one that lets out, or in, is not enough", () => {
  const out = egress("web", { referenced_security_group_id: group("db"), ...port(5432) });
  const into = ingress("db", { referenced_security_group_id: group("web"), ...port(5432) });
  expect(reach(out)).toEqual([]);
  expect(reach(into)).toEqual([]);
  expect(reach({ ...out, ...into })).toEqual(["web -> db: 5432"]);
});

test("what is open is what both ends have in common", () => {
  const out = egress("web", { cidr_ipv4: "10.0.0.0/8", ...port(5000, 6000) });
  const into = ingress("db", { cidr_ipv4: "10.0.0.0/16", ...port(5432, 7000) });
  expect(reach({ ...out, ...into })).toContain("web -> db: 5432-6000");
  const udp = ingress("db", { cidr_ipv4: "10.0.0.0/16", ...port(5432), ip_protocol: "udp" });
  expect(reach({ ...out, ...udp })).not.toContainEqual(expect.stringContaining("-> db"));
  const all = ingress("db", { cidr_ipv4: "10.0.0.0/16", ip_protocol: "-1" });
  expect(reach({ ...out, ...all })).toContain("web -> db: 5000-6000");
});

test("a block of addresses is held against the subnets, also those that Terraform works out", () => {
  const out = egress("web", { cidr_ipv4: "0.0.0.0/0", ip_protocol: "-1" });
  const from = (cidr: string) => ingress("db", { cidr_ipv4: cidr, ...port(5432) });
  expect(reach({ ...out, ...from("10.0.1.0/24") })).toContain("web -> db: 5432");
  expect(reach({ ...out, ...from("10.0.2.0/24") })).not.toContain("web -> db: 5432");
});

test("a block that nobody can read here may be anything", () => {
  const out = egress("web", { cidr_ipv4: "${var.somewhere}", ...port(5432) });
  const into = ingress("db", { cidr_ipv4: "${var.somewhere}", ...port(5432) });
  expect(reach({ ...out, ...into })).toEqual(
    expect.arrayContaining(["web -> db: 5432", "var.somewhere -> db: 5432"]),
  );
});

test("rules are read however they are written", () => {
  const other = {
    "aws_security_group_rule.out": {
      type: "egress",
      security_group_id: group("web"),
      source_security_group_id: group("db"),
      protocol: "6",
      from_port: 5432,
      to_port: 5432,
    },
    "aws_security_group.db": {
      vpc_id: "${aws_vpc.vpc.id}",
      ingress: [
        { security_groups: [group("web")], protocol: "tcp", from_port: 5432, to_port: 5432 },
      ],
    },
  };
  expect(reach({}, other)).toEqual(["web -> db: 5432"]);
});

test("the internet reaches what has a public address, and nothing else that is open to it", () => {
  const open = (of: string) => ingress(of, { cidr_ipv4: "0.0.0.0/0", ...port(443) });
  expect(reach({ ...open("lb"), ...open("web"), ...open("db") })).toEqual(["Internet -> lb: 443"]);
  const internal = member("lb", "aws_lb", { internal: true }, "public");
  expect(reach(open("lb"), internal)).toEqual([]);
  const anywhere = { "::": "cidr_ipv6", "0.0.0.0": "cidr_ipv4" };
  for (const [address, argument] of Object.entries(anywhere)) {
    const rule = ingress("lb", { [argument]: `${address}/0`, ...port(80) });
    expect(reach(rule)).toEqual(["Internet -> lb: 80"]);
  }
});

test("a way out is one of the route tables', not of the rules alone", () => {
  const out = egress("web", { cidr_ipv4: "0.0.0.0/0", ...port(443) });
  expect(reach(out)).toEqual([]);
  const inPublic = member(
    "web",
    "aws_ecs_service",
    { network_configuration: { assign_public_ip: true, subnets: ["${aws_subnet.public.id}"] } },
    "public",
  );
  expect(reach(out, inPublic)).toEqual(["web -> Internet: 443"]);
});

test("networks outside are told by their blocks, and those that may do the same together", () => {
  const rules = Object.fromEntries(
    ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"].map((cidr, index) => [
      `aws_vpc_security_group_ingress_rule.lb${index}`,
      { security_group_id: group("lb"), cidr_ipv4: cidr, ...port(index === 2 ? 8443 : 443) },
    ]),
  );
  const { nodes } = drawingOf(
    stackOf({ ...network, ...lb, ...rules }, { ...networkPaths, ...memberPaths("lb") }),
  );
  const outside = nodes.filter(({ look }) => look === "outside");
  expect(outside.map(({ title, facts }) => [title, facts])).toEqual([
    ["2 networks", ["192.0.2.0/24", "198.51.100.0/24"]],
    ["203.0.113.0/24", []],
  ]);
});

test("a group of another stack, and a list of AWS's, are named as they are written", () => {
  const rules = {
    ...ingress("db", { referenced_security_group_id: "sg-0123", ...port(5432) }),
    ...egress("web", { prefix_list_id: "pl-63a5400a", ...port(443) }),
  };
  expect(reach(rules)).toEqual(["sg-0123 -> db: 5432", "web -> pl-63a5400a: 443"]);
});

test("an IPv6 block is nobody's in a network that has none", () => {
  const out = egress("web", { cidr_ipv4: "0.0.0.0/0", ip_protocol: "-1" });
  const into = ingress("db", { cidr_ipv6: "2001:db8::/32", ...port(5432) });
  expect(reach({ ...out, ...into })).toEqual(["2001:db8::/32 -> db: 5432"]);
});

test("a block that is made for each of something lets in whatever it may be", () => {
  const made = {
    "aws_security_group.db": {
      vpc_id: "${aws_vpc.vpc.id}",
      dynamic: {
        ingress: {
          for_each: "${var.networks}",
          content: {
            cidr_blocks: ["${ingress.value}"],
            protocol: "tcp",
            from_port: 5432,
            to_port: 5432,
          },
        },
      },
    },
  };
  const out = egress("web", { cidr_ipv4: "10.0.0.0/16", ip_protocol: "-1" });
  expect(reach(out, made)).toEqual(["ingress.value -> db: 5432", "web -> db: 5432"]);
});

test("a network that the stack only looks up is drawn by its name, and may lead anywhere", () => {
  const vpc_id = "${data.aws_vpc.main.id}";
  const { boxes, nodes } = drawingOf(
    stackOf(
      {
        "aws_security_group.job": { vpc_id },
        "aws_lambda_function.job": { vpc_config: { security_group_ids: [group("job")] } },
        "aws_vpc_security_group_egress_rule.job": {
          security_group_id: group("job"),
          cidr_ipv4: "0.0.0.0/0",
          ...port(443),
        },
      },
      { "aws_security_group.job": "job/group", "aws_lambda_function.job": "job/function" },
    ),
  );
  expect(boxes.map(({ title }) => title)).toEqual(["network data.aws_vpc.main"]);
  expect(nodes.map(({ title, box }) => [title, box])).toEqual([
    ["Internet", undefined],
    ["job", boxes[0]!.id],
  ]);
});

test("what holds no security group has no rules, and what is in no network is not asked", () => {
  const { nodes } = drawingOf(
    stackOf({ "aws_s3_bucket.b": {}, "aws_ecs_service.s": { desired_count: 1 } }),
  );
  expect(nodes).toEqual([]);
});
