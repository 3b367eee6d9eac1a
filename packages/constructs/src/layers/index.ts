export { clusterContract, clusterOfLayer, type ServicePlace } from "./cluster-layer";
export type { BaseContract, Layer } from "./contracts";
export { isForeign } from "./foreign-network-options";
export { LayerContracts } from "./layer-contracts";
export { NetworkOfLayer, networkContract } from "./network-layer";
