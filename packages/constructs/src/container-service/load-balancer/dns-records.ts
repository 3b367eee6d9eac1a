import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
import { Route53Record, type Route53RecordConfig } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import { check } from "../../check";
import { isHostName, withoutWildcard } from "./host-name";
import type { LoadBalancer } from "./load-balancer";
import type { RecordRouting } from "./load-balancer-options";

export interface DnsRecordsProps {
  /** Of the public hosted zone that the hosts lie in. */
  readonly zoneId: string;

  /** Names that lead to the load balancer, such as `api.example.com` or `*.example.com`. */
  readonly hosts: readonly string[];

  readonly loadBalancer: LoadBalancer;

  /** How the hosts lead to this load balancer and not to that of another place. @default - to no other */
  readonly routing?: RecordRouting | undefined;
}

/** Lets hosts lead to a load balancer. */
export class DnsRecords extends Construct {
  constructor(scope: Construct, id: string, props: DnsRecordsProps) {
    super(scope, id);
    const { zoneId, hosts } = props;
    const { dnsName, zoneId: loadBalancerZoneId } = props.loadBalancer.loadBalancer;
    check(
      this,
      "hosts",
      hosts,
      new Set(hosts).size === hosts.length &&
        hosts.every((host) => isHostName(withoutWildcard(host))),
      'DNS names in lower case, each once, with or without a "*." before them',
    );
    const routing = props.routing && this.routed(props.routing, props.loadBalancer);
    for (const host of hosts) {
      // An alias costs nothing to ask for, and may stand at the top of a zone, where CNAME may not.
      new Route53Record(this, host, {
        zoneId,
        name: host,
        type: "A",
        alias: { name: dnsName, zoneId: loadBalancerZoneId, evaluateTargetHealth: true },
        ...routing,
      });
    }
  }

  private routed(routing: RecordRouting, loadBalancer: LoadBalancer): RecordOfPlace {
    const { id: setIdentifier, policy, region, isFirst } = routing;
    return {
      setIdentifier,
      ...(policy === "latency"
        ? { latencyRoutingPolicy: { region } }
        : { failoverRoutingPolicy: { type: isFirst ? "PRIMARY" : "SECONDARY" } }),
      ...(routing.healthCheck && {
        healthCheckId: this.healthCheck(routing, loadBalancer).id,
      }),
    };
  }

  private healthCheck({ healthCheck }: RecordRouting, { loadBalancer }: LoadBalancer) {
    const { path: resourcePath, intervalSeconds, failureThreshold } = healthCheck!;
    return new Route53HealthCheck(this, "health-check", {
      // Its certificate bears another name, which Route 53 does not look at.
      type: "HTTPS",
      port: 443,
      fqdn: loadBalancer.dnsName,
      resourcePath,
      requestInterval: intervalSeconds,
      failureThreshold,
    });
  }
}

type RecordOfPlace = Pick<
  Route53RecordConfig,
  "setIdentifier" | "latencyRoutingPolicy" | "failoverRoutingPolicy" | "healthCheckId"
>;
