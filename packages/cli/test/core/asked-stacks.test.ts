import { configuration as mockConfiguration } from "@groundwork/testing/configuration";
import { askedStack, askedStacks } from "../../src/core/asked-stacks";

jest.mock("../../src/core/configured", () => ({
  loadConfiguration: () => mockConfiguration(),
}));
jest.mock("../../src/core/unlisted-environments", () => ({
  unlistedEnvironments: () => ["environments/staging.ts is in no list"],
}));

test("a stack is taken by its name and by its environment's", () => {
  expect(["dev-stack", "dev", "bootstrap", "prod-stack"].map((name) => askedStack(name))).toEqual([
    "dev-stack",
    "dev-stack",
    "bootstrap-stack",
    "prod-stack",
  ]);
});

test("several are taken one by one and with commas, each once", () => {
  expect(
    askedStacks(" prod, registry", askedStacks("dev-stack,registry", askedStacks("dev"))),
  ).toEqual(["dev-stack", "registry-stack", "prod-stack"]);
});

test("of one that there is not, it is told which may be meant, and which file is in no list", () => {
  expect(() => askedStack("def-stack")).toThrow(
    "got the stack def-stack, expected one of bootstrap-stack, registry-stack, delivery-stack, dev-stack, prod-stack\n" +
      "Did you mean dev-stack?\nenvironments/staging.ts is in no list",
  );
  expect(() => askedStack("")).toThrow('got the stack "", expected one of');
  expect(() => askedStacks("dev,qa")).toThrow(/^got the stack qa, .*prod-stack\nenvironments/);
});

test("where no state lies in S3 there is no bootstrap-stack", () => {
  const local = mockConfiguration({ backend: { type: "local" } });
  expect(askedStack("dev", local)).toBe("dev-stack");
  expect(() => askedStack("bootstrap", local)).toThrow("expected one of registry-stack, ");
});
