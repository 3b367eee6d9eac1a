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
import { tmpdir } from "node:os";
import path from "node:path";
import { folderBeside, newFolder, putInPlace } from "../../src/core/new-folder";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "new-folder-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Makes a folder with a file in it, as a command does. */
async function make(asked: string): Promise<void> {
  const place = await newFolder("--out", asked);
  const made = mkdtempSync(path.join(await folderBeside(place), ".made-"));
  mkdirSync(path.join(made, "modules/dev-stack"), { recursive: true });
  writeFileSync(path.join(made, "modules/dev-stack/main.tf.json"), "{}");
  await putInPlace(path.join(made, "modules"), place);
  rmSync(made, { recursive: true, force: true });
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
