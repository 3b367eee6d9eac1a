import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import {
  Certificates,
  DnsRecords,
  LoadBalancer,
  LoadBalancerAlarms,
  type LoadBalancerPlace,
  WebAcl,
  WebAclLog,
} from "@groundwork/constructs/container-service";
import type { NetworkPlace } from "@groundwork/constructs/network";
import { dnsNames, type Environment } from "@groundwork/configuration";

interface EntryProps {
  /** Of the load balancer. */
  readonly name: string;
  readonly environment: Environment;
  readonly network: NetworkPlace;
  readonly topicArn: string;
}

/** Through which requests come: the load balancer with its names, certificates and firewall. */
export function makeEntry(stack: Construct, props: EntryProps): LoadBalancer {
  const { name, environment, network, topicArn } = props;
  const { accountId, region, production, loadBalancer: options } = environment;
  const { certificateArn, webAcl } = options;
  const names = dnsNames(environment);
  const certificates = names && new Certificates(stack, "certificates", names);
  const loadBalancer = new LoadBalancer(stack, "load-balancer", {
    ...options,
    name,
    accountId,
    region,
    production,
    vpcId: network.vpc.id,
    subnetIds: network.publicSubnetIds,
    certificateArns: certificates?.arns ?? (certificateArn ? [certificateArn] : undefined),
    webAclArn: webAcl === "managed" ? managedWebAclArn(stack, props) : webAcl,
  });
  new LoadBalancerAlarms(stack, "load-balancer-alarms", { name, loadBalancer, topicArn });
  if (certificates) {
    new DnsRecords(stack, "dns-records", { ...names!, zoneId: certificates.zoneId, loadBalancer });
  }
  return loadBalancer;
}

/** The firewall of AWS's rules, with its log. */
function managedWebAclArn(stack: Construct, { name, environment }: EntryProps): string {
  const { accountId, region, production, logRetentionDays } = environment;
  const { webAcl, arn } = new WebAcl(stack, "web-acl", { name });
  new WebAclLog(stack, "web-acl-log", {
    name,
    webAcl,
    accountId,
    region,
    retentionDays: logRetentionDays,
    preventDestroy: production,
  });
  return arn;
}

/** Says where the services answer. */
export function outputUrl(
  stack: Construct,
  { loadBalancer: { domain, certificateArn } }: Environment,
  { loadBalancer }: LoadBalancerPlace,
): void {
  new TerraformOutput(stack, "url", {
    description: "Where the load balancer answers",
    value: domain
      ? `https://${domain.name}`
      : `${certificateArn ? "https" : "http"}://${loadBalancer.dnsName}`,
  });
}
