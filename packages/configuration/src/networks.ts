import { addressesOf, overlap } from "@groundwork/constructs/address-blocks";
import { networkOptions } from "@groundwork/constructs/network/options";
import type { EnvironmentInput } from "./environment";

/**
 * Networks that could never be connected, as both have some address: whoever copies an environment
 * forgets that most easily, and a VPC keeps its addresses. Path, what was got, what was expected.
 */
export function networkMismatches(
  environments: readonly EnvironmentInput[],
): [path: PropertyKey[], got: string, expected: string][] {
  const networks = environments.flatMap((environment) => {
    const network = environment?.network;
    if (typeof network !== "object" || network === null || !("cidr" in network)) return [];
    const { cidr, connectable } = network;
    const isBlock = networkOptions.shape.cidr.safeParse(cidr).success;
    if (!isBlock || connectable === false) return [];
    // Each is compared with all others, and so is read beforehand.
    return [{ name: environment.name, cidr: cidr!, addresses: addressesOf(cidr!) }];
  });
  return networks.flatMap(({ name, cidr, addresses }, index): [PropertyKey[], string, string][] => {
    const other = networks
      .slice(0, index)
      .find((earlier) => earlier.name !== name && overlap(earlier.addresses, addresses));
    if (other === undefined) return [];
    return [
      [
        [name, "network", "cidr"],
        cidr,
        `addresses of its own, as ${other.name} has some of these (${other.cidr}) and the two could never be connected (or network.connectable: false in one of them)`,
      ],
    ];
  });
}
