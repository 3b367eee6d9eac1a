import { isIPv4 } from "node:net";
import type { Construct } from "constructs";
import { check } from "../../check";

/** Holds a construct's prop against being a list of IPv4 ranges, each once. */
export function checkIpv4Ranges(scope: Construct, prop: string, cidrs: readonly string[]): void {
  check(
    scope,
    prop,
    cidrs,
    cidrs.length >= 1 && new Set(cidrs).size === cidrs.length && cidrs.every(isRange),
    'IPv4 ranges such as "192.0.2.0/24", each once',
  );
}

/** No bit may be set beyond the prefix: the provider takes no such range in a rule. */
function isRange(cidr: string): boolean {
  const [address = "", length = "", ...rest] = cidr.split("/");
  if (rest.length > 0 || !isIPv4(address) || !/^([0-9]|[12][0-9]|3[0-2])$/.test(length))
    return false;
  const bits = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return bits % 2 ** (32 - Number(length)) === 0;
}
