import {
  DescribeVpcAttributeCommand,
  paginateDescribeNetworkInterfaces,
  paginateDescribeVpcs,
  type InternetGateway,
  type NatGateway,
  type NetworkAcl,
  type RouteTable,
  type SecurityGroup,
  type Subnet,
  type Vpc,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import { OperationError } from "../../../core/errors";
import { every } from "../../seen";
import {
  endpointsOf,
  internetGatewaysOf,
  nameOf,
  natGatewaysOf,
  networkAclsOf,
  routeTablesOf,
  subnetsOf,
} from "../finders/vpc-contents";
import { groupsOf } from "../finders/security-groups";
import type { Asks } from "../questions";

/** A VPC with what lies in it, as AWS tells. */
export interface VpcShape {
  readonly vpc: Vpc;
  readonly subnets: readonly Subnet[];
  readonly tables: readonly RouteTable[];
  readonly gateways: readonly InternetGateway[];
  readonly nats: readonly NatGateway[];
  readonly endpoints: readonly VpcEndpoint[];
  readonly acls: readonly NetworkAcl[];
  /** The group that whatever is started without one has. */
  readonly defaultGroup: SecurityGroup | undefined;
  /** How many network interfaces use that. */
  readonly usersOfDefault: number;
  readonly hasHostNames: boolean;
}

/**
 * The VPC of an id, or of the tag `Name`.
 *
 * @param where as `eu-west-1 of 111111111111`
 * @throws OperationError where there is none, or are several
 */
export async function vpcShape(asks: Asks, asked: string, where: string): Promise<VpcShape> {
  const all =
    (await asks.ask("ec2:DescribeVpcs", "all", ({ ec2 }) =>
      every(paginateDescribeVpcs({ client: ec2 }, {}), ({ Vpcs }) => Vpcs),
    )) ?? [];
  const found = all.filter(({ VpcId, Tags }) => VpcId === asked || nameOf(Tags) === asked);
  if (found.length !== 1) {
    const some = (found.length === 0 ? all : found).map(named).join(", ");
    throw new OperationError(
      found.length === 0
        ? `--vpc: got ${asked}, expected a VPC in ${where}: ${some === "" ? "there is none" : some}`
        : `--vpc: got ${asked}, which ${found.length} VPCs in ${where} are called, expected the id of one: ${some}`,
    );
  }
  return shapeOf(asks, found[0]!);
}

const named = ({ VpcId, Tags }: Vpc): string => {
  const name = nameOf(Tags);
  return name === undefined ? VpcId! : `${VpcId} (${name})`;
};

async function shapeOf(asks: Asks, vpc: Vpc): Promise<VpcShape> {
  const id = vpc.VpcId!;
  const [subnets, tables, gateways, nats, endpoints, acls, groups, names] = await Promise.all([
    subnetsOf(asks, id),
    routeTablesOf(asks, id),
    internetGatewaysOf(asks, id),
    natGatewaysOf(asks, id),
    endpointsOf(asks, id),
    networkAclsOf(asks, id),
    groupsOf(asks, id),
    asks.ask("ec2:DescribeVpcAttribute", id, ({ ec2 }) =>
      ec2.send(new DescribeVpcAttributeCommand({ VpcId: id, Attribute: "enableDnsHostnames" })),
    ),
  ]);
  const defaultGroup = groups?.find(({ GroupName }) => GroupName === "default");
  return {
    vpc,
    subnets: subnets ?? [],
    tables: tables ?? [],
    gateways: gateways ?? [],
    nats: nats ?? [],
    endpoints: endpoints ?? [],
    acls: acls ?? [],
    defaultGroup,
    usersOfDefault: await usersOf(asks, defaultGroup?.GroupId, nats ?? []),
    hasHostNames: names?.EnableDnsHostnames?.Value ?? false,
  };
}

/** How many interfaces heed a group; those of NAT gateways heed none. */
async function usersOf(
  asks: Asks,
  groupId: string | undefined,
  nats: readonly NatGateway[],
): Promise<number> {
  if (groupId === undefined) return 0;
  const found = await asks.ask("ec2:DescribeNetworkInterfaces", groupId, ({ ec2 }) =>
    every(
      paginateDescribeNetworkInterfaces(
        { client: ec2 },
        { Filters: [{ Name: "group-id", Values: [groupId] }] },
      ),
      (page) => page.NetworkInterfaces,
    ),
  );
  const ofNats = new Set(
    nats
      .flatMap(({ NatGatewayAddresses = [] }) => NatGatewayAddresses)
      .map(({ NetworkInterfaceId }) => NetworkInterfaceId),
  );
  return (found ?? []).filter((one) => !ofNats.has(one.NetworkInterfaceId)).length;
}

/** The table by which a subnet's packets go: its own, or the VPC's main one. */
export const tableOf = ({ tables }: VpcShape, subnetId: string | undefined) =>
  ownTableOf(tables, subnetId) ?? tables.find((one) => one.Associations?.some(({ Main }) => Main));

/** The table that was associated with a subnet. */
export const ownTableOf = (tables: readonly RouteTable[], subnetId: string | undefined) =>
  tables.find((one) => one.Associations?.some(({ SubnetId }) => SubnetId === subnetId));

/** Where packets for the internet go. */
export const wayOut = (table: RouteTable | undefined) =>
  table?.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === "0.0.0.0/0");

/** Whether a load balancer in a subnet can be reached from the internet. */
export const isPublic = (shape: VpcShape, { SubnetId }: Subnet): boolean =>
  wayOut(tableOf(shape, SubnetId))?.GatewayId?.startsWith("igw-") ?? false;
