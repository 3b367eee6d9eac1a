import {
  onlyResource,
  resourceAddresses,
  synthConstruct,
  type TerraformJson,
} from "@groundwork/testing/synth";
import { Network } from "../../src/network/network";
import { synthNetwork } from "./synth-network";

/** A resource whose id, without the hash at its end, is this one. */
function resource(json: TerraformJson, type: string, id: string): any {
  const found = Object.entries(json.resource[type] ?? {}).filter(([key]) =>
    key.startsWith(`network_${id}_`),
  );
  expect(found.map(([key]) => key)).toHaveLength(1);
  return found[0]![1];
}

/** What every network has, whatever its NAT. */
const always = [
  "aws_default_network_acl.network_defaults_network-acl_8FCF7497", // the two that come with a VPC,
  "aws_default_route_table.network_defaults_route-table_57EFB100", // for their tags
  "aws_default_security_group.network_default-security-group_F40826B8", // closed to everyone
  "aws_internet_gateway.network_internet-gateway_E855E801",
  "aws_route.network_public-internet-route_ED693B8D", // public subnets to the internet
  "aws_route_table.network_route-table-private-a_635F5477", // one a zone, for a NAT a zone
  "aws_route_table.network_route-table-private-b_FCA39B3C",
  "aws_route_table.network_route-table-public_724DF9B2",
  "aws_route_table_association.network_private-association-a_B758BC8D",
  "aws_route_table_association.network_private-association-b_8982D721",
  "aws_route_table_association.network_public-association-a_72810CF7",
  "aws_route_table_association.network_public-association-b_F97F92CE",
  "aws_subnet.network_private-subnet-a_95EBFDEE",
  "aws_subnet.network_private-subnet-b_4436E519",
  "aws_subnet.network_public-subnet-a_AE6FCF9E",
  "aws_subnet.network_public-subnet-b_CA8139E8",
  "aws_vpc.network_vpc_4E8F0223",
  "aws_vpc_endpoint.network_s3-endpoint_3093E6A5", // keeps image layers off the NAT
];

describe("resources", () => {
  test("without NAT nothing costs by the hour", () => {
    expect(resourceAddresses(synthNetwork())).toEqual(always);
  });

  test("a single NAT gateway serves the private subnets of all zones", () => {
    const json = synthNetwork({ nat: "single" });
    expect(resourceAddresses(json)).toEqual(
      [
        ...always,
        "aws_eip.network_nat-address-a_8480BC27",
        "aws_nat_gateway.network_nat-gateway-a_F6BD5EAB",
        "aws_route.network_private-nat-route-a_E81C6114",
        "aws_route.network_private-nat-route-b_D193B7C2", // across zones, to the gateway in a
      ].toSorted(),
    );
    const gateway = "${aws_nat_gateway.network_nat-gateway-a_F6BD5EAB.id}";
    expect(resource(json, "aws_route", "private-nat-route-a").nat_gateway_id).toBe(gateway);
    expect(resource(json, "aws_route", "private-nat-route-b").nat_gateway_id).toBe(gateway);
  });

  test("with NAT per zone no zone depends on another", () => {
    const json = synthNetwork({ nat: "per-zone" });
    expect(resourceAddresses(json)).toEqual(
      [
        ...always,
        "aws_eip.network_nat-address-a_8480BC27",
        "aws_eip.network_nat-address-b_20FDBE60",
        "aws_nat_gateway.network_nat-gateway-a_F6BD5EAB",
        "aws_nat_gateway.network_nat-gateway-b_C43B33A4",
        "aws_route.network_private-nat-route-a_E81C6114",
        "aws_route.network_private-nat-route-b_D193B7C2",
      ].toSorted(),
    );
    for (const zone of ["a", "b"]) {
      expect(resource(json, "aws_route", `private-nat-route-${zone}`)).toMatchObject({
        nat_gateway_id: expect.stringContaining(`network_nat-gateway-${zone}_`),
        route_table_id: expect.stringContaining(`network_route-table-private-${zone}_`),
        destination_cidr_block: "0.0.0.0/0",
      });
      expect(resource(json, "aws_nat_gateway", `nat-gateway-${zone}`)).toMatchObject({
        allocation_id: expect.stringContaining(`network_nat-address-${zone}_`),
        subnet_id: expect.stringContaining(`network_public-association-${zone}_`),
      });
    }
  });
});

test("the VPC resolves names, which endpoints and ECR need", () => {
  expect(onlyResource(synthNetwork(), "aws_vpc")).toMatchObject({
    cidr_block: "10.20.0.0/16",
    enable_dns_support: true,
    enable_dns_hostnames: true,
    tags: { Name: "acme-dev" },
  });
});

test("the default security group lets nothing in or out", () => {
  const group = onlyResource(synthNetwork(), "aws_default_security_group");
  expect(group).not.toHaveProperty("ingress");
  expect(group).not.toHaveProperty("egress");
});

test("a stack that makes one itself says no more than a file does, and is refused the same", () => {
  const network = (cidr: string) =>
    synthConstruct((scope) => {
      const owner = { name: "acme-dev", region: "eu-central-1", accountId: "111111111111" };
      new Network(scope, "network", { ...owner, cidr, zones: ["a", "b"] });
    });
  expect(network("10.20.0.0/16").resource).toEqual(synthNetwork({ nat: "single" }).resource);
  expect(() => network("10.20.0.0/24")).toThrow(
    "test-stack/network.cidr: got 10.20.0.0/24, expected the first address of a block from /16 to /23",
  );
});

test("flow logs are of this VPC and its region", () => {
  const json = synthNetwork({ flowLogRetentionDays: 30 });
  expect(onlyResource(json, "aws_flow_log").vpc_id).toBe("${aws_vpc.network_vpc_4E8F0223.id}");
  expect(onlyResource(json, "aws_iam_role").assume_role_policy).toContain(
    "arn:aws:ec2:eu-central-1:111111111111:vpc-flow-log/*",
  );
});

describe("order", () => {
  test("who uses a subnet's id waits for its route to the internet", () => {
    const json = synthNetwork({ nat: "single" });
    expect(
      resource(json, "aws_route_table_association", "public-association-b").depends_on,
    ).toEqual(["aws_route.network_public-internet-route_ED693B8D"]);
    expect(
      resource(json, "aws_route_table_association", "private-association-b").depends_on,
    ).toEqual(["aws_route.network_private-nat-route-b_D193B7C2"]);
  });

  test("the ids given out are those of the associations, so users get that order", () => {
    const { publicSubnetIds, privateSubnetIds } = synthNetwork().output!;
    expect([...publicSubnetIds.value, ...privateSubnetIds.value]).toEqual([
      "${aws_route_table_association.network_public-association-a_72810CF7.subnet_id}",
      "${aws_route_table_association.network_public-association-b_F97F92CE.subnet_id}",
      "${aws_route_table_association.network_private-association-a_B758BC8D.subnet_id}",
      "${aws_route_table_association.network_private-association-b_8982D721.subnet_id}",
    ]);
  });

  test("NAT gateway and address wait for the internet gateway", () => {
    const json = synthNetwork({ nat: "single" });
    const gateway = ["aws_internet_gateway.network_internet-gateway_E855E801"];
    expect(onlyResource(json, "aws_eip").depends_on).toEqual(gateway);
    expect(onlyResource(json, "aws_nat_gateway").depends_on).toEqual(gateway);
  });
});
