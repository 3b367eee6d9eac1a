import {
  access,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "@groundwork/testing/project";
import { synthesizedCommit, type SynthesizedApp } from "../../../src/comparison/synthesized-app";

/** An app that writes what its two packages say, one of them its own and one of other people's. */
const APP = `
const { mkdirSync, writeFileSync } = require("node:fs");
const out = process.env.CDKTF_OUTDIR;
mkdirSync(out + "/stacks/a", { recursive: true });
const said = { own: require("@own/part"), other: require("@else/other"), endpoint: process.env.AWS_ENDPOINT_URL };
writeFileSync(out + "/stacks/a/cdk.tf.json", JSON.stringify({ locals: said }));
writeFileSync(out + "/manifest.json", JSON.stringify({ stacks: { a: { synthesizedStackPath: "stacks/a/cdk.tf.json" } } }));
`;

const lock = (version: string) => ({
  packages: {
    "": { version },
    "node_modules/@own/part": { resolved: "packages/part", link: true },
    "node_modules/@else/other": { version: "1.0.0" },
  },
});

const EMULATOR = "http://127.0.0.1:1";

/** A repository with a project in a folder of it, as a team may have one beside its application. */
class Repository {
  readonly project: string;

  constructor(readonly root: string) {
    this.project = path.join(root, "infra");
  }

  async write(files: Record<string, unknown>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.project, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
    }
  }

  async git(...args: string[]): Promise<string> {
    const who = ["-c", "user.name=kim", "-c", "user.email=kim@example.com"];
    const { code, stdout, stderr } = await run("git", [...who, ...args], { cwd: this.root });
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  async commit(message: string): Promise<string> {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  synthesized = (name: string) =>
    synthesizedCommit(this.project, name, { ...process.env, AWS_ENDPOINT_URL: EMULATOR });
}

let repository: Repository;
let first: string;

const said = ({ stacks }: SynthesizedApp) => stacks.get("a")!["locals"];

beforeAll(async () => {
  repository = new Repository(await mkdtemp(path.join(tmpdir(), "groundwork-compare-")));
  await repository.git("init", "--quiet", "--initial-branch=main");
  await repository.write({
    "../.gitignore": "node_modules\n.cache\n",
    "../.gitattributes": "left-out.js export-ignore\n",
    "cdktf.json": { app: "node left-out.js" },
    "left-out.js": APP,
    "package.json": { name: "project", workspaces: ["packages/*"] },
    "package-lock.json": lock("1.0.0"),
    "packages/part/index.js": 'module.exports = "first";',
    "packages/part/package.json": { name: "@own/part" },
    "node_modules/@else/other/index.js": 'module.exports = "other";',
  });
  await mkdir(path.join(repository.project, "node_modules/@own"), { recursive: true });
  await symlink("../../packages/part", path.join(repository.project, "node_modules/@own/part"));
  first = await repository.commit("first");
  await repository.write({
    "packages/part/index.js": 'module.exports = "second";',
    "package-lock.json": lock("2.0.0"),
  });
  await repository.commit("second");
});

afterAll(() => rm(repository.root, { recursive: true, force: true }));

test("each commit has its own packages, and other people's from where they are installed", async () => {
  const [before, after] = await Promise.all(["HEAD~1", "main"].map(repository.synthesized));
  expect(said(before!)).toEqual({ own: "first", other: "other" });
  expect(said(after!)).toEqual({ own: "second", other: "other" });
  expect(before!.commit).toBe(first);
  const checkout = await (await repository.synthesized("HEAD~1")).checkout();
  const other = await lstat(path.join(checkout, "node_modules/@else/other"));
  expect(other.isSymbolicLink()).toBe(true);
  expect(await readFile(path.join(checkout, "node_modules/@own/part/index.js"), "utf8")).toContain(
    "first",
  );
});

test("a commit is synthesized once, git learns of nothing, and nothing half-made is left", async () => {
  await repository.synthesized("HEAD~1");
  const synths = path.join(repository.project, ".cache/comparison/synths");
  const [file] = await readdir(synths);
  const kept = JSON.parse(await readFile(path.join(synths, file!), "utf8"));
  kept.stacks[0][1].locals.own = "kept";
  await writeFile(path.join(synths, file!), JSON.stringify(kept));
  const all = await Promise.all(["HEAD", "HEAD~1", "HEAD~1"].map(repository.synthesized));
  expect(all.map(said)).toContainEqual(expect.objectContaining({ own: "kept" }));
  await rm(path.join(synths, file!));
  expect(await repository.git("worktree", "list")).not.toContain("\n");
  expect(await repository.git("status", "--porcelain")).toBe("");
  expect(await readdir(path.join(repository.project, ".cache/comparison/checkouts"))).toHaveLength(
    1,
  );
});

test("files that are not committed are taken as they are; without any it is the commit", async () => {
  expect((await repository.synthesized("working-tree")).commit).toBe(
    await repository.git("rev-parse", "HEAD"),
  );
  await repository.write({ "packages/part/index.js": 'module.exports = "edited";' });
  const edited = await repository.synthesized("working-tree");
  expect([edited.commit, said(edited)]).toEqual([undefined, { own: "edited", other: "other" }]);
  expect(await edited.checkout()).toBe(repository.project);
  await repository.git("checkout", "--", ".");
});

test("a commit that cannot be synthesized is named, with what its app says, and nothing is kept", async () => {
  await repository.git("switch", "--quiet", "--create", "broken");
  await repository.write({
    "packages/part/index.js": 'console.error("Error: dev.name: got 1"); process.exit(1);',
  });
  const broken = await repository.commit("broken");
  await repository.git("switch", "--quiet", "main");
  await expect(repository.synthesized("broken")).rejects.toThrow(
    `${broken.slice(0, 8)} cannot be synthesized: dev.name: got 1`,
  );
  const tree = await repository.git("rev-parse", "broken^{tree}");
  await expect(
    access(path.join(repository.project, `.cache/comparison/checkouts/${tree}`)),
  ).rejects.toThrow("ENOENT");
});

test("of a name that there is not, the one that may be meant is told", async () => {
  await expect(repository.synthesized("mian")).rejects.toThrow(
    /^got mian, expected a commit, a branch or a tag of this repository\nDid you mean main\?$/,
  );
  await expect(repository.synthesized("--all")).rejects.toThrow("got --all, expected a commit");
  await expect(synthesizedCommit(tmpdir(), "HEAD", process.env)).rejects.toThrow(
    "there is no git repository in",
  );
});
