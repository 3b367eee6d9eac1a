import { originalAddress } from "../../stand-ins/addresses";

/**
 * Whether an address is that of a parameter by which a layer tells those above it what they must know
 * (constructs/src/layers). Terraform makes them anew from what the layer has.
 */
export const isContract = (address: string): boolean =>
  originalAddress(address).startsWith("aws_ssm_parameter.contracts_");
