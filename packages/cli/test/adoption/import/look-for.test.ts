import { lookFor, type Looked } from "../../../src/adoption/import/look-for";
import type { StateJson } from "../../../src/terraform/state-file";
import { FakeAsks, REFUSED } from "./fake-asks";
import { ANSWERS, GROUP, json, PLACE, VPC } from "./one-service";

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

test("what a layer reads of another one is found by what that writes", async () => {
  const parameter = { name: "/acme/dev/layers/network/vpcId", insecure_value: "${aws_vpc.own.id}" };
  const network = {
    resource: {
      aws_vpc: { own: { cidr_block: VPC.CidrBlock, tags: { Name: "acme-dev" } } },
      aws_ssm_parameter: { id: parameter },
    },
  };
  const services = {
    data: { aws_ssm_parameter: { read: { name: parameter.name } } },
    resource: {
      aws_security_group: {
        web: {
          name_prefix: "acme-dev-web-",
          description: "Tasks of web",
          vpc_id: "${data.aws_ssm_parameter.read.insecure_value}",
        },
      },
    },
  };
  const idsOf = async (stacks: object[], answers: object = {}) => {
    const asks = new FakeAsks({ ...ANSWERS, ...answers });
    const { importable } = await lookFor(stacks as never, [], PLACE, asks);
    return importable.map(({ id }) => id);
  };
  expect(await idsOf([network, services])).toEqual(["vpc-1", GROUP]);
  // Where no stack writes it, somebody else has, or nobody.
  expect(await idsOf([services])).toEqual([]);
  const told = { "ssm:GetParameter": { Parameter: { Type: "String", Value: "vpc-1" } } };
  expect(await idsOf([services], told)).toEqual([GROUP]);
});
