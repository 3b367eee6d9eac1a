// A repository with what a release changes, and a clone of it for each test of a file.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkoutRoot } from "../../src/project";

const folder = mkdtempSync(path.join(tmpdir(), "groundwork-release-"));
const origin = path.join(folder, "origin");
const untouched = path.join(folder, "untouched");
export const clone = path.join(folder, "a clone");
export const CHANGELOG = "packages/CHANGELOG.md";
export const today = new Date().toISOString().slice(0, 10);

/** Git as nobody in particular has set it up. */
const env = {
  ...process.env,
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "kim",
  GIT_AUTHOR_EMAIL: "kim@example.com",
  GIT_COMMITTER_NAME: "kim",
  GIT_COMMITTER_EMAIL: "kim@example.com",
};
export const git = (...args: string[]): string =>
  execFileSync("git", args, { cwd: clone, env, encoding: "utf8", stdio: "pipe" }).trim();
export const read = (file: string): string => readFileSync(path.join(clone, file), "utf8");
export const commit = (message: string): string => git("commit", "--quiet", "--all", "-m", message);

/** Where it finds its packages, as none are installed in a clone. */
const PACKAGES = path.resolve(require.resolve("semver/package.json"), "../..");

export function release(args: readonly string[], more: NodeJS.ProcessEnv = {}) {
  const script = path.join(clone, "packages/testing/release.js");
  return spawnSync(process.execPath, [script, ...args], {
    env: { ...env, NODE_PATH: PACKAGES, ...more },
    encoding: "utf8",
  });
}

/** All that a release may change, and whether anything is half-done. */
export const state = () => ({
  heads: git("for-each-ref", "--format=%(refname) %(objectname)"),
  status: git("status", "--porcelain"),
});

export const packages = readdirSync(path.join(checkoutRoot, "packages"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "docs")
  .map(({ name }) => `packages/${name}/package.json`);

beforeAll(() => {
  mkdirSync(origin);
  const files = ["package.json", "package-lock.json", "groundwork.json", ...packages];
  const programs = ["release", "changelog", "try-upgrade"];
  for (const file of [...files, ...programs.map((name) => `packages/testing/${name}.js`)]) {
    cpSync(path.join(checkoutRoot, file), path.join(origin, file));
  }
  for (const file of ["package.json", ...packages]) {
    const content = JSON.parse(readFileSync(path.join(origin, file), "utf8"));
    const text = JSON.stringify({ ...content, version: "0.1.0" }, null, 2);
    writeFileSync(path.join(origin, file), `${text}\n`);
  }
  const changelog = "# Changelog\n\n## Unreleased\n\n- One.\n\n## 0.1.0 - 2026-11-21\n\n- Old.\n";
  writeFileSync(path.join(origin, CHANGELOG), changelog);
  for (const args of [
    ["init", "--quiet", "--template=", "--initial-branch", "main"],
    ["add", "."],
    ["commit", "--quiet", "-m", "All"],
  ]) {
    execFileSync("git", args, { cwd: origin, env });
  }
  execFileSync("git", ["clone", "--quiet", "--template=", origin, untouched], { cwd: folder, env });
});

beforeEach(() => cpSync(untouched, clone, { recursive: true, preserveTimestamps: true }));
afterEach(() => rmSync(clone, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true }));

export function expectReleased(version: string): void {
  expect(git("status", "--porcelain")).toBe("");
  expect(git("log", "--format=%s", "-2")).toBe(`Release ${version}\nAll`);
  expect(git("rev-parse", `v${version}^{commit}`)).toBe(git("rev-parse", "HEAD"));
  const lock = JSON.parse(read("package-lock.json"));
  const own = packages.map((file) => lock.packages[path.dirname(file)].version);
  const versions = ["package.json", ...packages].map((file) => JSON.parse(read(file)).version);
  expect(new Set([...versions, ...own, lock.version, lock.packages[""].version])).toEqual(
    new Set([version]),
  );
  expect(JSON.parse(read("groundwork.json")).version).toBe(`v${version}`);
  expect(read(CHANGELOG)).toContain(
    `## Unreleased\n\n## ${version} - ${today}\n\n- One.\n\n## 0.1.0 - 2026-11-21\n`,
  );
}
