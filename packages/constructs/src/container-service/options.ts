export { isWithin, withoutWildcard } from "./load-balancer/host-name";
export { autoscalingOptions } from "./service/autoscaling-options";
export { NO_HOOKS } from "./service/no-hooks";
