export { capacityProviderStrategy, containerInsights, cpuArchitecture, instanceOptions } from "./cluster/cluster-options";
export { isWithin, withoutWildcard } from "./load-balancer/host-name";
export { httpOptions } from "./load-balancer/http-options";
export { loadBalancerOptions } from "./load-balancer/load-balancer-options";
export { autoscalingOptions } from "./service/autoscaling-options";
export { deploymentOptions } from "./service/deployment-options";
export { NO_HOOKS } from "./service/no-hooks";
