import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { writePrivately } from "../../../src/core/private-file";
import { removeFile, stateFiles } from "../../../src/state/migration/local-copies";

let dir: string;
const at = (name: string) => path.join(dir, name);
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-files-"));
});
afterEach(() => rm(dir, { recursive: true }));

test("through a symbolic link the file itself goes, and the link", async () => {
  await writeFile(at("real"), "secret");
  await symlink(at("real"), at("link"));
  await removeFile(at("link"));
  expect(await readdir(dir)).toEqual([]);
});

test("a file that is no link goes", async () => {
  await writeFile(at("state"), "secret");
  await removeFile(at("state"));
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

describe("a private file", () => {
  test("is for its owner alone, whatever was there", async () => {
    await writeFile(at("f"), "old", { mode: 0o666 });
    await expect(writePrivately(at("f"), "new", false)).rejects.toThrow("exists already");
    for (const replace of [false, true]) {
      await expect(writePrivately(at("."), "new", replace)).rejects.toThrow("is a folder");
    }
    expect(await readFile(at("f"), "utf8")).toBe("old");
    await writePrivately(at("f"), "new", true);
    expect(await readFile(at("f"), "utf8")).toBe("new");
    expect((await stat(at("f"))).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(["f"]);
  });
});
