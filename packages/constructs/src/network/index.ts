export { isExisting } from "./existing-network-options";
export { existingNetwork } from "./existing-network";
export { Network } from "./network";
export type { NetworkPlace } from "./network-place";
