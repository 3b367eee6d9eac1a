import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const dir = mkdtempSync(path.join(tmpdir(), "known-names-"));
jest.mock("../../src/core/project", () => ({
  get cacheDir() {
    return path.join(dir, ".cache");
  },
}));
afterAll(() => rmSync(dir, { recursive: true }));

import { knownNamesFolder, rememberNames } from "../../src/core/known-names";

const known = (what: string) =>
  readFileSync(path.join(dir, knownNamesFolder, what), "utf8")
    .split("\n")
    .slice(0, -1);

test("plans are kept newest first, each once, and not for ever", () => {
  rememberNames("plans", ["b", "a"]);
  rememberNames("plans", ["c"]);
  rememberNames("plans", ["a"]);
  expect(known("plans")).toEqual(["a", "c", "b"]);
  rememberNames(
    "plans",
    Array.from({ length: 200 }, (_, index) => `p${index}`),
  );
  expect(known("plans")).toHaveLength(100);
});

test("stacks are those that there are", () => {
  rememberNames("stacks", ["dev-stack", "old-stack"], true);
  rememberNames("stacks", ["dev-stack"], true);
  expect(known("stacks")).toEqual(["dev-stack"]);
});

test("a checkout that is somebody else's is no reason to fail", () => {
  chmodSync(path.join(dir, knownNamesFolder), 0o500);
  expect(() => rememberNames("plans", ["z"])).not.toThrow();
  chmodSync(path.join(dir, knownNamesFolder), 0o700);
});
