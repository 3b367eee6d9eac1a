export {
  contractParameter,
  FIELDS,
  LAYERS,
  type ContractName,
  type Contracts,
  type Layer,
  type NetworkContract,
} from "./contracts";
