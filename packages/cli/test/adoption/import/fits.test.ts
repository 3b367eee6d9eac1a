import { fitOf } from "../../../src/adoption/import/foreign/fits";
import type { VpcShape } from "../../../src/adoption/import/foreign/vpc-shape";
import { REGION, SAME, SHARED_TABLE, WITHOUT_NAT, withNats } from "./vpc-shapes";

const fit = (changes: Partial<VpcShape> = {}) => fitOf({ ...SAME, ...changes }, REGION);

const network = { cidr: "10.20.0.0/16", zones: ["a", "b"], nat: "single" };

const first = { NatGatewayId: "nat-a", SubnetId: "subnet-0a" };
const second = { NatGatewayId: "nat-b", SubnetId: "subnet-0b" };

test("a VPC as the stack would make it is told by the options for it", () => {
  expect(fit()).toEqual({ network });
});

test("NAT gateways are none, one, or one a zone", () => {
  expect(fitOf(WITHOUT_NAT, REGION)).toEqual({ network: { ...network, nat: "none" } });
  expect(fitOf(withNats([first, second], "nat-a", "nat-b"), REGION)).toEqual({
    network: { ...network, nat: "per-zone" },
  });
});

test.each<[string, VpcShape, RegExp]>([
  ["across zones", withNats([first, second], "nat-b", "nat-a"), /NAT gateways/],
  ["the one not in the first zone", withNats([second], "nat-b", "nat-b"), /NAT gateways/],
  [
    "one that leads to other networks alone",
    { ...SAME, nats: [{ ...first, ConnectivityType: "private" }] },
    /NAT gateways/,
  ],
  [
    "none, and interface endpoints in its place",
    { ...WITHOUT_NAT, endpoints: [{ VpcEndpointType: "Interface" }] },
    /NAT gateways/,
  ],
])("it does not fit with NAT %s", (_, shape, why) => {
  expect(fitOf(shape, REGION)).toEqual({ why: [expect.stringMatching(why)] });
});

test.each<[string, Partial<VpcShape>, RegExp]>([
  [
    "another block of a subnet",
    {
      subnets: SAME.subnets.map((one) =>
        one.SubnetId === "subnet-0b" ? { ...one, CidrBlock: "10.20.32.0/20" } : one,
      ),
    },
    /zone b has subnet-0b \(10\.20\.32\.0\/20\) for the public one of 10\.20\.16\.0\/20/,
  ],
  [
    "a third tier",
    {
      subnets: [
        ...SAME.subnets,
        { SubnetId: "subnet-db", AvailabilityZone: `${REGION}a`, CidrBlock: "10.20.240.0/20" },
      ],
    },
    /zone a has subnet-8a .*, subnet-db .* for the private one/,
  ],
  ["private subnets at one table", SHARED_TABLE, /no route table each/],
  ["no internet gateway", { gateways: [] }, /no internet gateway/],
  [
    "IPv6 addresses",
    { vpc: { ...SAME.vpc, Ipv6CidrBlockAssociationSet: [{}] } },
    /IPv6 addresses, which would go/,
  ],
  ["dedicated hosts", { vpc: { ...SAME.vpc, InstanceTenancy: "dedicated" } }, /tenancy/],
  ["its default group in use", { usersOfDefault: 3 }, /3 network interfaces use .* sg-1/],
  [
    "rules of its own in the default network ACL",
    {
      acls: [
        {
          ...SAME.acls[0],
          Entries: [{ RuleNumber: 50, RuleAction: "deny", CidrBlock: "192.0.2.0/24" }],
        },
      ],
    },
    /default network ACL acl-1 has rules of its own/,
  ],
])("it does not fit with %s", (_, changes, why) => {
  expect(fit(changes)).toEqual({ why: expect.arrayContaining([expect.stringMatching(why)]) });
});

test("a default group in use without rules loses none", () => {
  const defaultGroup = { GroupId: "sg-1", IpPermissions: [], IpPermissionsEgress: [] };
  expect(fit({ usersOfDefault: 3, defaultGroup })).toEqual({ network });
});
