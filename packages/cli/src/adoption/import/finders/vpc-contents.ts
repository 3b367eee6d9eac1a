import {
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeNetworkAcls,
  paginateDescribeRouteTables,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  type Tag,
} from "@aws-sdk/client-ec2";
import { every, tagsOf } from "../../seen";
import type { Asks } from "../asks";

/*
 * What lies in a VPC, as EC2 lists it.
 */

const inVpc = (vpcId: string) => [{ Name: "vpc-id", Values: [vpcId] }];

export const subnetsOf = (search: Asks, vpcId: string) =>
  search.ask("ec2:DescribeSubnets", vpcId, ({ ec2 }) =>
    every(paginateDescribeSubnets({ client: ec2 }, { Filters: inVpc(vpcId) }), (p) => p.Subnets),
  );

export const routeTablesOf = (search: Asks, vpcId: string) =>
  search.ask("ec2:DescribeRouteTables", vpcId, ({ ec2 }) =>
    every(
      paginateDescribeRouteTables({ client: ec2 }, { Filters: inVpc(vpcId) }),
      (page) => page.RouteTables,
    ),
  );

export const internetGatewaysOf = (search: Asks, vpcId: string) =>
  search.ask("ec2:DescribeInternetGateways", vpcId, ({ ec2 }) =>
    every(
      paginateDescribeInternetGateways(
        { client: ec2 },
        { Filters: [{ Name: "attachment.vpc-id", Values: [vpcId] }] },
      ),
      (page) => page.InternetGateways,
    ),
  );

export const natGatewaysOf = (search: Asks, vpcId: string) =>
  search.ask("ec2:DescribeNatGateways", vpcId, async ({ ec2 }) =>
    (
      await every(
        paginateDescribeNatGateways({ client: ec2 }, { Filter: inVpc(vpcId) }),
        (page) => page.NatGateways,
      )
    ).filter(({ State }) => !/^(delet|failed)/.test(State ?? "")),
  );

export const endpointsOf = (search: Asks, vpcId: string) =>
  search.ask("ec2:DescribeVpcEndpoints", vpcId, async ({ ec2 }) =>
    (
      await every(
        paginateDescribeVpcEndpoints({ client: ec2 }, { Filters: inVpc(vpcId) }),
        (page) => page.VpcEndpoints,
      )
    ).filter(({ State, VpcId }) => VpcId === vpcId && !/^delet/i.test(State ?? "")),
  );

export const networkAclsOf = (search: Asks, vpcId: string) =>
  search.ask("ec2:DescribeNetworkAcls", vpcId, ({ ec2 }) =>
    every(
      paginateDescribeNetworkAcls({ client: ec2 }, { Filters: inVpc(vpcId) }),
      (page) => page.NetworkAcls,
    ),
  );

export const nameOf = (tags: readonly Tag[] | undefined): string | undefined =>
  tagsOf(tags)["Name"];
