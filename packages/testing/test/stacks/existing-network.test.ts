import { configuration, environmentInput, github } from "../../src/configuration";
import { Roles } from "../../src/roles";
import { stacksOf } from "../../src/stacks";
import { onlyResource, synthStack } from "../../src/synth";

const [VPC, PRIVATE, PUBLIC] = [
  "vpc-0a1b2c3d",
  ["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
  ["subnet-2a2b3c4d", "subnet-3a2b3c4d"],
];
const environment = (network: object) =>
  environmentInput("dev", {
    network: { vpcId: VPC, ...network },
    services: [{ name: "web", http: {} }],
  });
const stacks = (network: object) =>
  stacksOf(
    configuration({ delivery: { github } }, [environment(network), environmentInput("prod")]),
  );

test("what runs and its security groups are made in it, and nothing of the network", () => {
  const json = synthStack(
    stacks({ privateSubnetIds: PRIVATE, publicSubnetIds: PUBLIC })("dev-stack"),
  );
  const made = Object.keys(json.resource).filter((type) =>
    /^aws_(default_|eip|flow|internet|nat|network|route|subnet|vpc$|vpc_endpoint)/.test(type),
  );
  expect(made).toEqual([]);
  const service = onlyResource(json, "aws_ecs_service");
  expect(service.network_configuration).toMatchObject({
    subnets: PRIVATE,
    assign_public_ip: false,
  });
  expect(onlyResource(json, "aws_lb").subnets).toEqual(PUBLIC);
  const groups = Object.values<any>(json.resource["aws_security_group"]!);
  expect(groups.map((group) => group.vpc_id)).toEqual([VPC, VPC]);
});

test("without private subnets tasks have a public address, their only way out", () => {
  const json = synthStack(stacks({ publicSubnetIds: PUBLIC })("dev-stack"));
  expect(onlyResource(json, "aws_ecs_service").network_configuration).toMatchObject({
    subnets: PUBLIC,
    assign_public_ip: true,
  });
});

test("whoever applies makes security groups in that VPC, in no other, and changes nothing of it", () => {
  const all = stacks({ publicSubnetIds: PUBLIC });
  const roles = new Roles(["delivery-stack", "bootstrap-stack"].map((id) => synthStack(all(id))));
  const may = (role: string, action: string, vpc = VPC) =>
    roles.may(role, {
      action: `ec2:${action}`,
      resource: `arn:aws:ec2:ap-northeast-2:111111111111:vpc/${vpc}`,
      context: {},
    });
  expect(may("acme-apply-dev", "CreateSecurityGroup")).toBe(true);
  expect(may("acme-apply-dev", "CreateSecurityGroup", "vpc-9a1b2c3d")).toBe(false);
  expect(may("acme-apply-prod", "CreateSecurityGroup")).toBe(false);
  for (const action of ["CreateSubnet", "DeleteVpc", "ModifyVpcAttribute", "CreateTags"])
    expect(may("acme-apply-dev", action)).toBe(false);
});
