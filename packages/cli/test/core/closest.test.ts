import { closest } from "../../src/core/closest";

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
])("%s may be %s", (typed, meant) => {
  expect(closest(typed, names)).toBe(meant);
});

test.each(["qa", "staging", "x", "", "web", "d"])("%j is like none", (typed) => {
  expect(closest(typed, names)).toBeUndefined();
});
