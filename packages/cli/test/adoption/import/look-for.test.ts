import { TerraformResource } from "cdktf";
import { environmentInput } from "@groundwork/testing/configuration";
import { synthStack } from "@groundwork/testing/synth";
import { environmentStack } from "@groundwork/testing/synth-environment";
import { lookFor, type Looked } from "../../../src/adoption/import/look-for";
import type { StateJson } from "../../../src/terraform/state-file";
import { FakeAsks, REFUSED } from "./fake-asks";

const PLACE = { region: "ap-northeast-2", accountId: "111111111111" };
const GROUP = "sg-0a1b2c3d";

/** The stack of an environment with one service that takes requests. */
const stack = environmentStack(
  environmentInput("dev", {
    network: { cidr: "10.10.0.0/16", zones: ["a", "c"] },
    services: [
      {
        name: "web",
        http: {},
        autoscaling: {
          minCount: 1,
          maxCount: 2,
          schedules: [{ name: "night", cron: "0 20 ? * MON-FRI *", minCount: 0, maxCount: 0 }],
        },
      },
    ],
  }),
);

const json = synthStack(stack);

/** As the synth notes them, which a synth for tests leaves out. */
for (const { node, terraformResourceType: type, friendlyUniqueId: name } of stack.node
  .findAll()
  .filter((one) => one instanceof TerraformResource)) {
  json.resource[type]![name]["//"] = { metadata: { path: node.path } };
}

const suffix = "20261130163427773800000006";

const VPC = {
  VpcId: "vpc-1",
  CidrBlock: "10.10.0.0/16",
  Tags: [{ Key: "Name", Value: "acme-dev" }],
};

/** What AWS has of it. */
const ANSWERS = {
  "ec2:DescribeVpcs": [VPC],
  "ec2:DescribeSubnets vpc-1": [
    { SubnetId: "subnet-1", CidrBlock: "10.10.0.0/20", AvailabilityZone: "ap-northeast-2a" },
    { SubnetId: "subnet-2", CidrBlock: "10.10.32.0/20", AvailabilityZone: "ap-northeast-2b" },
  ],
  "ec2:DescribeRouteTables vpc-1": [
    { RouteTableId: "rtb-1", Associations: [{ SubnetId: "subnet-1", Main: false }] },
  ],
  "ec2:DescribeRouteTables rtb-1": [
    {
      RouteTableId: "rtb-1",
      Associations: [{ SubnetId: "subnet-1", Main: false }],
      Routes: [{ DestinationCidrBlock: "0.0.0.0/0" }],
    },
  ],
  "ec2:DescribeSecurityGroups vpc-1": [
    { GroupId: "sg-default", GroupName: "default" },
    { GroupId: GROUP, GroupName: `acme-dev-web-${suffix}`, Description: "Tasks of web" },
    { GroupId: "sg-other", GroupName: `acme-dev-web-api-${suffix}`, Description: "Tasks of web" },
  ],
  [`ec2:DescribeSecurityGroupRules ${GROUP}`]: [
    {
      SecurityGroupRuleId: "sgr-in",
      IsEgress: false,
      IpProtocol: "tcp",
      FromPort: 443,
      ToPort: 443,
      CidrIpv4: "0.0.0.0/0",
    },
    {
      SecurityGroupRuleId: "sgr-out",
      IsEgress: true,
      IpProtocol: "tcp",
      FromPort: 443,
      ToPort: 443,
      CidrIpv4: "0.0.0.0/0",
    },
    {
      SecurityGroupRuleId: "sgr-port",
      IsEgress: true,
      IpProtocol: "tcp",
      FromPort: 80,
      ToPort: 80,
      CidrIpv4: "0.0.0.0/0",
    },
  ],
  "iam:GetRole acme-dev-web-task": {
    Role: { Arn: "arn:aws:iam::111111111111:role/acme-dev-web-task" },
  },
  "kms:ListAliases": [{ AliasName: "alias/acme-dev", AliasArn: "arn:alias", TargetKeyId: "key-1" }],
  "ecs:DescribeClusters acme-dev": {
    clusters: [
      {
        clusterArn: "arn:aws:ecs:cluster/acme-dev",
        status: "ACTIVE",
        capacityProviders: ["FARGATE"],
      },
    ],
  },
  "ecs:DescribeServices arn:aws:ecs:cluster/acme-dev web": {
    services: [
      {
        serviceArn: "arn:aws:ecs:service/acme-dev/web",
        serviceName: "web",
        clusterArn: "arn:aws:ecs:cluster/acme-dev",
        status: "ACTIVE",
        taskDefinition: "arn:aws:ecs:task-definition/acme-dev-web:41",
      },
    ],
  },
};

const look = (answers: object = ANSWERS, states: readonly StateJson[] = [], vpcId?: string) =>
  lookFor([json as never], states, { ...PLACE, vpcId }, new FakeAsks({ ...answers }));

const ids = ({ importable }: Looked) =>
  Object.fromEntries(importable.map(({ path, id }) => [path, id]));

const state = (type: string, attributes: object, path: string): StateJson => {
  const [name] = Object.entries(json.resource[type]!).find(
    ([, body]) => body["//"].metadata.path === `dev-stack/${path}`,
  )!;
  const resources = [{ mode: "managed", type, name, instances: [{ attributes }] }];
  return { version: 4, resources } as unknown as StateJson;
};

test("what is there is told by what Terraform imports, and what lies in it by that", async () => {
  const found = ids(await look());
  expect(found).toMatchObject({
    "network/vpc": "vpc-1",
    "network/public-subnet-a": "subnet-1",
    "network/route-table-public": "rtb-1",
    "network/public-association-a": "subnet-1/rtb-1",
    "network/public-internet-route": "rtb-1_0.0.0.0/0",
    "network/default-security-group": "sg-default",
    "network/defaults/route-table": "vpc-1",
    "services/web/security-group": GROUP,
    "services/web/tasks-to-https": "sgr-out",
    "services/web/task/task-role": "acme-dev-web-task",
    "services/web/service": "acme-dev/web",
    "services/web/task/definition": "arn:aws:ecs:task-definition/acme-dev-web:41",
    "cluster/cluster": "acme-dev",
    "cluster/capacity-providers": "acme-dev",
    "key/key": "key-1",
    "key/alias": "alias/acme-dev",
  });
  expect(found).not.toHaveProperty("services/web/task/execution-role");
});

test("what is not there is told, and what Terraform cannot import", async () => {
  const { missing, notImported } = await look();
  expect(missing).toContainEqual({
    path: "services/web/task/execution-role",
    type: "aws_iam_role",
  });
  expect(notImported.map(({ path }) => path)).toEqual(["services/web/schedule-night"]);
});

test("a thing that a plan would replace is left out, with all that lies in it", async () => {
  const { replaced, importable } = await look({
    ...ANSWERS,
    "ec2:DescribeSubnets vpc-1": [
      { SubnetId: "subnet-1", CidrBlock: "10.10.0.0/20", AvailabilityZone: "ap-northeast-2b" },
    ],
  });
  expect(replaced).toEqual([
    {
      path: "network/public-subnet-a",
      type: "aws_subnet",
      why: "subnet-1 has availability_zone ap-northeast-2b, and a change to ap-northeast-2a replaces it",
    },
  ]);
  expect(importable.map(({ path }) => path)).not.toContain("network/public-association-a");
});

test("another VPC is not taken for the stack's own, but one that was named is held against it", async () => {
  const answers = { ...ANSWERS, "ec2:DescribeVpcs": [{ ...VPC, CidrBlock: "10.99.0.0/16" }] };
  expect(ids(await look(answers))).not.toHaveProperty("network/vpc");
  const { replaced } = await look(answers, [], "vpc-1");
  expect(replaced.map(({ why }) => why)).toEqual([
    "vpc-1 has cidr_block 10.99.0.0/16, and a change to 10.10.0.0/16 replaces it",
  ]);
});

test("two VPCs of the name end it, with their ids", async () => {
  const answers = { ...ANSWERS, "ec2:DescribeVpcs": [VPC, { ...VPC, VpcId: "vpc-2" }] };
  await expect(look(answers)).rejects.toThrow(/got 2 VPCs called acme-dev .*vpc-1, vpc-2.*--vpc/);
});

test("what a state has is not imported, and what belongs to it is found by it", async () => {
  const own = state("aws_vpc", { id: "vpc-9" }, "network/vpc");
  const answers = {
    ...ANSWERS,
    "ec2:DescribeSubnets vpc-9": [
      { SubnetId: "subnet-9", CidrBlock: "10.10.0.0/20", AvailabilityZone: "ap-northeast-2a" },
    ],
  };
  const looked = await look(answers, [own]);
  expect(looked.managed).toBe(1);
  expect(ids(looked)).toMatchObject({ "network/public-subnet-a": "subnet-9" });
  expect(ids(looked)).not.toHaveProperty("network/vpc");
});

test("one thing at several paths is none of them", async () => {
  const table = {
    RouteTableId: "rtb-1",
    Associations: [
      { SubnetId: "subnet-8", Main: false },
      { SubnetId: "subnet-9", Main: false },
    ],
  };
  const { importable, notImported } = await look({
    ...ANSWERS,
    "ec2:DescribeSubnets vpc-1": [
      { SubnetId: "subnet-8", CidrBlock: "10.10.128.0/20", AvailabilityZone: "ap-northeast-2a" },
      { SubnetId: "subnet-9", CidrBlock: "10.10.160.0/20", AvailabilityZone: "ap-northeast-2c" },
    ],
    "ec2:DescribeRouteTables vpc-1": [table],
  });
  expect(importable.filter(({ type }) => type === "aws_route_table")).toEqual([]);
  expect(notImported).toContainEqual({
    path: "network/route-table-private-a",
    type: "aws_route_table",
    why: "rtb-1 is there for several paths",
  });
});

test("where AWS does not answer nothing is known of what belongs to it, and the rest is", async () => {
  const found = ids(await look({ ...ANSWERS, "ec2:DescribeVpcs": REFUSED }));
  expect(found).not.toHaveProperty("network/vpc");
  expect(found).toHaveProperty("cluster/cluster");
});
