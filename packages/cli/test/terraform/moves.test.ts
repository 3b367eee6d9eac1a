import { afterMoves, leftBehind, namesFor, removalOf } from "../../src/terraform/moves";

test("the names of an object are those of the modules around it, of its resource and of itself", () => {
  const names = namesFor('module.a["x.y"].module.b[0].aws_vpc.c["k"]').map(({ name }) => name);
  expect(names).toEqual([
    'module.a["x.y"].module.b[0].aws_vpc.c["k"]',
    'module.a["x.y"].module.b.aws_vpc.c["k"]',
    'module.a.module.b.aws_vpc.c["k"]',
    'module.a["x.y"].module.b[0].aws_vpc.c',
    'module.a["x.y"].module.b.aws_vpc.c',
    "module.a.module.b.aws_vpc.c",
    'module.a["x.y"]',
    "module.a",
    'module.a["x.y"].module.b[0]',
    'module.a["x.y"].module.b',
    "module.a.module.b",
  ]);
  expect(namesFor("aws_vpc.c").map(({ name }) => name)).toEqual(["aws_vpc.c"]);
});

test.each([
  ["aws_vpc.a", "aws_vpc.c"],
  ["aws_vpc.a[0]", "aws_vpc.c[0]"],
  ['aws_vpc.one["k"]', "aws_vpc.two[0]"],
  ['aws_vpc.one["other"]', 'aws_vpc.one["other"]'],
  ["module.old.aws_vpc.x", "module.new.aws_vpc.x"],
  ['module.old["a.b"].module.m.aws_vpc.x[1]', "module.new.module.m.aws_vpc.x[1]"],
  ["module.m.aws_vpc.x", "aws_vpc.x"],
  ["aws_vpc.stays", "aws_vpc.stays"],
  ["aws_vpc.round", expect.stringMatching(/^aws_vpc\.(round|about)$/)],
])("%s is at %s after moves", (address, expected) => {
  const moved = [
    { from: "aws_vpc.a", to: "aws_vpc.b" },
    { from: "aws_vpc.b", to: "aws_vpc.c" },
    { from: 'aws_vpc.one["k"]', to: "aws_vpc.two[0]" },
    { from: "module.old", to: "module.new" },
    { from: "module.m.aws_vpc.x", to: "aws_vpc.x" },
    { from: "aws_vpc.round", to: "aws_vpc.about" },
    { from: "aws_vpc.about", to: "aws_vpc.round" },
  ];
  expect(afterMoves(address, { moved })).toEqual(expected);
});

test("what a removed block is about is forgotten or destroyed", () => {
  const kept = { lifecycle: { destroy: false } };
  const removed = [
    { from: "aws_vpc.a", ...kept },
    { from: "module.old", lifecycle: [kept.lifecycle] },
    { from: "aws_vpc.c" },
    { from: "aws_vpc.d", lifecycle: { destroy: true } },
  ];
  expect(
    ["aws_vpc.a[0]", "module.old[0].aws_vpc.x", "aws_vpc.c", "aws_vpc.d", "aws_vpc.e"].map(
      (address) => removalOf(address, { removed }),
    ),
  ).toEqual(["forgotten", "forgotten", "destroyed", "destroyed", undefined]);
});

test("one block is as good as a list", () => {
  const moves = {
    moved: { from: "aws_vpc.a", to: "aws_vpc.b" },
    removed: { from: "aws_vpc.c" },
  };
  expect(leftBehind(moves)).toEqual(["aws_vpc.a", "aws_vpc.c"]);
  expect(leftBehind({})).toEqual([]);
  expect(afterMoves("aws_vpc.a", moves)).toBe("aws_vpc.b");
  expect(removalOf("aws_vpc.c", moves)).toBe("destroyed");
});
