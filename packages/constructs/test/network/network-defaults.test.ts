import { onlyResource } from "@groundwork/testing/synth";
import { synthNetwork } from "./synth-network";

const json = synthNetwork();
const networkAcl = onlyResource(json, "aws_default_network_acl");
const routeTable = onlyResource(json, "aws_default_route_table");
const only = (type: string): [id: string, body: any] => {
  const all = Object.entries(json.data![type]!);
  expect(all).toHaveLength(1);
  return all[0]!;
};

test("they are those of the VPC, and bear tags as all else: what bears none is closed to nobody", () => {
  const vpc = "aws_vpc.network_vpc_4E8F0223";
  expect(networkAcl.default_network_acl_id).toBe(`\${${vpc}.default_network_acl_id}`);
  expect(routeTable.default_route_table_id).toBe(`\${${vpc}.default_route_table_id}`);
  for (const { tags } of [networkAcl, routeTable])
    expect(tags).toEqual({ Name: "acme-dev-default" });
});

test("the ACL keeps the rules that AWS gives it, as the provider removes what is not written", () => {
  const allowAll = { rule_no: 100, action: "allow", protocol: "-1", cidr_block: "0.0.0.0/0" };
  const rules = [{ ...allowAll, from_port: 0, to_port: 0 }];
  expect(networkAcl).toMatchObject({ ingress: rules, egress: rules });
});

test("the ACL's subnets come and go, the table's routes are whoever's made them", () => {
  expect(networkAcl.lifecycle).toEqual({ ignore_changes: ["subnet_ids"] });
  expect(networkAcl).not.toHaveProperty("subnet_ids");
  expect(routeTable.lifecycle).toEqual({ ignore_changes: ["route", "propagating_vgws"] });
  expect(routeTable).not.toHaveProperty("route");
});

describe("in a VPC that is in use they are imported, as to adopt them is to empty them first", () => {
  const [vpcs, vpc] = only("aws_vpcs");
  const [acls, acl] = only("aws_network_acls");
  const importOf = (type: string) =>
    json.import?.filter(({ to }) => to.startsWith(`${type}.`)) ?? [];

  test("the VPC is looked for by what is known of it before it exists", () => {
    expect(vpc.filter).toEqual([
      { name: "tag:Name", values: ["acme-dev"] },
      { name: "cidr", values: ["10.20.0.0/16"] },
    ]);
    // No reference: with one, Terraform could not plan a network that is still to be made.
    expect(JSON.stringify(vpc.filter)).not.toContain("${");
  });

  test("the main table by its VPC, and nothing where there is none yet", () => {
    expect(importOf("aws_default_route_table")).toEqual([
      {
        to: "aws_default_route_table.network_defaults_route-table_57EFB100",
        for_each: `\${toset(data.aws_vpcs.${vpcs}.ids)}`,
        id: "${each.value}",
      },
    ]);
  });

  test("the ACL by its id, and never any VPC's: EC2 takes no empty list", () => {
    expect(acl.filter).toEqual([
      { name: "default", values: ["true"] },
      { name: "vpc-id", values: `\${concat(["none"], data.aws_vpcs.${vpcs}.ids)}` },
    ]);
    expect(importOf("aws_default_network_acl")).toEqual([
      {
        to: "aws_default_network_acl.network_defaults_network-acl_8FCF7497",
        for_each: `\${toset(data.aws_network_acls.${acls}.ids)}`,
        id: "${each.value}",
      },
    ]);
  });
});
