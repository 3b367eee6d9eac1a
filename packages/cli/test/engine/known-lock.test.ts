import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { knownLock } from "../../src/engine/known-lock";

let repository: string;
beforeEach(() => {
  repository = mkdtempSync(path.join(tmpdir(), "groundwork-lock-"));
  git("init", "-q");
});
afterEach(() => rmSync(repository, { recursive: true }));

function git(...args: string[]): string {
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...who, ...args], { cwd: repository, encoding: "utf8" }).trim();
}

/** @returns the commit */
function commit(files: Record<string, string>, folder = "."): string {
  mkdirSync(path.join(repository, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(repository, folder, name), text);
  }
  git("add", "-A");
  git("commit", "-qm", "one");
  return git("rev-parse", "--short", "HEAD");
}

test("the lock file is the one that was last there with that package.json", async () => {
  commit({ "package.json": "cdktf\n", "package-lock.json": "first\n" });
  const updated = commit({ "package-lock.json": "second\n" });
  commit({ "package.json": "cdktn\n", "package-lock.json": "other\n" });
  const here = commit({ "main.ts": "", "package-lock.json": "third\n" });
  expect(await knownLock(repository, "cdktf\n")).toEqual({ commit: updated, text: "second\n" });
  expect(await knownLock(repository, "cdktn\n")).toEqual({ commit: here, text: "third\n" });
});

test("there is none for a package.json that git has not seen, or that had none", async () => {
  expect(await knownLock(repository, "cdktf\n")).toBeUndefined();
  commit({ "package.json": "cdktf\n" });
  expect(await knownLock(repository, "cdktf\n")).toBeUndefined();
  commit({ "package-lock.json": "first\n" });
  expect(await knownLock(repository, "cdktf newer\n")).toBeUndefined();
});

test("a project may lie in a folder of its repository", async () => {
  commit({ "package.json": "cdktf\n", "package-lock.json": "of another\n" });
  const here = commit({ "package.json": "cdktf\n", "package-lock.json": "its own\n" }, "infra");
  const known = await knownLock(path.join(repository, "infra"), "cdktf\n");
  expect(known).toEqual({ commit: here, text: "its own\n" });
});
