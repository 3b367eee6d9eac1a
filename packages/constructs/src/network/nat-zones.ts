import type { NetworkOptions } from "./network-options";

export type NatProps = Pick<NetworkOptions, "nat" | "zones">;

/** Letters of the zones that have a NAT gateway, in their order. */
export function natZones({ nat, zones }: NatProps): string[] {
  const count = { none: 0, isolated: 0, single: 1, "per-zone": zones.length }[nat];
  return zones.toSorted().slice(0, count);
}
