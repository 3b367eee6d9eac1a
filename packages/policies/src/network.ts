import { isInternet } from "@groundwork/constructs/address-blocks";
import {
  blocks,
  isTrue,
  list,
  type Attributes,
  type Resource,
  type StackResources,
} from "./resources";
import { eachOf, type Finding, type Rule } from "./rule";

const LISTENERS = ["aws_lb_listener", "aws_alb_listener"];

export const networkRules: readonly Rule[] = [
  {
    id: "no-public-ingress",
    severity: "error",
    appliesTo: "every stack",
    statement: "The internet reaches nothing but the ports on which a load balancer listens.",
    reason:
      "Any other open port is found within minutes, and what answers there was not made for it.",
    fix: "name the range or the security group that needs the port; for people there are ECS Exec and Session Manager",
    find: (stack) => [...openPorts(stack), ...publicDatabases(stack)],
  },
  {
    id: "tls-version",
    severity: "error",
    appliesTo: "every stack",
    statement: "Load balancers answer to nothing below TLS 1.2.",
    reason:
      "TLS 1.0 and 1.1 are broken, and without a policy the API picks ELBSecurityPolicy-2016-08, which speaks both.",
    fix: "set sslPolicy, such as ELBSecurityPolicy-TLS13-1-2-2021-06",
    find: eachOf(LISTENERS, ({ attributes }) => {
      const { protocol, ssl_policy: policy } = attributes;
      // The name has the lowest version in it (ELB user guide, "Security policies").
      const modern = /^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)-/.test(String(policy));
      return (
        ["HTTPS", "TLS"].includes(String(protocol)) &&
        !modern &&
        `got ${String(policy ?? "no ssl_policy")}, expected ELBSecurityPolicy-TLS13-1-2-... or -1-3-...`
      );
    }),
  },
  {
    id: "plain-http",
    severity: "warning",
    appliesTo: "production",
    statement: "Services answer over HTTPS; plain HTTP only redirects.",
    reason:
      "Passwords and sessions pass in the clear, and anybody on the way can change the answers.",
    fix: "name a hosted zone or a certificate in the environment's file",
    find: eachOf(LISTENERS, (listener, stack) => {
      if (listener.attributes["protocol"] !== "HTTP") return false;
      const rules = ["aws_lb_listener_rule", "aws_alb_listener_rule"].flatMap((type) =>
        stack.referring(type, "listener_arn", listener),
      );
      const forwards = [
        ...blocks(listener.attributes["default_action"]),
        ...rules.flatMap(({ attributes }) => blocks(attributes["action"])),
      ].some(({ type }) => type === "forward");
      return forwards && `got services on port ${String(listener.attributes["port"])} without TLS`;
    }),
  },
];

/** One way in from the network, in whichever of Terraform's forms it is written. */
interface Ingress {
  readonly resource: Resource;
  /** The security group's id as Terraform reads it. */
  readonly group: string;
  readonly cidrs: readonly string[];
  readonly protocol: string;
  readonly from: unknown;
  readonly to: unknown;
}

function openPorts(stack: StackResources): Finding[] {
  const fromInternet = ingresses(stack).filter(({ cidrs }) => cidrs.some(isInternet));
  // Load balancers are looked at only when something is open.
  const listening = fromInternet.length > 0 ? listeningPorts(stack) : new Map();
  return fromInternet
    .filter(({ group, protocol, from, to }) => {
      const ports: Set<unknown> = listening.get(group) ?? new Set();
      // A range of ports does not count: nobody listens on all of it.
      return !(from === to && ports.has(from) && ["tcp", "6", "udp", "17"].includes(protocol));
    })
    .map(({ resource, cidrs, protocol, from, to }) => ({
      resource,
      detail: `got ${portsOf(protocol, from, to)} open to ${cidrs.filter(isInternet).join(", ")}, expected a port of a load balancer's listener, on its security group`,
    }));
}

function portsOf(protocol: string, from: unknown, to: unknown): string {
  if (protocol === "-1") return "everything";
  return `${protocol} ${String(from === to ? from : `${String(from)}-${String(to)}`)}`;
}

function ingresses(stack: StackResources): Ingress[] {
  const inline = stack
    .ofType("aws_security_group", "aws_default_security_group")
    .flatMap((resource) =>
      blocks(resource.attributes["ingress"]).map((rule) =>
        oldStyle(resource, stack.idOf(resource), rule),
      ),
    );
  const separate = stack
    .ofType("aws_security_group_rule")
    .filter(({ attributes }) => attributes["type"] === "ingress")
    .map((rule) => oldStyle(rule, groupOf(rule, stack), rule.attributes));
  const single = stack.ofType("aws_vpc_security_group_ingress_rule").map((rule) => ({
    resource: rule,
    group: groupOf(rule, stack),
    cidrs: [...list(rule.attributes["cidr_ipv4"]), ...list(rule.attributes["cidr_ipv6"])].map(
      String,
    ),
    protocol: String(rule.attributes["ip_protocol"]),
    from: rule.attributes["from_port"],
    to: rule.attributes["to_port"],
  }));
  return [...inline, ...separate, ...single];
}

const groupOf = ({ attributes }: Resource, stack: StackResources): string =>
  stack.text(attributes["security_group_id"]);

const oldStyle = (resource: Resource, group: string, rule: Attributes): Ingress => ({
  resource,
  group,
  cidrs: [...list(rule["cidr_blocks"]), ...list(rule["ipv6_cidr_blocks"])].map(String),
  protocol: String(rule["protocol"]),
  from: rule["from_port"],
  to: rule["to_port"],
});

/** Ports of the load balancers, by the id of each of their security groups. */
function listeningPorts(stack: StackResources): Map<string, Set<unknown>> {
  const ports = new Map<string, Set<unknown>>();
  for (const loadBalancer of stack.ofType("aws_lb", "aws_alb")) {
    const own = LISTENERS.flatMap((type) =>
      stack.referring(type, "load_balancer_arn", loadBalancer),
    ).map(({ attributes }) => attributes["port"]);
    for (const group of stack.texts(loadBalancer.attributes["security_groups"])) {
      ports.set(group, new Set([...(ports.get(group) ?? []), ...own]));
    }
  }
  return ports;
}

const publicDatabases = eachOf(
  [
    "aws_db_instance",
    "aws_rds_cluster_instance",
    "aws_redshift_cluster",
    "aws_dms_replication_instance",
    "aws_mq_broker",
  ],
  ({ attributes }) =>
    isTrue(attributes["publicly_accessible"]) && "got publicly_accessible = true, expected false",
);
