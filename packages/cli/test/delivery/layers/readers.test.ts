import { findingsAbove } from "../../../src/delivery/layers/readers";
import { namedIn } from "../../../src/delivery/layers/stack-parameters";
import { around, CLUSTER, NETWORK, parameter, PATH, SERVICES } from "./layer-stacks";

const layers = around({ above: [CLUSTER, SERVICES] });

interface Value {
  readonly name?: string;
  readonly insecure_value?: string;
}

const VPC = { name: parameter("network/vpcId"), insecure_value: "vpc-1" };

const planOf = (...changes: object[]) =>
  JSON.stringify({
    format_version: "1.2",
    resource_changes: changes.map((change) => ({
      address: "aws_ssm_parameter.contracts_network_vpcId_1A",
      mode: "managed",
      type: "aws_ssm_parameter",
      ...change,
    })),
  });

const change = (
  actions: readonly string[],
  before: Value | null,
  after: Value | null,
  after_unknown: object = {},
) => ({ change: { actions, before, after, after_unknown } });

const found = (...changes: object[]) =>
  findingsAbove(planOf(...changes), NETWORK.json, layers).map(({ detail }) => detail);

const READ = "vpcId, which prod-cluster-stack and prod-stack read: plan and apply them next";

test.each<[string, object, string[]]>([
  [
    "another value",
    change(["update"], VPC, { ...VPC, insecure_value: "vpc-2" }),
    [`publishes another ${READ}`],
  ],
  [
    "a value that Terraform knows at the apply alone",
    change(["update"], VPC, { name: VPC.name }, { insecure_value: true }),
    [`may publish another ${READ}`],
  ],
  ["none any more", change(["delete"], VPC, null), [`no longer publishes ${READ}`]],
  [
    "another name",
    change(["delete", "create"], VPC, { ...VPC, name: parameter("network/vpc") }),
    [`no longer publishes ${READ}`],
  ],
  [
    "another value, made anew",
    change(["create", "delete"], VPC, { ...VPC, insecure_value: "vpc-2" }),
    [`publishes another ${READ}`],
  ],
  ["the same value, made anew", change(["delete", "create"], VPC, VPC), []],
  ["the same value, with other tags", change(["update"], VPC, VPC), []],
  ["nothing else", change(["no-op"], VPC, VPC), []],
  [
    "nothing itself: a stand-in of what it reads goes",
    {
      ...change(["delete"], VPC, null),
      address: "data.aws_ssm_parameter.contracts_network_vpcId_1A",
    },
    [],
  ],
  ["a first value", change(["create"], null, VPC), []],
  ["what stays where it is, unmanaged", change(["forget"], VPC, null), []],
  [
    "a value that nobody reads",
    change(
      ["delete"],
      { name: parameter("network/publicSubnetIds"), insecure_value: "subnet-1" },
      null,
    ),
    [],
  ],
  [
    "a parameter that is no layer's",
    change(["delete"], { name: "/elsewhere/vpcId", insecure_value: "1" }, null),
    [],
  ],
])("of a plan that publishes %s the layers above are told", (_, one, expected) => {
  expect(found(one)).toEqual(expected);
});

test("a field that one stack reads names that one, and the resource", () => {
  const arn = { name: parameter("base/kmsKeyArn"), insecure_value: "arn:aws:kms:1" };
  expect(findingsAbove(planOf(change(["delete"], arn, null)), NETWORK.json, layers)).toEqual([
    {
      rule: "read-above",
      severity: "warning",
      address: "aws_ssm_parameter.contracts_network_vpcId_1A",
      detail:
        "no longer publishes kmsKeyArn, which prod-cluster-stack reads: plan and apply it next",
    },
  ]);
});

test("stand-ins are told of as what they stand for", () => {
  const standIn = (change: object) => ({
    address: "terraform_data.aws_ssm_parameter__contracts_network_vpcId_1A",
    type: "terraform_data",
    change: { actions: ["update"], ...change },
  });
  const input = (insecure_value: string) => ({ input: { ...VPC, insecure_value } });
  expect(found(standIn({ before: input("vpc-1"), after: input("vpc-2") }))).toEqual([
    `publishes another ${READ}`,
  ]);
  expect(found(standIn({ before: input("vpc-1"), after: input("vpc-1") }))).toEqual([]);
  expect(
    found(standIn({ before: input("vpc-1"), after: {}, after_unknown: { input: true } })),
  ).toEqual([`may publish another ${READ}`]);
});

test("nothing is looked for where nobody is above", () => {
  const one = change(["delete"], VPC, null);
  expect(findingsAbove(planOf(one), SERVICES.json, around({}))).toEqual([]);
});

/** AWS lets nothing go that the layer above holds still, such as the load balancer's security group. */
test("of what goes, a layer that was applied with it comes first", () => {
  const listener = { name: parameter("cluster/listenerArn"), insecure_value: "arn:aws:elb:1" };
  const state = JSON.stringify({ resources: [{ instances: [{ attributes: listener }] }] });
  const above = [{ ...SERVICES, applied: namedIn(state, PATH) }];
  const told = (...now: [string[], object | null]) =>
    findingsAbove(
      planOf(change(now[0], listener, now[1] as typeof listener | null)),
      CLUSTER.json,
      around({ above }),
    ).map(({ detail }) => detail);
  expect(told(["delete"], null)).toEqual([
    "no longer publishes listenerArn, which prod-stack reads as applied, and by this code no more: plan and apply it first",
  ]);
  expect(told(["update"], { ...listener, insecure_value: "arn:aws:elb:2" })).toEqual([]);
});
