import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { readSource, writeSources } from "../../src/sources/write";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "sources-"));
  await writeFile(path.join(root, "list.ts"), "[dev]");
});
afterEach(() => rm(root, { recursive: true }));

const list = () => readFile(path.join(root, "list.ts"), "utf8");
const FILES = [
  { file: "staging.ts", text: "staging" },
  { file: "list.ts", text: "[dev, staging]" },
];

test("what somebody writes while a command works is not lost", async () => {
  await readSource(root, "list.ts");
  await writeFile(path.join(root, "list.ts"), "[dev, prod]");
  await expect(writeSources(root, FILES)).rejects.toThrow(
    /^list\.ts: got another text than the command had read, .*Nothing was written/,
  );
  expect([await list(), await readdir(root)]).toEqual(["[dev, prod]", ["list.ts"]]);
});

test("a file as it was read is written", async () => {
  await readSource(root, "list.ts");
  await writeSources(root, FILES);
  expect([await list(), (await readdir(root)).toSorted()]).toEqual([
    "[dev, staging]",
    ["list.ts", "staging.ts"],
  ]);
});
