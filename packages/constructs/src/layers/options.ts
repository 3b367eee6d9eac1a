export {
  CONTRACTS,
  contractParameter,
  FIELDS,
  LAYERS,
  type ContractName,
  type Contracts,
  type Layer,
  type NetworkContract,
} from "./contracts";
export { parseForeignAddress, type ForeignAddress } from "./foreign-address";
export {
  foreignNetworkOptions,
  isForeign,
  type ForeignField,
  type ForeignNetworkOptions,
} from "./foreign-network-options";
