import {
  countsInWords,
  diffSignOf,
  resourceInWords,
  resourceLine,
  signOf,
} from "../../src/terraform/plan-words";

test("a plan in numbers: what there is none of is left out", () => {
  expect(countsInWords({ add: 2, change: 0, destroy: 1, outputs: 1 })).toBe(
    "2 to add, 1 to destroy, 1 output",
  );
  expect(countsInWords({ import: 1, move: 3, forget: 1, outputs: 2 })).toBe(
    "1 to import, 3 to move, 1 to forget, 2 outputs",
  );
  expect(countsInWords({})).toBe("nothing to change");
});

test("a resource: the construct it comes from, why it is replaced, where it was", () => {
  expect(resourceInWords({ address: "aws_vpc.a" })).toBe("aws_vpc.a");
  const resource = {
    address: "aws_vpc.a",
    path: "prod-stack/network/vpc",
    because: ["cidr_block", "tenancy"],
    movedFrom: "aws_vpc.b",
    imported: true as const,
  };
  expect(resourceInWords(resource)).toBe(
    "aws_vpc.a (prod-stack/network/vpc), because of cidr_block, tenancy, moved from aws_vpc.b, imported",
  );
  expect(resourceLine({ address: "aws_vpc.a", action: "replace" })).toBe("  -/+ aws_vpc.a");
});

test("GitHub gives a colour to lines that begin with its own signs", () => {
  expect([signOf("update"), diffSignOf("update")]).toEqual(["~", "!"]);
  expect([signOf("forget"), diffSignOf("forget")]).toEqual([".", "#"]);
  expect([signOf("destroy"), diffSignOf("destroy")]).toEqual(["-", "-"]);
});
