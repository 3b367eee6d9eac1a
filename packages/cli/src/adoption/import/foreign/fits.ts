import type { NetworkAcl, SecurityGroup, Subnet } from "@aws-sdk/client-ec2";
import { subnetOf } from "@groundwork/constructs/address-blocks";
import { networkOptions } from "@groundwork/constructs/network/options";
import { isPublic, ownTableOf, wayOut, type VpcShape } from "./vpc-shape";

/** The options by which the stack would make a VPC that is there. */
export interface SameNetwork {
  readonly cidr: string;
  readonly zones: readonly string[];
  readonly nat: "none" | "single" | "per-zone";
}

/** Whether a VPC is as the stack would make it, or why not. */
export type Fit = { readonly network: SameNetwork } | { readonly why: readonly string[] };

/**
 * Holds a VPC against what the construct of a network makes. It must be the same in all that cannot
 * be changed in place, and in what would cut somebody off if it was.
 */
export function fitOf(shape: VpcShape, region: string): Fit {
  const { vpc, subnets } = shape;
  const cidr = vpc.CidrBlock!;
  const open = subnets.filter((one) => isPublic(shape, one));
  const closed = subnets.filter((one) => !isPublic(shape, one));
  const zones = [...new Set(subnets.map((one) => letterOf(one, region)))].toSorted();
  const nat = natOf(shape, zones, open, closed, region);
  const found = { cidr, zones, nat: nat ?? "single" };
  const checked = networkOptions.safeParse({ ...found, connectable: false });
  const tiers = [
    ...wrongBlocks(cidr, zones, open, 0, region, "public"),
    ...wrongBlocks(cidr, zones, closed, 8, region, "private"),
  ];
  const why = [
    ...(checked.success
      ? []
      : checked.error.issues.map(({ path, message }) => `${path.join(".")} is not ${message}`)),
    ...tiers,
    ...tableFaults(shape, open, closed),
    ...(nat === undefined ? ["its NAT gateways are neither none, nor one, nor one a zone"] : []),
    ...ownFaults(shape),
  ];
  return why.length === 0 ? { network: found as SameNetwork } : { why };
}

const letterOf = ({ AvailabilityZone = "" }: Subnet, region: string): string =>
  AvailabilityZone.startsWith(region) ? AvailabilityZone.slice(region.length) : AvailabilityZone;

/** A tier has one subnet in each zone, which the letter of the zone numbers. */
function wrongBlocks(
  cidr: string,
  zones: readonly string[],
  subnets: readonly Subnet[],
  first: number,
  region: string,
  tier: string,
): string[] {
  const faults: string[] = [];
  for (const zone of zones) {
    const own = subnets.filter((one) => letterOf(one, region) === zone);
    const number = first + zone.charCodeAt(0) - "a".charCodeAt(0);
    const wanted = subnetOf(cidr, 4, number);
    const got = own.map(({ SubnetId, CidrBlock }) => `${SubnetId} (${CidrBlock})`).join(", ");
    if (own.length === 1 && own[0]!.CidrBlock === wanted) continue;
    faults.push(`zone ${zone} has ${got || "no subnet"} for the ${tier} one of ${wanted}`);
  }
  return faults;
}

function natOf(
  shape: VpcShape,
  zones: readonly string[],
  open: readonly Subnet[],
  closed: readonly Subnet[],
  region: string,
): SameNetwork["nat"] | undefined {
  const gatewayOf = (zone: string) => {
    const subnet = open.find((one) => letterOf(one, region) === zone);
    return shape.nats.find((one) => one.SubnetId === subnet?.SubnetId)?.NatGatewayId;
  };
  const used = closed.map((one) => ({
    zone: letterOf(one, region),
    nat: wayOut(ownTableOf(shape.tables, one.SubnetId))?.NatGatewayId,
  }));
  // One that leads to other networks alone is none, and is in the way of one that would be.
  if (shape.nats.some(({ ConnectivityType }) => ConnectivityType === "private")) return undefined;
  if (shape.nats.length === 0) {
    return used.every(({ nat }) => nat === undefined) && !hasInterfaces(shape) ? "none" : undefined;
  }
  const [first] = zones.map(gatewayOf);
  const isOfFirst = first !== undefined && used.every(({ nat }) => nat === first);
  if (shape.nats.length === 1) return isOfFirst ? "single" : undefined;
  const isOwn = used.every(({ zone, nat }) => nat !== undefined && nat === gatewayOf(zone));
  return shape.nats.length === zones.length && isOwn ? "per-zone" : undefined;
}

/** Whether private subnets may do without NAT. */
const hasInterfaces = ({ endpoints }: VpcShape): boolean =>
  endpoints.some(({ VpcEndpointType }) => VpcEndpointType === "Interface");

/** Public subnets share a table, and each private one has its own. */
function tableFaults({ tables }: VpcShape, open: readonly Subnet[], closed: readonly Subnet[]) {
  const idOf = ({ SubnetId }: Subnet) => ownTableOf(tables, SubnetId)?.RouteTableId;
  const [shared, own] = [open.map(idOf), closed.map(idOf)];
  const isShared = new Set(shared).size <= 1 && !shared.includes(undefined);
  const isOwn = new Set(own).size === own.length && !own.includes(undefined);
  const isApart = !own.some((id) => shared.includes(id));
  return [
    ...(isShared ? [] : ["its public subnets do not share one route table beside the main one"]),
    ...(isOwn && isApart ? [] : ["its private subnets have no route table each"]),
  ];
}

/** What taking it over would take from those who use it. */
function ownFaults({ vpc, gateways, acls, defaultGroup, usersOfDefault }: VpcShape): string[] {
  const acl = acls.find(({ IsDefault }) => IsDefault);
  return [
    ...(gateways.length === 1 ? [] : ["it has no internet gateway"]),
    ...(vpc.InstanceTenancy === undefined || vpc.InstanceTenancy === "default"
      ? []
      : [`its tenancy is ${vpc.InstanceTenancy}`]),
    ...(vpc.Ipv6CidrBlockAssociationSet?.length ? ["it has IPv6 addresses, which would go"] : []),
    ...(acl === undefined || letsAllIn(acl)
      ? []
      : [`its default network ACL ${acl.NetworkAclId} has rules of its own, which would go`]),
    ...(usersOfDefault > 0 && hasRules(defaultGroup)
      ? [
          `${usersOfDefault} network interfaces use its default security group ${defaultGroup?.GroupId}, whose rules would go`,
        ]
      : []),
  ];
}

const hasRules = (group: SecurityGroup | undefined): boolean =>
  [group?.IpPermissions, group?.IpPermissionsEgress].some((rules) => rules?.length);

/** As AWS makes it: rule 100 lets all in and out, and the last one, which stays, nothing. */
const letsAllIn = ({ Entries = [] }: NetworkAcl): boolean =>
  Entries.filter(({ RuleNumber }) => RuleNumber !== 32_767).every(
    (one) =>
      one.RuleNumber === 100 &&
      one.RuleAction === "allow" &&
      one.Protocol === "-1" &&
      one.CidrBlock === "0.0.0.0/0",
  );
