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
  const entries = await readTar(gunzipSync(first));
  expect((await writeTar(entries.toReversed())).equals(await writeTar(entries))).toBe(true);
  expect(sha256(first)).toBe(sha256(second));
  await writeFile(path.join(other, "plan.tfplan"), "plaN");
  expect(sha256(await pack(other))).not.toBe(sha256(first));
});

test("what comes out is what went in, without providers", async () => {
  const bundle = await pack(await stackFolder());
  const dir = await folder();
  await unpack(bundle, dir);
  expect((await readTar(gunzipSync(bundle))).map((entry) => entry.path)).toEqual([
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

/** Packed by the writer of our own that was here before tar-stream. */
const FORMER = [
  "H4sIAAAAAAACA+2YTW7DIBCFWfcUXCD2gA3OJodBivPTptQyRHJ3vUR2PUjPVKl3iIjaDZZaVSrY",
  "qt+3YNgh8fRmHhjnWu9KU7aPnX9mSSAi0nV9q0QU1/FekKo048QycHbe9IyynDVDzJf+R7tth+Le",
  "JdK/Ueob/atIfyEqgv456M+WgeXSmSH5GT/1f6llNAu0aojxAf5PjmjWvDP+sPkcBKcnu1/Nbik/",
  "Lq/vby+FH/wdPPuXhOud2v+j+U9aS8z/LOxMDxMs2f9H+zC9/+P3nySSjMscj5OF+38e+U+P81+N",
  "/Jcl/60lDz0AGXC5+W+VeAj8uv+H36LQ/+H/9P3/ZGzhd6FMpb9o1Oj/Vwjk/zz6AwD+PUg6AICY",
  "KwcRLSkAIAAA",
].join("");

test("a plan that was stored before is still read", async () => {
  const dir = await folder();
  await unpack(Buffer.from(FORMER, "base64"), dir);
  expect(await readFile(path.join(dir, LONG), "utf8")).toBe("far");
  expect(await readFile(path.join(dir, "assets/a/empty"), "utf8")).toBe("");
  expect(await readFile(path.join(dir, "plan.tfplan"), "utf8")).toBe("p".repeat(1000));
  expect(await readlink(path.join(dir, "link"))).toBe("assets/a/index.js");
  expect(await readlink(path.join(dir, "long-link"))).toBe(LONG);
  expect((await stat(path.join(dir, "assets/a/index.js"))).mode & 0o777).toBe(0o700);
  expect((await stat(path.join(dir, "plan.tfplan"))).mode & 0o777).toBe(0o600);
});

describe("what is no bundle of ours is refused", () => {
  const file = (name: string, more: Partial<TarEntry> = {}): TarEntry => ({
    path: name,
    content: Buffer.from("x"),
    ...more,
  });
  const link = (name: string, target: string) =>
    file(name, { content: Buffer.alloc(0), link: target });
  const tar = (...entries: TarEntry[]) => writeTar(entries);
  const damaged = async (archive: Promise<Buffer>, at: number) => {
    const bytes = await archive;
    bytes[at] = 0x41;
    return bytes;
  };
  const cut = async (archive: Promise<Buffer>, length: number) =>
    (await archive).subarray(0, length);
  const ofTar = async (...args: string[]) => {
    const dir = await folder();
    await writeFile(path.join(dir, "f"), "x");
    return execFileSync("tar", ["-cf", "-", ...args], { cwd: dir });
  };

  test.each<[string, () => Promise<Buffer>]>([
    ["a path that leads out", () => tar(file("../a"))],
    ["one that leads out in between", () => tar(file("a/../../b"))],
    ["an absolute one", () => tar(file("/a"))],
    ["a link that leads out", () => tar(link("a", "../b"))],
    ["an absolute link", () => tar(link("a", "/etc/passwd"))],
    ["a file below a link", () => tar(file("b/x"), link("z", "b"), file("z/c"))],
    ["a file twice", () => tar(file("a"), file("a"))],
    ["an archive that is cut off", () => cut(tar(file("a")), 600)],
    ["one without an end", () => cut(tar(file("a")), 1024)],
    [
      "one without an end, after zeros",
      () => cut(tar(file("a", { content: Buffer.alloc(2048) })), 2560),
    ],
    ["one that ends in a long name", () => cut(tar(file("a"), file(LONG)), 1536)],
    ["a damaged header", () => damaged(tar(file("a")), 3)],
    ["a damaged long name", () => damaged(tar(file(LONG)), 512)],
    ["a folder", () => ofTar("--format=ustar", ".")],
    ["a hard link", async () => ofTar("--format=ustar", "f", "f")],
  ])("%s", async (_name, archive) => {
    await expect(unpack(gzipSync(await archive()), await folder())).rejects.toThrow(
      /^the bundle|EEXIST/,
    );
  });

  test("another file", async () => {
    await expect(unpack(Buffer.from("plan"), await folder())).rejects.toThrow(/^the bundle/);
  });

  test("a link out of the folder is not packed either", async () => {
    const dir = await folder();
    await symlink("../secret", path.join(dir, "a"));
    await expect(pack(dir)).rejects.toThrow("a link to");
  });
});
