import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { liesIn, makeFolder, newFolder } from "../../src/core/new-folder";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "new-folder-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Makes a folder with a file in it, as a command does. */
async function make(asked: string): Promise<void> {
  await makeFolder(await newFolder("--out", asked), async (draft) => {
    mkdirSync(path.join(draft, "modules/dev-stack"), { recursive: true });
    writeFileSync(path.join(draft, "modules/dev-stack/main.tf.json"), "{}");
    return path.join(draft, "modules");
  });
}

test.each(["new", "above/and/new"])("a folder %s is made", async (name) => {
  await make(path.join(dir, name));
  expect(readdirSync(path.join(dir, name))).toEqual(["dev-stack"]);
  expect(readdirSync(path.dirname(path.join(dir, name)))).toEqual([path.basename(name)]);
});

test("an empty folder is filled, and stays the one in which a shell may be", async () => {
  const { ino } = statSync(dir);
  await make(dir);
  expect(readdirSync(dir)).toEqual(["dev-stack"]);
  expect(statSync(dir).ino).toBe(ino);
});

test("a link to an empty folder stays one, and the folder is filled", async () => {
  mkdirSync(path.join(dir, "empty"));
  symlinkSync("empty", path.join(dir, "link"));
  await make(path.join(dir, "link"));
  expect(readdirSync(path.join(dir, "empty"))).toEqual(["dev-stack"]);
});

test("a folder with files in it is refused", async () => {
  mkdirSync(path.join(dir, "stacks"));
  writeFileSync(path.join(dir, "stacks/index.ts"), "");
  await expect(make(path.join(dir, "stacks"))).rejects.toThrow(
    `--out: got ${dir}/stacks, which has files in it, expected a folder that is empty, or not there`,
  );
});

test.each(["package.json", "package.json/modules"])(
  "the file at %s is left alone",
  async (name) => {
    writeFileSync(path.join(dir, "package.json"), "ours");
    await expect(make(path.join(dir, name))).rejects.toThrow(
      `--out: got ${dir}/${name}, which is a file, or lies in one, expected a folder`,
    );
    expect(readFileSync(path.join(dir, "package.json"), "utf8")).toBe("ours");
    expect(readdirSync(dir)).toEqual(["package.json"]);
  },
);

test.each([
  ["", "got nothing"],
  ["a\u001B[31mb\nc", "which has control characters in its name"],
  ["gone", "which is a link to what is not there"],
  ["gone/and/more", "which cannot be made (E"],
  ["round", "which cannot be read (ELOOP: too many symbolic links encountered)"],
  ["x".repeat(300), "which cannot be read (ENAMETOOLONG: name too long)"],
])("%j is refused, with how it was asked for", async (name, expected) => {
  symlinkSync("nowhere", path.join(dir, "gone"));
  symlinkSync("round", path.join(dir, "round"));
  const before = readdirSync(dir);
  const asked = name === "" ? "" : path.join(dir, name);
  await expect(make(asked)).rejects.toThrow(expected);
  await expect(make(asked)).rejects.toThrow(
    /^--out: got [^]*, expected a folder that is empty, or not there$/,
  );
  expect(readdirSync(dir)).toEqual(before);
});

test("what a killed command has left goes with the next one, what a living one makes stays", async () => {
  const draft = (host: string, pid: number) => `.groundwork-draft-${host}-${pid}-AbCdEf`;
  const target = path.join(dir, "new");
  mkdirSync(path.join(dir, draft(hostname(), 2 ** 22 + 1), "project"), { recursive: true });
  mkdirSync(path.join(dir, draft("elsewhere", 2 ** 22 + 1)));
  mkdirSync(path.join(dir, draft(hostname(), process.pid)));
  mkdirSync(path.join(target, draft(hostname(), 2 ** 22 + 1)), { recursive: true });
  await make(target);
  expect(readdirSync(target)).toEqual(["dev-stack"]);
  rmSync(target, { recursive: true });
  await make(target);
  expect(readdirSync(dir).toSorted()).toEqual(
    [draft("elsewhere", 2 ** 22 + 1), draft(hostname(), process.pid), "new"].toSorted(),
  );
});

test("a repository in which nothing is yet is filled", async () => {
  mkdirSync(path.join(dir, "clone/.git"), { recursive: true });
  await make(path.join(dir, "clone"));
  expect(readdirSync(path.join(dir, "clone"))).toEqual([".git", "dev-stack"]);
});

test.each([
  ["project", true],
  ["project/new/and/more", true],
  ["link/new", true],
  ["project-infra", false],
  [".", false],
])("whether %s lies in the project: %s", async (name, expected) => {
  mkdirSync(path.join(dir, "project"));
  symlinkSync("project", path.join(dir, "link"));
  expect(await liesIn(path.join(dir, name), path.join(dir, "project"))).toBe(expected);
});
