import {
  DescribeAddressesCommand,
  paginateDescribeFlowLogs,
  paginateDescribeNatGateways,
  paginateDescribeRouteTables,
  paginateDescribeVpcs,
} from "@aws-sdk/client-ec2";
import { OperationError } from "../../../core/errors";
import { every } from "../../seen";
import { onlyOne, type Finder, type Search, type Thing } from "../search";
import {
  endpointsOf,
  internetGatewaysOf,
  nameOf,
  networkAclsOf,
  routeTablesOf,
  subnetsOf,
} from "./vpc-contents";

/** The tag `Name` that a resource would have. */
const ownName = ({ given }: Parameters<Finder>[0]): string | undefined =>
  (given["tags"] as Readonly<Record<string, string>> | undefined)?.["Name"];

const byId = (id: string | undefined, more: Partial<Thing> = {}): Thing | undefined =>
  id === undefined ? undefined : { id, attributes: { id }, ...more };

/** The VPC that was named, or that of the stack's name and addresses. */
const vpc: Finder = async (resource, search) => {
  const { vpcId } = search.place;
  const name = ownName(resource);
  const cidr = await search.text(resource, "cidr_block");
  const found = await search.ask("ec2:DescribeVpcs", vpcId ?? `${name}`, ({ ec2 }) =>
    every(
      paginateDescribeVpcs(
        { client: ec2 },
        vpcId === undefined
          ? { Filters: [{ Name: "tag:Name", Values: [`${name}`] }] }
          : { VpcIds: [vpcId] },
      ),
      ({ Vpcs }) => Vpcs,
    ),
  );
  const all = (found ?? []).filter(
    ({ CidrBlock }) => vpcId !== undefined || CidrBlock === `${cidr}`,
  );
  if (all.length > 1) {
    const ids = all.map(({ VpcId }) => VpcId).join(", ");
    throw new OperationError(
      `got ${all.length} VPCs called ${name} with ${cidr}: ${ids}; expected one. Name the one that is meant by --vpc`,
    );
  }
  return byId(all[0]?.VpcId, { facts: { cidr_block: all[0]?.CidrBlock } });
};

/** Finders of what lies in a VPC that the resource names. */
const withVpc =
  (find: (vpcId: string, ...args: Parameters<Finder>) => ReturnType<Finder>): Finder =>
  async (resource, search) => {
    const vpcId = await search.text(resource, "vpc_id");
    return vpcId === undefined ? undefined : find(vpcId, resource, search);
  };

const subnet = withVpc(async (vpcId, resource, search) => {
  const cidr = await search.text(resource, "cidr_block");
  const one = (await subnetsOf(search, vpcId))?.find(({ CidrBlock }) => CidrBlock === cidr);
  return byId(one?.SubnetId, { facts: { availability_zone: one?.AvailabilityZone } });
});

/** The table of the stack's own name, or the one that the subnets have which shall have it. */
const routeTable = withVpc(async (vpcId, resource, search) => {
  const tables = (await routeTablesOf(search, vpcId)) ?? [];
  const name = ownName(resource);
  const named = onlyOne(tables.filter(({ Tags }) => name !== undefined && nameOf(Tags) === name));
  if (named) return byId(named.RouteTableId);
  const associations = search.mentioning(resource.address, "aws_route_table_association");
  const subnetIds = await Promise.all(associations.map((one) => search.text(one, "subnet_id")));
  const used = tables.filter((table) =>
    table.Associations?.some(({ SubnetId, Main }) => !Main && subnetIds.includes(SubnetId)),
  );
  return byId(onlyOne(used)?.RouteTableId);
});

const association: Finder = async (resource, search) => {
  const [subnetId, tableId] = await Promise.all([
    search.text(resource, "subnet_id"),
    search.text(resource, "route_table_id"),
  ]);
  const table = await tableBy(search, tableId);
  const is = table?.Associations?.some((one) => one.SubnetId === subnetId);
  return subnetId !== undefined && is ? byId(`${subnetId}/${tableId}`) : undefined;
};

async function tableBy(search: Search, tableId: string | undefined) {
  if (tableId === undefined) return undefined;
  const found = await search.ask("ec2:DescribeRouteTables", tableId, ({ ec2 }) =>
    every(
      paginateDescribeRouteTables({ client: ec2 }, { RouteTableIds: [tableId] }),
      (page) => page.RouteTables,
    ),
  );
  return found?.[0];
}

const route: Finder = async (resource, search) => {
  const [tableId, destination] = await Promise.all([
    search.text(resource, "route_table_id"),
    search.text(resource, "destination_cidr_block"),
  ]);
  const table = await tableBy(search, tableId);
  const is = table?.Routes?.some((one) => one.DestinationCidrBlock === destination);
  return is ? byId(`${tableId}_${destination}`) : undefined;
};

const internetGateway = withVpc(async (vpcId, _, search) =>
  byId((await internetGatewaysOf(search, vpcId))?.[0]?.InternetGatewayId),
);

async function natGatewayIn(...[resource, search]: Parameters<Finder>) {
  const subnetId = await search.text(resource, "subnet_id");
  if (subnetId === undefined) return undefined;
  const found = await search.ask("ec2:DescribeNatGateways", subnetId, ({ ec2 }) =>
    every(
      paginateDescribeNatGateways(
        { client: ec2 },
        { Filter: [{ Name: "subnet-id", Values: [subnetId] }] },
      ),
      (page) => page.NatGateways,
    ),
  );
  return onlyOne((found ?? []).filter(({ State }) => State === "available" || State === "pending"));
}

const natGateway: Finder = async (...args) => byId((await natGatewayIn(...args))?.NatGatewayId);

/** The address of the gateway that it is for, or the one of the stack's own name. */
const address: Finder = async (resource, search) => {
  const [gateway] = search.mentioning(resource.address, "aws_nat_gateway");
  const nat = gateway && (await natGatewayIn(gateway, search));
  const used = nat?.NatGatewayAddresses?.find(({ AllocationId }) => AllocationId);
  if (used) return addressThing(used.AllocationId!, used.PublicIp);
  const name = ownName(resource);
  const found = await search.ask("ec2:DescribeAddresses", `${name}`, ({ ec2 }) =>
    ec2.send(
      new DescribeAddressesCommand({ Filters: [{ Name: "tag:Name", Values: [`${name}`] }] }),
    ),
  );
  const { AllocationId: id, PublicIp } = onlyOne(found?.Addresses ?? []) ?? {};
  return id === undefined ? undefined : addressThing(id, PublicIp);
};

const addressThing = (id: string, ip: string | undefined): Thing => ({
  id,
  attributes: { id, allocation_id: id, public_ip: ip },
});

/** The VPC whose default thing a resource takes over, as `${aws_vpc.x.default_route_table_id}`. */
async function ownVpc(resource: Parameters<Finder>[0], search: Search, argument: string) {
  const reference = /\$\{(aws_vpc\.[\w-]+)\./.exec(String(resource.given[argument]));
  return reference ? (await search.find(reference[1]!))?.id : undefined;
}

const defaultNetworkAcl: Finder = async (resource, search) => {
  const vpcId = await ownVpc(resource, search, "default_network_acl_id");
  const all = vpcId === undefined ? [] : ((await networkAclsOf(search, vpcId)) ?? []);
  return byId(all.find(({ IsDefault }) => IsDefault)?.NetworkAclId);
};

/** The provider finds a main table by its VPC. */
const defaultRouteTable: Finder = async (resource, search) => {
  const vpcId = await ownVpc(resource, search, "default_route_table_id");
  return byId(vpcId);
};

const endpoint = withVpc(async (vpcId, resource, search) => {
  const service = await search.text(resource, "service_name");
  const type = await search.text(resource, "vpc_endpoint_type");
  const same = ((await endpointsOf(search, vpcId)) ?? []).filter(
    (one) => one.ServiceName === service && one.VpcEndpointType === type,
  );
  return byId(onlyOne(same)?.VpcEndpointId);
});

const flowLog = withVpc(async (vpcId, resource, search) => {
  const destination = await search.text(resource, "log_destination");
  const found = await search.ask("ec2:DescribeFlowLogs", vpcId, ({ ec2 }) =>
    every(
      paginateDescribeFlowLogs(
        { client: ec2 },
        { Filter: [{ Name: "resource-id", Values: [vpcId] }] },
      ),
      (page) => page.FlowLogs,
    ),
  );
  const same = (found ?? []).filter(
    ({ LogDestination, LogGroupName }) =>
      LogDestination?.replace(/:\*$/, "") === destination ||
      (LogGroupName !== undefined && destination?.endsWith(`:log-group:${LogGroupName}`)),
  );
  return byId(onlyOne(same)?.FlowLogId);
});

export const NETWORK_FINDERS: Readonly<Record<string, Finder>> = {
  aws_default_network_acl: defaultNetworkAcl,
  aws_default_route_table: defaultRouteTable,
  aws_eip: address,
  aws_flow_log: flowLog,
  aws_internet_gateway: internetGateway,
  aws_nat_gateway: natGateway,
  aws_route: route,
  aws_route_table: routeTable,
  aws_route_table_association: association,
  aws_subnet: subnet,
  aws_vpc: vpc,
  aws_vpc_endpoint: endpoint,
};
