import { parseMappings } from "../../../src/state/migration/mappings";
import { toDestroy, undeclared } from "../../../src/state/migration/migration-text";

const STACKS = ["registry-stack", "dev-stack", "prod-stack"];

test("mappings name stacks with or without -stack; keys may contain =", () => {
  expect(parseMappings(["dev=a=b", "prod-stack=c"], STACKS, ["a=b", "c"])).toEqual([
    { stack: "dev-stack", key: "a=b" },
    { stack: "prod-stack", key: "c" },
  ]);
});

test("what a configuration does not declare", () => {
  const configuration = { resource: { aws_vpc: { main: {} } }, module: { net: {} } };
  const addresses = [
    "aws_vpc.main",
    "aws_vpc.main[0]",
    'aws_vpc.other["a.b"]',
    "aws_iam_user.main",
    "module.net.aws_vpc.x",
    'module.net["a"].aws_vpc.x',
    "module.old[0].aws_vpc.x",
  ];
  expect(undeclared(addresses, configuration)).toEqual([
    'aws_vpc.other["a.b"]',
    "aws_iam_user.main",
    "module.old[0].aws_vpc.x",
  ]);
  expect(undeclared(["aws_vpc.main"], {})).toEqual(["aws_vpc.main"]);
});

test("what is moved to what a configuration declares, or removed, counts as declared", () => {
  const configuration = {
    resource: { aws_ecs_cluster: { new: {} } },
    module: { new: {} },
    moved: [
      { from: "aws_ecs_cluster.old", to: "aws_ecs_cluster.new" },
      { from: "module.old", to: "module.new" },
      { from: "aws_vpc.lost", to: "aws_vpc.nowhere" },
    ],
    removed: [
      { from: "aws_vpc.kept", lifecycle: { destroy: false } },
      { from: "aws_vpc.gone", lifecycle: { destroy: true } },
    ],
  };
  const addresses = [
    "aws_ecs_cluster.old",
    'module.old["a"].aws_vpc.x',
    "aws_vpc.kept",
    "aws_vpc.gone",
    "aws_vpc.lost",
    "aws_vpc.other",
  ];
  expect(undeclared(addresses, configuration)).toEqual(["aws_vpc.lost", "aws_vpc.other"]);
  expect(toDestroy(addresses, configuration)).toEqual(["aws_vpc.gone"]);
});
