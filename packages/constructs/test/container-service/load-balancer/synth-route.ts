import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { httpOptions } from "../../../src/container-service/load-balancer/http-options";
import {
  HttpRoute,
  type HttpRouteProps,
} from "../../../src/container-service/load-balancer/http-route";
import type { LoadBalancerProps } from "../../../src/container-service/load-balancer/load-balancer";
import { resourceAddresses, synthConstruct } from "@groundwork/testing/synth";
import { addLoadBalancer } from "./synth-load-balancer";

/** A route from a load balancer to tasks, and what is its own of the resources. */
export function synthRoute(
  overrides: Partial<HttpRouteProps> = {},
  loadBalancer: Partial<LoadBalancerProps> = {},
) {
  let route: HttpRoute;
  const json = synthConstruct((scope) => {
    route = new HttpRoute(scope, "route", {
      name: "web",
      vpcId: "vpc-1",
      loadBalancer: addLoadBalancer(scope, loadBalancer),
      securityGroup: new SecurityGroup(scope, "tasks", { vpcId: "vpc-1" }),
      ...httpOptions.parse({ port: 8080, healthCheckPath: "/health" }),
      priority: 100,
      shiftsTraffic: false,
      ...overrides,
    });
  });
  const own = resourceAddresses(json).filter((address) => address.includes(".route_"));
  const rules = json.resource["aws_lb_listener_rule"]!;
  return { json, route: route!, own, rules };
}
