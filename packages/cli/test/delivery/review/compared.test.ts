import { commentOn, COMPARISON } from "../../../src/delivery/review/compared";
import { markerOf } from "../../../src/delivery/review/review-comments";

const stack = (cidr: string) => ({ resource: { aws_vpc: { vpc: { cidr_block: cidr } } } });

test("the first comment says what two synths tell, for stacks that nobody plans as well", () => {
  const {
    body,
    marker,
    stack: name,
  } = commentOn(
    new Map([
      ["prod-stack", stack("10.0.0.0/16")],
      ["dev-stack", stack("10.9.0.0/16")],
    ]),
    new Map([
      ["prod-stack", stack("10.1.0.0/16")],
      ["dev-stack", stack("10.9.0.0/16")],
      ["new-stack", stack("10.2.0.0/16")],
    ]),
  );
  expect([name, marker]).toEqual([COMPARISON, markerOf(COMPARISON, 1)]);
  expect(body.startsWith(`${marker}\n### What it does to each stack`)).toBe(true);
  expect(body).toContain("**prod-stack: 1 replaced**");
  expect(body).toContain("-/+ aws_vpc.vpc will be replaced, because of cidr_block");
  expect(body).toContain("**new-stack: new, 1 new**");
  expect(body).toContain("Nothing differs in dev-stack.");
});

test("what somebody else wrote is no mark-up, and closes no fence", () => {
  const evil = { resource: { aws_vpc: { vpc: { cidr_block: "```\n</details><script>" } } } };
  const { body } = commentOn(new Map([["a-stack", stack("x")]]), new Map([["a-stack", evil]]));
  const [, fence] = /^(`{3,})diff$/m.exec(body)!;
  expect(fence!.length).toBeGreaterThan(3);
  expect(body.split(fence!)).toHaveLength(3);
});

test("a stack that cannot be read is named, and not taken for one that is gone", () => {
  const { body } = commentOn(new Map([["a-stack", stack("x")]]), new Map([["a-stack", undefined]]));
  expect(body).toContain("a-stack is not compared: its JSON cannot be read.");
  expect(body).not.toContain("gone");
});
