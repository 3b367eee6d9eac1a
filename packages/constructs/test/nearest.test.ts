import { nearest } from "../src/nearest";

const names = ["dev-stack", "prod-stack", "registry-stack"];

test.each([
  ["dev-stak", ["dev-stack"]],
  ["Dev-Stack", ["dev-stack"]],
  ["prd-stack", ["prod-stack"]],
  ["registrystack", ["registry-stack"]],
  ["dec-stack", ["dev-stack"]],
  ["staging-stack", []],
  ["d", []],
  ["", []],
])("%j is near %j", (name, expected) => {
  expect(nearest(name, names)).toEqual(expected);
});

test("all that are equally near", () => {
  expect(nearest("zone-d", ["zone-a", "zone-b", "zones"])).toEqual(["zone-a", "zone-b"]);
});

test("a short name is near to little", () => {
  expect(nearest("ab", ["ac", "ad"])).toEqual([]);
});
