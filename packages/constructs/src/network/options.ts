export {
  existingNetworkOptions,
  isExisting,
  type ExistingNetworkOptions,
} from "./existing-network-options";
export { networkOptions } from "./network-options";
