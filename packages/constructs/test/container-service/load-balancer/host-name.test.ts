import { isWithin } from "../../../src/container-service/load-balancer/host-name";

test.each([
  ["the zone itself", "example.com", true],
  ["a name below it", "www.example.com", true],
  ["a name far below it", "a.b.example.com", true],
  ["a wildcard below it", "*.example.com", true],
  ["a name that only ends alike", "notexample.com", false],
  ["the zone's parent", "com", false],
  ["no name at all", undefined, false],
])("within a zone: %s", (_, name, within) => {
  expect(isWithin(name, "example.com")).toBe(within);
});
