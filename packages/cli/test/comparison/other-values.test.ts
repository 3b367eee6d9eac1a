import { byLikelihood, changed, leavesOf, othersFor } from "../../src/comparison/other-values";

const WHOLE = {
  name: "acme",
  on: true,
  services: [{ name: "web", cpu: 256, none: undefined, tags: {} }, { name: "api" }],
};

test("every value that has no parts is one to try", () => {
  expect(leavesOf(WHOLE).map(({ path, value }) => `${path.join(".")}=${value}`)).toEqual([
    "name=acme",
    "on=true",
    "services.0.name=web",
    "services.0.cpu=256",
    "services.1.name=api",
  ]);
});

test.each([
  [true, [false]],
  [7, [8, 14, 6, undefined]],
  ["10.0.0.0/16", ["10.0.0.0/17", "10.0.0.0/16x", undefined]],
  ["web", ["webx", undefined]],
  ["a9", ["a0", "a9x", undefined]],
])("in the place of %p come others that may be taken", (value, others) => {
  expect(othersFor(value)).toEqual(others);
});

test("one place is changed, in a copy", () => {
  expect(changed(WHOLE, ["services", 0, "cpu"], 512).services[0]).toMatchObject({ cpu: 512 });
  expect(changed(WHOLE, ["services", 0, "cpu"], undefined).services[0]).not.toHaveProperty("cpu");
  expect(changed(WHOLE, ["services", 0], undefined).services).toEqual([{ name: "api" }]);
  expect(WHOLE.services[0]).toMatchObject({ cpu: 256 });
});

test("values that an argument has as they are come before those that are part of it", () => {
  const names = (wanted: unknown[]) => {
    const { likely, others } = byLikelihood(leavesOf(WHOLE), wanted);
    return [likely, others].map((leaves) => leaves.map(({ value }) => value));
  };
  expect(names(["acme-web", "256"])).toEqual([
    [256, "acme", "web"],
    [true, "api"],
  ]);
  expect(names([undefined, ["api"], true])).toEqual([
    [true, "api"],
    ["acme", "web", 256],
  ]);
});
