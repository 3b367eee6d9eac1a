import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { madeOf } from "../../src/core/made-of";

let root: string;
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
    cwd: root,
    encoding: "utf8",
    stdio: "pipe",
  }).trim();
const say = (upstream: string) =>
  writeFileSync(
    path.join(root, "groundwork.json"),
    JSON.stringify({ upstream, version: "v0.1.0" }),
  );

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), "groundwork-made-of-"));
  git("init", "--quiet", "--template=");
  say("upstream");
  git("add", "--all");
  git("commit", "--quiet", "-m", "All");
});
afterAll(() => rmSync(root, { recursive: true }));

const told = async () => JSON.parse((await madeOf(root)) ?? "null");

test("a project is of the commit at hand, or of its release, and follows what that was cloned from", async () => {
  const commit = git("rev-parse", "HEAD");
  await expect(told()).resolves.toEqual({ upstream: root, version: commit });
  git("remote", "add", "origin", "https://example.com/groundwork.git");
  for (const tag of ["v0.9.0", "v0.10.0", "v0.11.0-rc.1"]) git("tag", tag);
  const upstream = "https://example.com/groundwork.git";
  await expect(told()).resolves.toEqual({ upstream, version: "v0.10.0" });
  git("remote", "add", "upstream", "../groundwork");
  await expect(told()).resolves.toMatchObject({ upstream: path.resolve(root, "../groundwork") });
});

test("what a team has said stays", async () => {
  say("https://example.com/other.git");
  await expect(told()).resolves.toBeNull();
});
