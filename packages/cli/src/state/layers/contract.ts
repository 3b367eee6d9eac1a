import { CONTRACTS } from "@groundwork/constructs/layers/options";
import { originalAddress } from "../../stand-ins/addresses";
import { parseAddress } from "../../terraform/address";

/**
 * Whether an address is that of a parameter by which a layer tells those above it what they must know
 * (constructs/src/layers). Terraform makes them anew from what the layer has.
 */
export const isContract = (address: string): boolean =>
  originalAddress(address).startsWith(`aws_ssm_parameter.${CONTRACTS}_`);

/** Whether it is that of something that is read alone. Stand-ins of that are resources. */
export const isRead = (address: string): boolean =>
  parseAddress(originalAddress(address))?.mode === "data";
