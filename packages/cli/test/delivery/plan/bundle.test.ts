import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { execFileSync } from "node:child_process";
import { fileIn, pack, sha256, unpack } from "../../../src/delivery/store/bundle";
import { readTar, writeTar, type TarEntry } from "../../../src/delivery/store/tar";

const folders: string[] = [];
const folder = async () => {
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-bundle-"));
  folders.push(dir);
  return dir;
};
afterAll(() => Promise.all(folders.map((dir) => rm(dir, { recursive: true }))));

const LONG = `assets/${"long-".repeat(30)}/한글.txt`;

async function stackFolder(order: "up" | "down" = "up"): Promise<string> {
  const dir = await folder();
  const files: [string, string][] = [
    ["cdk.tf.json", "{}"],
    ["plan.tfplan", "plan"],
    [".terraform.lock.hcl", "locks"],
    ["assets/a/index.js", "x".repeat(1000)],
    ["assets/a/empty", ""],
    [LONG, "far"],
    [".terraform/providers/aws", "much"],
  ];
  for (const [name, text] of order === "up" ? files : files.toReversed()) {
    await mkdir(path.join(dir, path.dirname(name)), { recursive: true });
    await writeFile(path.join(dir, name), text);
  }
  await chmod(path.join(dir, "assets/a/index.js"), 0o755);
  await symlink("../a/index.js", path.join(dir, "assets/a/link"));
  return dir;
}

test("the same files give the same bytes, whenever and in whatever order they were written", async () => {
  const [one, other] = [await stackFolder(), await stackFolder("down")];
  await utimes(path.join(other, "cdk.tf.json"), new Date(0), new Date(0));
  await chmod(path.join(other, "plan.tfplan"), 0o600);
  const [first, second] = [await pack(one), await pack(other)];
  const entries = readTar(gunzipSync(first));
  expect(writeTar(entries.toReversed()).equals(writeTar(entries))).toBe(true);
  expect(sha256(first)).toBe(sha256(second));
  await writeFile(path.join(other, "plan.tfplan"), "plaN");
  expect(sha256(await pack(other))).not.toBe(sha256(first));
});

test("what comes out is what went in, without providers", async () => {
  const bundle = await pack(await stackFolder());
  const dir = await folder();
  await unpack(bundle, dir);
  expect(readTar(gunzipSync(bundle)).map((entry) => entry.path)).toEqual([
    ".terraform.lock.hcl",
    "assets/a/empty",
    "assets/a/index.js",
    "assets/a/link",
    LONG,
    "cdk.tf.json",
    "plan.tfplan",
  ]);
  expect(await readFile(path.join(dir, "assets/a/index.js"), "utf8")).toBe("x".repeat(1000));
  expect(await readFile(path.join(dir, LONG), "utf8")).toBe("far");
  expect(await readlink(path.join(dir, "assets/a/link"))).toBe("../a/index.js");
  expect((await stat(path.join(dir, "assets/a/index.js"))).mode & 0o777).toBe(0o700);
  expect((await stat(path.join(dir, "plan.tfplan"))).mode & 0o777).toBe(0o600);
  expect((await fileIn(bundle, "plan.tfplan"))?.toString()).toBe("plan");
  expect(await fileIn(bundle, "other")).toBeUndefined();
});

test("tar reads it", async () => {
  const dir = await folder();
  await writeFile(path.join(dir, "bundle.tgz"), await pack(await stackFolder()));
  execFileSync("tar", ["-xzf", "bundle.tgz"], { cwd: dir });
  expect(await readFile(path.join(dir, LONG), "utf8")).toBe("far");
  expect(await readFile(path.join(dir, "assets/a/link"), "utf8")).toBe("x".repeat(1000));
});

describe("what is no bundle of ours is refused", () => {
  const file = (name: string, more: Partial<TarEntry> = {}): TarEntry => ({
    path: name,
    content: Buffer.from("x"),
    ...more,
  });
  const link = (name: string, target: string) =>
    file(name, { content: Buffer.alloc(0), link: target });
  const bundled = (...entries: TarEntry[]) => gzipSync(writeTar(entries));
  const damaged = () => {
    const archive = writeTar([file("a")]);
    archive[3] = 0x41;
    return gzipSync(archive);
  };

  test.each<[string, Buffer]>([
    ["a path that leads out", bundled(file("../a"))],
    ["one that leads out in between", bundled(file("a/../../b"))],
    ["an absolute one", bundled(file("/a"))],
    ["a link that leads out", bundled(link("a", "../b"))],
    ["an absolute link", bundled(link("a", "/etc/passwd"))],
    ["a file below a link", bundled(file("b/x"), link("z", "b"), file("z/c"))],
    ["a file twice", bundled(file("a"), file("a"))],
    ["an archive that is cut off", gzipSync(writeTar([file("a")]).subarray(0, 600))],
    ["one without an end", gzipSync(writeTar([file("a")]).subarray(0, 1024))],
    ["a damaged header", damaged()],
    ["another file", Buffer.from("plan")],
  ])("%s", async (_name, bundle) => {
    await expect(unpack(bundle, await folder())).rejects.toThrow(/^the bundle|EEXIST/);
  });

  test("a link out of the folder is not packed either", async () => {
    const dir = await folder();
    await symlink("../secret", path.join(dir, "a"));
    await expect(pack(dir)).rejects.toThrow("a link to");
  });
});
