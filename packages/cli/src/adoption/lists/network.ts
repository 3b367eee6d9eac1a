import {
  paginateDescribeInstances,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVolumes,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcs,
  DescribeAddressesCommand,
  type Tag,
} from "@aws-sdk/client-ec2";
import { every, tagsOf, type Place, type RegionListing, type Seen } from "../seen";

/** What EC2 gives: its answers have ids and no ARNs. */
interface Item {
  readonly id: string | undefined;
  readonly created?: Date | undefined;
  readonly tags?: readonly Tag[] | undefined;
  /** Whether AWS has made it of itself, in every account or with every VPC. @default false */
  readonly byAws?: boolean | undefined;
}

/** @param kind as ARNs of EC2 have it, such as `vpc` */
const ofEc2 = (
  type: string,
  kind: string,
  call: string,
  items: (place: Place) => Promise<Item[]>,
): RegionListing => ({
  type,
  action: `ec2:${call}`,
  list: async (place) =>
    (await items(place))
      .filter(({ byAws = false }) => !byAws)
      .map(({ id, created, tags }): Seen => {
        const { region, accountId } = place;
        return {
          arn: `arn:aws:ec2:${region}:${accountId}:${kind}/${id}`,
          created,
          tags: tagsOf(tags),
        };
      }),
});

/** What lies in a VPC of each region that AWS makes for every account. */
async function defaultVpcs({ clients: { ec2 } }: Place): Promise<ReadonlySet<string | undefined>> {
  const all = await every(paginateDescribeVpcs({ client: ec2 }, {}), ({ Vpcs }) => Vpcs);
  return new Set(all.filter(({ IsDefault }) => IsDefault).map(({ VpcId }) => VpcId));
}

export const NETWORK: readonly RegionListing[] = [
  ofEc2("aws_vpc", "vpc", "DescribeVpcs", async ({ clients: { ec2 } }) =>
    (await every(paginateDescribeVpcs({ client: ec2 }, {}), ({ Vpcs }) => Vpcs)).map((vpc) => ({
      id: vpc.VpcId,
      tags: vpc.Tags,
      byAws: vpc.IsDefault,
    })),
  ),
  ofEc2("aws_subnet", "subnet", "DescribeSubnets", async ({ clients: { ec2 } }) =>
    (await every(paginateDescribeSubnets({ client: ec2 }, {}), ({ Subnets }) => Subnets)).map(
      (subnet) => ({ id: subnet.SubnetId, tags: subnet.Tags, byAws: subnet.DefaultForAz }),
    ),
  ),
  ofEc2("aws_security_group", "security-group", "DescribeSecurityGroups", async (place) => {
    const pages = paginateDescribeSecurityGroups({ client: place.clients.ec2 }, {});
    return (await every(pages, ({ SecurityGroups }) => SecurityGroups)).map((group) => ({
      id: group.GroupId,
      tags: group.Tags,
      byAws: group.GroupName === "default",
    }));
  }),
  ofEc2("aws_route_table", "route-table", "DescribeRouteTables", async (place) => {
    const pages = paginateDescribeRouteTables({ client: place.clients.ec2 }, {});
    return (await every(pages, ({ RouteTables }) => RouteTables)).map((table) => ({
      id: table.RouteTableId,
      tags: table.Tags,
      byAws: table.Associations?.some(({ Main }) => Main),
    }));
  }),
  ofEc2("aws_internet_gateway", "internet-gateway", "DescribeInternetGateways", async (place) => {
    const pages = paginateDescribeInternetGateways({ client: place.clients.ec2 }, {});
    const defaults = await defaultVpcs(place);
    return (await every(pages, ({ InternetGateways }) => InternetGateways)).map((gateway) => ({
      id: gateway.InternetGatewayId,
      tags: gateway.Tags,
      byAws: gateway.Attachments?.some(({ VpcId }) => defaults.has(VpcId)),
    }));
  }),
  ofEc2("aws_nat_gateway", "natgateway", "DescribeNatGateways", async ({ clients: { ec2 } }) =>
    (await every(paginateDescribeNatGateways({ client: ec2 }, {}), (page) => page.NatGateways))
      // For an hour AWS still tells of one that is gone.
      .filter(({ State }) => State !== "deleted" && State !== "deleting")
      .map((gateway) => ({
        id: gateway.NatGatewayId,
        tags: gateway.Tags,
        created: gateway.CreateTime,
      })),
  ),
  ofEc2("aws_eip", "elastic-ip", "DescribeAddresses", async ({ clients: { ec2 } }) => {
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
    return Addresses.map(({ AllocationId, Tags }) => ({ id: AllocationId, tags: Tags }));
  }),
  ofEc2("aws_vpc_endpoint", "vpc-endpoint", "DescribeVpcEndpoints", async ({ clients: { ec2 } }) =>
    (await every(paginateDescribeVpcEndpoints({ client: ec2 }, {}), (page) => page.VpcEndpoints))
      .filter(({ State }) => !/^delet/i.test(State ?? ""))
      .map((endpoint) => ({
        id: endpoint.VpcEndpointId,
        tags: endpoint.Tags,
        created: endpoint.CreationTimestamp,
      })),
  ),
  ofEc2("aws_instance", "instance", "DescribeInstances", async ({ clients: { ec2 } }) =>
    (await every(paginateDescribeInstances({ client: ec2 }, {}), (page) => page.Reservations))
      .flatMap(({ Instances = [] }) => Instances)
      .filter(({ State }) => State?.Name !== "terminated")
      .map((instance) => ({
        id: instance.InstanceId,
        tags: instance.Tags,
        created: instance.LaunchTime,
      })),
  ),
  ofEc2("aws_ebs_volume", "volume", "DescribeVolumes", async ({ clients: { ec2 } }) =>
    (await every(paginateDescribeVolumes({ client: ec2 }, {}), ({ Volumes }) => Volumes)).map(
      (volume) => ({
        id: volume.VolumeId,
        tags: volume.Tags,
        created: volume.CreateTime,
        // Its instance is told of, and the volume goes with it.
        byAws: volume.Attachments?.some(({ DeleteOnTermination }) => DeleteOnTermination),
      }),
    ),
  ),
];
