import { count } from "../../src/core/count";

test("one is one, and all else are several", () => {
  expect([0, 1, 2].map((number) => count(number, "resource"))).toEqual([
    "0 resources",
    "1 resource",
    "2 resources",
  ]);
});
