import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expectPlaceFor, writePrivately } from "../../src/core/private-file";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "private-file-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

test("folders on the way are made, and the file is for its owner alone", async () => {
  const file = path.join(dir, "a/b/plan.html");
  await writePrivately(file, "text", false);
  expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual(["text", 0o600]);
  expect(readdirSync(path.dirname(file))).toEqual(["plan.html"]);
});

test("what a killed process of the same number has left is in nobody's way", async () => {
  writeFileSync(path.join(dir, `.plan.html.${process.pid}`), "half");
  await writePrivately(path.join(dir, "plan.html"), "text", false);
  expect(readdirSync(dir)).toEqual(["plan.html"]);
});

test.each([
  ["there", "there exists already, and is not overwritten"],
  ["folder", "folder is a folder: name a file in it"],
  ["there/plan.html", "there/plan.html cannot be written: E"],
])("%s is refused by the name that was asked for", async (name, expected) => {
  writeFileSync(path.join(dir, "there"), "ours");
  mkdirSync(path.join(dir, "folder"));
  const written = writePrivately(path.join(dir, name), "text", false);
  await expect(written).rejects.toThrow(expected);
  await expect(written).rejects.not.toThrow(String(process.pid));
  expect(readdirSync(dir)).toEqual(["folder", "there"]);
  expect(readFileSync(path.join(dir, "there"), "utf8")).toBe("ours");
});

test("what is in the way is told before there is anything to write", async () => {
  writeFileSync(path.join(dir, "there"), "ours");
  const asked = (name: string, replace: boolean) => expectPlaceFor(path.join(dir, name), replace);
  await expect(asked("there", false)).rejects.toThrow("add --yes");
  await expect(asked(".", true)).rejects.toThrow("is a folder: name a file in it");
  await asked("there", true);
  await asked("new/plan.html", false);
});
