import type { SecurityGroupRule } from "@aws-sdk/client-ec2";
import { defined } from "./containers";
import type { Entry } from "./entry";
import type { Unsaid } from "./foreign";
import { numberOf } from "./http";

/** Options of the environment's load balancer, by what is before its services. */
export interface LoadBalancerFound {
  readonly options: Readonly<Record<string, unknown>>;
  readonly unsaid: readonly Unsaid[];
}

/**
 * @param prefix what the stack's own is called
 * @param production whether that is protected anyway
 */
export function loadBalancerFound(
  entries: readonly Entry[],
  prefix: string,
  production = false,
): LoadBalancerFound {
  const unsaid: Unsaid[] = [];
  const open = entries.filter(
    ({ balancer }) => balancer?.Type === "application" && balancer.Scheme === "internet-facing",
  );
  const names = [...new Set(open.map(({ balancer }) => balancer!.LoadBalancerName!))];
  const [first] = open;
  if (first === undefined) return { options: {}, unsaid };
  if (names.length > 1) {
    unsaid.push({
      what: `load balancers ${names.join(", ")}`,
      is: "one before each of several services",
      follows: `changed: an environment has one, and it is as ${names[0]}`,
    });
  }
  for (const name of names.filter((one) => one !== prefix)) {
    unsaid.push({
      what: `load balancer ${name}`,
      is: "not called as the environment's; its web ACL and DNS records are not looked at",
      follows: `left as it is: ${prefix} is made beside, as another name makes it anew; lead the DNS name there once it answers`,
    });
  }
  const { balancerAttributes: attributes, listeners } = first;
  const certificates = listeners.flatMap(({ listener }) => listener.Certificates ?? []);
  const isProtected = attributes["deletion_protection.enabled"] === "true";
  if (production && !isProtected) {
    unsaid.push({
      what: `load balancer ${names[0]}`,
      is: "not protected from being deleted",
      follows: "changed: the one of an environment in production is",
    });
  }
  if (attributes["access_logs.s3.enabled"] === "true") {
    unsaid.push({
      what: `load balancer ${names[0]}, access logs`,
      is: `in ${attributes["access_logs.s3.bucket"]}`,
      follows: "left out: accessLogRetentionDays keeps them in a bucket of the environment's own",
    });
  }
  for (const { listener } of listeners.filter(
    ({ listener: { Port } }) => Port !== 80 && Port !== 443,
  )) {
    unsaid.push({
      what: `load balancer ${names[0]}, listener`,
      is: `at port ${listener.Port}`,
      follows: "left out: the new one answers at 80 and 443",
    });
  }
  return {
    options: defined({
      certificateArn: certificates[0]?.CertificateArn,
      idleTimeoutSeconds: numberOf(attributes["idle_timeout.timeout_seconds"]),
      deletionProtection: isProtected && !production ? true : undefined,
      allowedCidrs: allowedOf(first, names[0]!, unsaid),
    }),
    unsaid,
  };
}

/** An address that is nobody's (RFC 5737). */
const NOBODY = ["192.0.2.0/32"];

/** What the option takes. */
const MOST_BLOCKS = 20;

/** Who may reach the listeners. What no option says must not be open to all: then it is to nobody. */
function allowedOf({ ingress, listeners }: Entry, name: string, unsaid: Unsaid[]): string[] {
  const blocks = new Set<string>();
  const add = (is: string, follows: string) =>
    unsaid.push({ what: `load balancer ${name}, who may reach it`, is, follows });
  const ports = listeners.map(({ listener: { Port = 0 } }) => Port);
  for (const rule of ingress.filter((one) => ports.some((port) => letsIn(one, port)))) {
    const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo } = rule;
    if (CidrIpv4 !== undefined) blocks.add(CidrIpv4);
    else if (CidrIpv6 !== "::/0") {
      const from = CidrIpv6 ?? PrefixListId ?? ReferencedGroupInfo?.GroupId;
      add(`${from}`, "left out: allowedCidrs takes IPv4 blocks, so the new one is closed to it");
    }
  }
  if (blocks.size > 0 && blocks.size <= MOST_BLOCKS) return [...blocks].toSorted();
  add(
    blocks.size === 0 ? "nobody by an IPv4 block" : `${blocks.size} blocks, more than options take`,
    "changed: the new one is closed to everybody until allowedCidrs says who may",
  );
  return NOBODY;
}

const letsIn = ({ IpProtocol, FromPort = 0, ToPort = 0 }: SecurityGroupRule, port: number) =>
  IpProtocol === "-1" || (IpProtocol === "tcp" && FromPort <= port && port <= ToPort);
