export {
  capacityProviderStrategy,
  containerInsights,
  instanceOptions,
} from "./cluster/cluster-options";
export { isWithin, withoutWildcard } from "./load-balancer/host-name";
export { loadBalancerOptions } from "./load-balancer/load-balancer-options";
export { alarmOptions } from "./service/alarm-options";
export { NO_HOOKS } from "./service/no-hooks";
export { serviceOptions, type ServiceOptions } from "./service/service-options";
export type { ContainerProps } from "./task/container-definition";
export type { ContainerOptions } from "./task/container-options";
export { permission } from "./task/permission-options";
export { placeholder } from "./task/placeholder";
