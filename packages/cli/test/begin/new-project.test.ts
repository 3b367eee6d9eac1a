import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { newProject } from "../../src/begin/new-project";
import { newFolder } from "../../src/core/new-folder";

let mockRoot: string;
jest.mock("../../src/core/project", () => ({
  get projectRoot() {
    return mockRoot;
  },
}));

const env = {
  PATH: process.env["PATH"],
  GIT_AUTHOR_NAME: "kim",
  GIT_AUTHOR_EMAIL: "kim@example.com",
  GIT_COMMITTER_NAME: "kim",
  GIT_COMMITTER_EMAIL: "kim@example.com",
  GIT_CONFIG_GLOBAL: "/dev/null",
};
const git = (cwd: string, ...args: string[]): string =>
  execFileSync("git", args, { cwd, env, encoding: "utf8" }).trim();

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(path.join(tmpdir(), "new-project-")));
  mockRoot = path.join(dir, "groundwork");
  mkdirSync(path.join(mockRoot, "environments"), { recursive: true });
  writeFileSync(path.join(mockRoot, "main.ts"), "");
});
afterEach(() => rmSync(dir, { recursive: true }));

const make = async (folder: string) =>
  newProject(
    await newFolder("folder", path.join(dir, folder)),
    [{ file: "environments/organization.ts", text: "acme" }],
    { subject: "Begin acme", env, signal: new AbortController().signal },
  );

test("a clone of an empty repository gets the project as its first commit, on its own branch", async () => {
  const clone = path.join(dir, "acme-infra");
  git(dir, "init", "-q", "-b", "trunk", "acme-infra");
  const { commit, within } = await make("acme-infra");
  expect(git(clone, "log", "--format=%h %an %s", "trunk")).toBe(`${commit} kim Begin acme`);
  expect(git(clone, "status", "--porcelain")).toBe("");
  expect(readdirSync(clone).toSorted()).toEqual([".git", "environments", "main.ts"]);
  expect(within).toBeUndefined();
});

test("a folder of a repository gets no commit, and it is said what the repository is", async () => {
  git(dir, "init", "-q", "shop");
  const top = path.join(dir, "shop");
  expect(await make("shop/infra")).toEqual({
    why: `it lies in the repository ${top}`,
    within: top,
  });
  expect(readdirSync(path.join(top, "infra")).toSorted()).toEqual(["environments", "main.ts"]);
});

test("a repository that has commits, and no files, gets no commit of ours", async () => {
  git(dir, "init", "-q", "shop");
  git(path.join(dir, "shop"), "commit", "-q", "--allow-empty", "-m", "theirs");
  expect(await make("shop")).toEqual({ why: "the repository has commits already" });
  expect(git(path.join(dir, "shop"), "log", "--format=%s")).toBe("theirs");
});

test("where nobody is known to git the project is there, without a commit", async () => {
  const names = { ...env, GIT_AUTHOR_NAME: "", GIT_COMMITTER_NAME: "" };
  const { commit, why } = await newProject(await newFolder("folder", path.join(dir, "new")), [], {
    subject: "Begin acme",
    env: names,
    signal: new AbortController().signal,
  });
  expect({ commit, why }).toEqual({ commit: undefined, why: expect.stringMatching(/\S/) });
  expect(readdirSync(path.join(dir, "new")).toSorted()).toEqual([".git", "main.ts"]);
});
