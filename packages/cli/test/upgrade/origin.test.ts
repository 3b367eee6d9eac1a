import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseOrigin, readOrigin } from "../../src/upgrade/origin";

const text = (value: unknown) => JSON.stringify(value);
const good = { upstream: "https://example.com/groundwork.git", version: "v0.2.0" };

test("upstream and version are read, and the command line has the last word", () => {
  expect(parseOrigin(text(good))).toEqual(good);
  expect(parseOrigin(text(good), { version: "v0.1.0" })).toEqual({ ...good, version: "v0.1.0" });
});

test.each<[string, string, string]>([
  ["no JSON", "{", 'groundwork.json: got no JSON, expected { "upstream": ..., "version": ... }'],
  ["no object", "[]", "groundwork.json: got [], "],
  [
    "another key",
    text({ ...good, tag: "v1" }),
    "groundwork.json: got tag, expected upstream and version alone",
  ],
  [
    "no version",
    text({ upstream: "x" }),
    "groundwork.json, version: got none, expected a tag of upstream, such as v1.2.3, or a commit",
  ],
  ["a number", text({ ...good, version: 2 }), "groundwork.json, version: got 2, expected a tag"],
  // Git would take it for an option.
  [
    "an option",
    text({ ...good, upstream: "--upload-pack=x" }),
    'groundwork.json, upstream: got "--upload-pack=x", expected a repository of git',
  ],
])("%s is refused in one line", (_, content, message) => {
  expect(() => parseOrigin(content)).toThrow(message);
  expect(() => parseOrigin(content)).not.toThrow("\n");
});

describe("in a clone", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "groundwork-origin-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test("one without the file says how it is written", async () => {
    await expect(readOrigin(root, { from: "v0.1.0" })).rejects.toThrow(
      /^groundwork\.json: got none, .*--upstream <repository> and --from <version>/,
    );
    const both = { upstream: "../groundwork", from: "v0.1.0" };
    await expect(readOrigin(root, both)).resolves.toEqual({
      upstream: "../groundwork",
      version: "v0.1.0",
    });
  });

  test("one with it needs nothing else", async () => {
    writeFileSync(path.join(root, "groundwork.json"), text(good));
    await expect(readOrigin(root)).resolves.toEqual(good);
  });
});
