import type { EnvironmentInput } from "@groundwork/configuration";
import { configuration, environmentInput, github } from "../../src/configuration";
import { Roles } from "../../src/roles";
import { stacksOf } from "../../src/stacks";
import { synthStack } from "../../src/synth";

const network = {
  key: "Dev/terraform/vpc/terraform.tfstate",
  vpcId: "aws_vpc.main",
  privateSubnetIds: "aws_subnet.private",
  publicSubnetIds: "aws_subnet.public",
};

const foreign = (name: string): EnvironmentInput => ({
  ...environmentInput(name, { production: false, layers: [{ network }, "one"] }),
  network: undefined!,
});

const all = stacksOf(
  configuration({ delivery: { github } }, [foreign("dev"), environmentInput("test")]),
);
const roles = new Roles(["delivery-stack", "bootstrap-stack"].map((id) => synthStack(all(id))));

const vpc = (action: string, tags: Record<string, string>, role = "apply-dev") =>
  roles.may(`acme-${role}`, {
    action: `ec2:${action}`,
    resource: "arn:aws:ec2:ap-northeast-2:111111111111:vpc/vpc-0a1b2c3d4e5f60718",
    context: Object.fromEntries(
      Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
    ),
  });

const OF_NOBODY = {};
const OF_A_TEAM = { Name: "main", Organization: "web", Environment: "Dev" };
const OF_TEST = { Organization: "acme", Environment: "test" };
const OF_ANOTHER = { Organization: "acme", Environment: "another" };

test("who applies it makes security groups in VPCs that no environment here has", () => {
  expect(vpc("CreateSecurityGroup", OF_NOBODY)).toBe(true);
  expect(vpc("CreateSecurityGroup", OF_A_TEAM)).toBe(true);
  expect(vpc("CreateSecurityGroup", OF_TEST)).toBe(false);
  expect(vpc("CreateSecurityGroup", OF_ANOTHER)).toBe(false);
  expect(vpc("CreateSecurityGroup", OF_NOBODY, "apply-test")).toBe(false);
});

test.each([
  "CreateSubnet",
  "CreateRouteTable",
  "CreateVpcEndpoint",
  "AttachInternetGateway",
  "ModifyVpcAttribute",
  "CreateTags",
  "DeleteTags",
  "DeleteVpc",
])("and may not %s there", (action) => {
  for (const tags of [OF_NOBODY, OF_A_TEAM, OF_TEST]) expect(vpc(action, tags)).toBe(false);
});

test("of one stack, too, plans read what the state tells, and read no state of others", () => {
  const read = (role: string, action: string, resource: string) =>
    roles.may(`acme-${role}`, { action, resource, context: {} });
  const vpcId = "arn:aws:ssm:ap-northeast-2:111111111111:parameter/acme/dev/layers/network/vpcId";
  const { bucket } = synthStack(all("dev-stack")).terraform["backend"].s3;
  for (const role of ["plan-main", "apply-dev"]) {
    expect(read(role, "ssm:GetParameter", vpcId)).toBe(true);
    expect(read(role, "s3:GetObject", `arn:aws:s3:::${bucket}/${network.key}`)).toBe(false);
  }
  expect(read("plan-main", "ssm:PutParameter", vpcId)).toBe(false);
});
