import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import { check } from "../../check";
import { isHostName, withoutWildcard } from "./host-name";
import type { LoadBalancer } from "./load-balancer";

export interface DnsRecordsProps {
  /** Of the public hosted zone that the hosts lie in. */
  readonly zoneId: string;

  /** Names that lead to the load balancer, such as `api.example.com` or `*.example.com`. */
  readonly hosts: readonly string[];

  readonly loadBalancer: LoadBalancer;
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
    for (const host of hosts) {
      // An alias costs nothing to ask for, and may stand at the top of a zone, where CNAME may not.
      new Route53Record(this, host, {
        zoneId,
        name: host,
        type: "A",
        alias: { name: dnsName, zoneId: loadBalancerZoneId, evaluateTargetHealth: true },
      });
    }
  }
}
