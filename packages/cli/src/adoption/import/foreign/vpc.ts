import {
  DescribeVpcAttributeCommand,
  paginateDescribeNetworkInterfaces,
  paginateDescribeVpcs,
  type NatGateway,
  type Vpc,
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
import type { Asks } from "../asks";
import type { VpcShape } from "./vpc-shape";

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
