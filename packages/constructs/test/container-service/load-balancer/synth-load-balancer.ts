import type { Construct } from "constructs";
import {
  LoadBalancer,
  type LoadBalancerProps,
} from "../../../src/container-service/load-balancer/load-balancer";
import { synthConstruct, type TerraformJson } from "@groundwork/testing/synth";

export const addLoadBalancer = (scope: Construct, overrides: Partial<LoadBalancerProps> = {}) =>
  new LoadBalancer(scope, "load-balancer", {
    name: "acme-dev",
    accountId: "111111111111",
    region: "eu-central-1",
    vpcId: "vpc-1",
    subnetIds: ["subnet-1", "subnet-2"],
    production: true,
    ...overrides,
  });

/** A load balancer alone in its stack. */
export function synthLoadBalancer(overrides: Partial<LoadBalancerProps> = {}) {
  let loadBalancer: LoadBalancer;
  const json = synthConstruct((scope) => {
    loadBalancer = addLoadBalancer(scope, overrides);
  });
  return { json, loadBalancer: loadBalancer! };
}

/** The listener of a name, such as `https`. */
export const listener = (json: TerraformJson, name: string): any =>
  Object.entries(json.resource["aws_lb_listener"]!).find(([id]) =>
    id.startsWith(`load-balancer_${name}-listener_`),
  )?.[1];

/** Source and port of each rule that lets something in. */
export const openings = (json: TerraformJson) =>
  Object.values(json.resource["aws_vpc_security_group_ingress_rule"]!)
    .map((rule) => `${rule.cidr_ipv4} to ${rule.from_port}-${rule.to_port}`)
    .toSorted();
