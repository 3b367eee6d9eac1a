import type { Subnet } from "@aws-sdk/client-ec2";
import type { VpcShape } from "../../../src/adoption/import/foreign/vpc-shape";

const REGION = "eu-west-1";

const subnet = (id: string, zone: string, CidrBlock: string): Subnet => ({
  SubnetId: `subnet-${id}`,
  AvailabilityZone: `${REGION}${zone}`,
  CidrBlock,
});

const table = (id: string, subnetIds: readonly string[], way: object) => ({
  RouteTableId: `rtb-${id}`,
  Associations: subnetIds.map((SubnetId) => ({ SubnetId, Main: false })),
  Routes: [{ DestinationCidrBlock: "0.0.0.0/0", ...way }],
});

/** A VPC as the construct of a network makes it in two zones with one NAT gateway. */
export const SAME: VpcShape = {
  vpc: { VpcId: "vpc-0a1b2c3d", CidrBlock: "10.20.0.0/16", InstanceTenancy: "default" },
  subnets: [
    subnet("0a", "a", "10.20.0.0/20"),
    subnet("0b", "b", "10.20.16.0/20"),
    subnet("8a", "a", "10.20.128.0/20"),
    subnet("8b", "b", "10.20.144.0/20"),
  ],
  tables: [
    table("open", ["subnet-0a", "subnet-0b"], { GatewayId: "igw-1" }),
    table("a", ["subnet-8a"], { NatGatewayId: "nat-a" }),
    table("b", ["subnet-8b"], { NatGatewayId: "nat-a" }),
    { RouteTableId: "rtb-main", Associations: [{ Main: true }], Routes: [] },
  ],
  gateways: [{ InternetGatewayId: "igw-1" }],
  nats: [{ NatGatewayId: "nat-a", SubnetId: "subnet-0a", ConnectivityType: "public" }],
  endpoints: [],
  acls: [
    {
      NetworkAclId: "acl-1",
      IsDefault: true,
      Entries: [
        { RuleNumber: 100, RuleAction: "allow", Protocol: "-1", CidrBlock: "0.0.0.0/0" },
        { RuleNumber: 32_767, RuleAction: "deny", Protocol: "-1", CidrBlock: "0.0.0.0/0" },
      ],
    },
  ],
  defaultGroup: { GroupId: "sg-1", IpPermissions: [{ IpProtocol: "-1" }] },
  usersOfDefault: 0,
  hasHostNames: true,
};

/** The same with other tables for the private subnets, by their NAT gateways. */
export const withNats = (nats: VpcShape["nats"], a: string, b: string): VpcShape => ({
  ...SAME,
  nats,
  tables: [
    SAME.tables[0]!,
    table("a", ["subnet-8a"], { NatGatewayId: a }),
    table("b", ["subnet-8b"], { NatGatewayId: b }),
  ],
});

/** The same where the private subnets have no way out. */
export const WITHOUT_NAT: VpcShape = {
  ...SAME,
  nats: [],
  tables: SAME.tables.map((one) =>
    one.RouteTableId === "rtb-open" ? one : { ...one, Routes: [] },
  ),
};

/** The same with its private subnets at one table. */
export const SHARED_TABLE: VpcShape = {
  ...SAME,
  tables: [SAME.tables[0]!, table("both", ["subnet-8a", "subnet-8b"], { NatGatewayId: "nat-a" })],
};

export { REGION };
