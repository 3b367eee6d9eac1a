import path from "node:path";
import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { mixedIn } from "../../src/one-kind";
import { checkoutRoot } from "../../src/project";

const source = path.join(checkoutRoot, "packages/testing/src/one-kind.ts");
const compiled = path.join(checkoutRoot, "packages/constructs/dist/configuration-error.js");

test("this process has loaded sources, and nothing that was compiled: setup.ts fails it otherwise", () => {
  const loaded = Object.keys(require.cache);
  expect(loaded).toContain(source);
  expect(mixedIn(loaded)).toEqual([]);
});

test("a source that is loaded once for all test files is known as well", () => {
  expect(ConfigurationError.name).toBe("ConfigurationError");
  const once = path.join(checkoutRoot, "packages/constructs/src/configuration-error.ts");
  expect([...sourcesOnce]).toContain(once);
  expect(mixedIn([...sourcesOnce, compiled])).toEqual([compiled]);
});

test("both in one process would be seen", () => {
  expect(mixedIn([source, compiled])).toEqual([compiled]);
  expect(mixedIn([compiled])).toEqual([]);
  expect(mixedIn([source])).toEqual([]);
});
