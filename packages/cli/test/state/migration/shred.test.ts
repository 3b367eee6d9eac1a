import { link, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { writePrivately } from "../../../src/core/private-file";
import {
  finishShredding,
  halfShredded,
  shred,
  stateFiles,
} from "../../../src/state/migration/shred";

let dir: string;
const at = (name: string) => path.join(dir, name);
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-shred-"));
});
afterEach(() => rm(dir, { recursive: true }));

test("a file is overwritten before it is removed", async () => {
  const text = "secret ".repeat(300_000);
  await writeFile(at("state"), text);
  // A second name, by which the blocks can still be read after.
  await link(at("state"), at("witness"));
  await shred(at("state"));
  expect(await readdir(dir)).toEqual(["witness"]);
  const left = await readFile(at("witness"));
  expect(left.byteLength).toBe(text.length);
  expect(left.includes("secret")).toBe(false);
});

test("through a symbolic link the file itself goes, and the link", async () => {
  await writeFile(at("real"), "secret");
  await symlink(at("real"), at("link"));
  await shred(at("link"));
  expect(await readdir(dir)).toEqual([]);
});

test("of a state and the copies beside it, the state comes last", async () => {
  const names = ["s", "s.backup", "s.1700000000.backup", "s.backup.txt", "s2", "errored.tfstate"];
  for (const name of names) await writeFile(at(name), "x");
  expect(await stateFiles(at("s"))).toEqual([at("s.1700000000.backup"), at("s.backup"), at("s")]);
  await rm(at("s"));
  expect(await stateFiles(at("s"))).toEqual([at("s.1700000000.backup"), at("s.backup")]);
  expect(await stateFiles("/no/such/folder/s")).toEqual([]);
});

test("what a killed run has begun is found and finished", async () => {
  for (const name of ["s.shredding", "s.backup.shredding", "s2.shredding"]) {
    await writeFile(at(name), "x");
  }
  expect((await halfShredded(at("s"))).toSorted()).toEqual([at("s"), at("s.backup")]);
  expect(await finishShredding(at("s"))).toBe(true);
  expect(await finishShredding(at("s"))).toBe(false);
  expect(await readdir(dir)).toEqual(["s.backup.shredding", "s2.shredding"]);
});

describe("a private file", () => {
  test("is for its owner alone, whatever was there", async () => {
    await writeFile(at("f"), "old", { mode: 0o666 });
    await expect(writePrivately(at("f"), "new", false)).rejects.toThrow("exists already");
    expect(await readFile(at("f"), "utf8")).toBe("old");
    await writePrivately(at("f"), "new", true);
    expect(await readFile(at("f"), "utf8")).toBe("new");
    expect((await stat(at("f"))).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(["f"]);
  });
});
