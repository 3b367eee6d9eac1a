export { isWithin, withoutWildcard } from "./load-balancer/host-name";
export { NO_HOOKS } from "./service/no-hooks";
export type { ContainerProps } from "./task/container-definition";
export { placeholder } from "./task/placeholder";
