import { nearest } from "../src/nearest";

const names = ["bootstrap", "registry", "delivery", "dev", "prod", "prod-eu-west-1"];

test.each([
  ["def", "dev"],
  ["dve", "dev"],
  ["Dev", "dev"],
  ["de", "dev"],
  ["development", "dev"],
  ["prd", "prod"],
  ["production", "prod"],
  ["prodd", "prod"],
  ["dev-stak", "dev"],
  ["bootstarp", "bootstrap"],
  ["prod-eu-west-2", "prod-eu-west-1"],
  ["registy", "registry"],
])("%s may be %s", (written, meant) => {
  expect(nearest(written, names)).toEqual([meant]);
});

test.each(["qa", "staging", "x", "", "web", "d"])("%j is like none", (written) => {
  expect(nearest(written, names)).toEqual([]);
});

test("all that are equally near", () => {
  expect(nearest("zone-d", ["zone-a", "zone-b", "zones"])).toEqual(["zone-a", "zone-b"]);
});
