import { subnetOf } from "@groundwork/constructs/address-blocks";

const CIDRSUBNET = /^\$\{cidrsubnet\("(\d+\.\d+\.\d+\.\d+\/\d+)", (\d+), (\d+)\)\}$/;

/** The block that an expression of Terraform's `cidrsubnet` stands for; undefined where it is none. */
export function writtenSubnet(text: string): string | undefined {
  const [, cidr, bits, number] = CIDRSUBNET.exec(text) ?? [];
  return cidr === undefined ? undefined : subnetOf(cidr, Number(bits), Number(number));
}
