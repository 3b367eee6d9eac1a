import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { asProblem } from "../src/thrown";

const thrownAt = (...frames: string[]) => {
  const error = new Error("OFFICE_CIDR is not set");
  error.stack = ["Error: OFFICE_CIDR is not set", ...frames.map((at) => `    at ${at}`)].join("\n");
  return error;
};

test.each([
  "Object.<anonymous> (/home/kim/shop/dist/environments/dev.js:12:7)",
  "/home/kim/my shop/dist/environments/dev.js:12:7",
  "officeHours (C:\\shop\\dist\\environments\\dev.js:12:7)",
])("what a file of values throws is its problem: %s", (frame) => {
  const told = asProblem(thrownAt(frame, "Module._compile (node:internal/modules/cjs/loader:1)"));
  expect(told).toBeInstanceOf(ConfigurationError);
  expect((told as ConfigurationError).problems).toEqual([
    'environments/dev.ts: got the error "OFFICE_CIDR is not set" while it was read, expected values',
  ]);
});

test.each([
  ["JSON.parse (<anonymous>)"],
  ["new URL (node:internal/url:797:36)"],
  ["Object.openSync (node:fs:573:18)", "Object.readFileSync (node:fs:452:35)"],
  ["node:internal/validators:162:11"],
])("so is what JavaScript or Node throws at it: %s", (...inner) => {
  const told = asProblem(thrownAt(...inner, "f (/home/kim/shop/dist/environments/dev.js:12:7)"));
  expect(told).toMatchObject({ message: expect.stringContaining("environments/dev.ts: got") });
});

test("a file below is named with its folder", () => {
  expect(asProblem(thrownAt("/shop/dist/environments/shared/office.js:1:1"))).toMatchObject({
    message: expect.stringContaining("environments/shared/office.ts: got"),
  });
});

test.each<[string, unknown]>([
  [
    "of a stack",
    thrownAt("new Own (/shop/dist/stacks/own.js:3:1)", "/shop/dist/environments/x.js:1:1"),
  ],
  ["of a library", thrownAt("f (/shop/node_modules/zod/index.js:1:1)")],
  ["that is none", "a text"],
  ["that tells by itself", new ConfigurationError(["dev.name: got nothing"])],
])("left as it is: an error %s", (_, error) => {
  expect(asProblem(error)).toBe(error);
});
