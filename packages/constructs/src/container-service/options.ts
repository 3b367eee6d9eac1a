export { isWithin, withoutWildcard } from "./load-balancer/host-name";
export { NO_HOOKS } from "./service/no-hooks";
