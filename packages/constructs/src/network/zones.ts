import type { Construct } from "constructs";
import { check } from "../check";

/** An availability zone and the place of its subnets in the network's address range. */
export interface Zone {
  readonly name: string;
  readonly letter: string;
  readonly region: string;
  /** Number of the zone's subnet among those of its tier: a is 0, b is 1. */
  readonly netnum: number;
}

// Up to h: eight subnets a tier are all that four new bits leave. No region has gone beyond f.
const zoneName = /^([a-z]{2}(?:-[a-z]+)+-\d)([a-h])$/;

/**
 * The zones in the order of their letters. Subnets are numbered by letter and not by place in the
 * list, so that adding, removing or reordering zones leaves the subnets of the others alone.
 */
export function parseZones(scope: Construct, names: string[]): Zone[] {
  const demand = (holds: boolean, expected: string) =>
    check(scope, "availabilityZones", names, holds, expected);

  const zones = names.map((name) => {
    const [, region = "", letter = ""] = zoneName.exec(name) ?? [];
    demand(letter !== "", 'full names of zones a to h, such as "eu-central-1a"');
    return { name, letter, region, netnum: letter.charCodeAt(0) - "a".charCodeAt(0) };
  });
  // At least two, since a load balancer demands subnets in two zones (ELBv2 API, CreateLoadBalancer).
  demand(names.length === 2 || names.length === 3, "2 or 3 zones");
  demand(new Set(names).size === names.length, "each zone once");
  demand(new Set(zones.map(({ region }) => region)).size === 1, "zones of one region");
  return zones.toSorted((a, b) => a.netnum - b.netnum);
}
