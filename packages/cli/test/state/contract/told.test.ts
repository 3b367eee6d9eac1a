import type { ForeignNetworkOptions } from "@groundwork/constructs/layers/options";
import { toldBy } from "../../../src/state/contract/told";
import type { ResourceInState, StateJson } from "../../../src/terraform/state-file";

const PATH = ["dev", "layers", 0, "network"];
const WHERE = "s3://team/vpc.tfstate";
const [VPC, A, B, C] = ["vpc-0a1b2c3d", "subnet-0a1b2c3d", "subnet-1a1b2c3d", "subnet-2a1b2c3d"];

const resource = (
  type: string,
  name: string,
  instances: ResourceInState["instances"],
  more: Partial<ResourceInState> = {},
): ResourceInState => ({ mode: "managed", type, name, instances: instances!, ...more });

const subnet = (id: string, more: object = {}) => ({
  attributes: { id, arn: `arn:${id}`, vpc_id: VPC },
  ...more,
});

const state = (parts: Partial<StateJson>): StateJson => ({ version: 4, serial: 1, ...parts });

const network = (more: Partial<ForeignNetworkOptions>): ForeignNetworkOptions => ({
  key: "vpc.tfstate",
  vpcId: "output.vpc",
  ...more,
});

const outputs = (values: Record<string, unknown>) => ({
  outputs: Object.fromEntries(
    Object.entries({ vpc: VPC, ...values }).map(([name, value]) => [name, { value }]),
  ),
});

const told = (parts: Partial<StateJson>, more: Partial<ForeignNetworkOptions>) =>
  toldBy(state(parts), network(more), PATH, WHERE);

test.each<[string, unknown, string]>([
  ["a list", [A, B], "output.subnets"],
  ["a map", { a: A, b: B }, "output.subnets"],
  ["a text with commas", `${A}, ${B}`, "output.subnets"],
  ["a part of an object", { ids: [A, B], token: "hunter2" }, "output.subnets.ids"],
])("an output may be %s", (_, value, address) => {
  expect(told(outputs({ subnets: value }), { privateSubnetIds: address })).toEqual({
    contract: { vpcId: VPC, privateSubnetIds: `${A},${B}` },
    problems: [],
  });
});

test("several addresses are one list, in their order", () => {
  const { contract } = told(outputs({ a: A, rest: [C, B] }), {
    publicSubnetIds: ["output.rest", "output.a"],
  });
  expect(contract.publicSubnetIds).toBe(`${C},${B},${A}`);
});

const RESOURCES = [
  resource("aws_vpc", "main", [subnet(VPC)]),
  resource("aws_subnet", "counted", [
    subnet(A, { index_key: 0 }),
    subnet(B, { index_key: 1 }),
    subnet(C, { index_key: 1, deposed: "0a1b2c3d" }),
  ]),
  resource("aws_subnet", "each", [subnet(A, { index_key: "a" }), subnet(C, { index_key: "c.d" })], {
    module: 'module.net["x"].module.inner',
  }),
  resource("aws_subnet", "each", [subnet(B, { index_key: "a" })], { module: 'module.net["y"]' }),
  resource("aws_vpc", "found", [subnet(VPC)], { mode: "data" }),
  resource("aws_db_subnet_group", "main", [{ attributes: { subnet_ids: [A, C] } }]),
];

test.each<[string, string]>([
  ["aws_subnet.counted", `${A},${B}`],
  ["aws_subnet.counted[*].id", `${A},${B}`],
  ['module.net["x"].module.inner.aws_subnet.each', `${A},${C}`],
  ["aws_db_subnet_group.main.subnet_ids", `${A},${C}`],
])("%s tells all that it makes, without what is to be destroyed", (address, ids) => {
  const { contract, problems } = told(
    { resources: RESOURCES },
    { vpcId: "data.aws_vpc.found", privateSubnetIds: address },
  );
  expect(problems).toEqual([]);
  expect(contract).toEqual({ vpcId: VPC, privateSubnetIds: ids });
});

test("one key is one instance, and another attribute may tell the VPC", () => {
  const { contract, problems } = told(
    { resources: RESOURCES },
    {
      vpcId: "aws_subnet.counted[1].vpc_id",
      privateSubnetIds: [
        'module.net["x"].module.inner.aws_subnet.each["c.d"]',
        "aws_subnet.counted[0]",
      ],
    },
  );
  expect(problems).toEqual([]);
  expect(contract).toEqual({ vpcId: VPC, privateSubnetIds: `${C},${A}` });
});

test.each<[string, Partial<StateJson>, Partial<ForeignNetworkOptions>, string]>([
  [
    "a resource of another instance of a module",
    { resources: RESOURCES },
    { vpcId: 'module.net["z"].aws_subnet.each' },
    `got module.net["z"].aws_subnet.each, which ${WHERE} does not have, expected one of aws_subnet.counted, module.net["x"].module.inner.aws_subnet.each, module.net["y"].aws_subnet.each. Did you mean module.net["y"].aws_subnet.each?`,
  ],
  [
    "a resource of a type that is not there",
    { resources: [RESOURCES[0]!] },
    { vpcId: "aws_subnet.x" },
    `got aws_subnet.x, which ${WHERE} does not have, expected one of aws_vpc.main`,
  ],
  [
    "a resource where there is none",
    { resources: [], ...outputs({}) },
    { vpcId: "aws_vpc.main" },
    `got aws_vpc.main, which ${WHERE} does not have, expected a resource that is there: it has none`,
  ],
  [
    "an attribute that is not there",
    { resources: RESOURCES },
    { vpcId: "aws_vpc.main.ids" },
    `got aws_vpc.main.ids, of which ${WHERE} has no ids, expected one of id, arn, vpc_id. Did you mean id?`,
  ],
  [
    "a resource without instances",
    { resources: [resource("aws_vpc", "main", [])] },
    { vpcId: "aws_vpc.main" },
    `got aws_vpc.main, of which ${WHERE} has no instance`,
  ],
  [
    "a secret attribute",
    {
      resources: [
        resource("aws_vpc", "main", [
          subnet(VPC, { sensitive_attributes: [[{ type: "get_attr", value: "id" }]] }),
        ]),
      ],
    },
    { vpcId: "aws_vpc.main" },
    `got aws_vpc.main, which is marked as sensitive in ${WHERE}, expected an attribute that is not`,
  ],
  [
    "an id of something else",
    outputs({ vpc: A }),
    {},
    `got ${A} by output.vpc of ${WHERE}, expected one id of a VPC`,
  ],
  ["a number", outputs({ vpc: 7 }), {}, "got no text by output.vpc"],
  ["an empty list", outputs({ vpc: [] }), {}, "got nothing by output.vpc"],
  ["two VPCs", outputs({ vpc: [VPC, VPC] }), {}, `got ${VPC}, ${VPC} by output.vpc`],
])("%s is a problem of its field", (_, parts, more, message) => {
  const { contract, problems } = told(parts, more);
  expect(contract.vpcId).toBeUndefined();
  expect(problems).toEqual([expect.stringContaining(`dev.layers[0].network.vpcId: ${message}`)]);
});

test("no subnet is none that a stack could use", () => {
  const { problems } = told(outputs({ ids: [] }), { publicSubnetIds: "output.ids" });
  expect(problems).toEqual([
    expect.stringMatching(/publicSubnetIds: got nothing by output\.ids .*, expected two ids/),
  ]);
});

test.each([
  ["one subnet", [A]],
  ["one subnet twice", [A, A]],
  ["a VPC among them", [A, VPC]],
])("%s is no list of subnets", (_, ids) => {
  const { problems } = told(outputs({ ids }), { privateSubnetIds: "output.ids" });
  expect(problems).toEqual([
    `dev.layers[0].network.privateSubnetIds: got ${ids.join(", ")} by output.ids of ${WHERE}, expected two ids of subnets or more, such as subnet-0a1b2c3d4e5f60718, each once`,
  ]);
});

test("no message has a value that is no id, whatever its name", () => {
  const parts = outputs({ vpc: "hunter2", ids: ["hunter2", { deep: "hunter2" }] });
  const { problems } = told(parts, { privateSubnetIds: "output.ids" });
  expect(problems).toHaveLength(2);
  expect(problems.join("\n")).not.toContain("hunter2");
});
