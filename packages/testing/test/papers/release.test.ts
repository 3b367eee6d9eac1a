import { spawnSync } from "node:child_process";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  CHANGELOG,
  clone,
  commit,
  expectReleased,
  git,
  packages,
  read,
  release,
  state,
} from "./release-clone";

jest.setTimeout(60_000);

test("sets the version, moves the changelog, commits and tags, and leaves the origin alone", () => {
  const { status, stdout, stderr } = release(["minor"]);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("git push --atomic origin main v0.2.0");
  expectReleased("0.2.0");
  expect(git("ls-remote", "--tags", "origin")).toBe("");
  expect(git("diff", "--stat", "HEAD~1").split("\n")).toHaveLength(packages.length + 5);
});

test("its tag is annotated, and its section is what a release is told by", () => {
  release(["minor"]);
  expect(git("cat-file", "-t", "v0.2.0")).toBe("tag");
  const script = path.join(clone, "packages/testing/changelog.js");
  const notes = (tag: string) => spawnSync(process.execPath, [script, tag], { encoding: "utf8" });
  expect(notes("v0.2.0").stdout).toBe("- One.\n");
  expect(notes("v0.1.0").stderr).toBe(
    "Error: tag: got v0.1.0, expected v0.2.0, as package.json has it\n",
  );
  expect(notes("v0.1.0").status).toBe(1);
});

test("upgrades a clone of the last two releases, and is none where that fails", () => {
  // In place of what installs and tests.
  const script = "packages/testing/try-upgrade.js";
  const lines = [
    'const { appendFileSync } = require("node:fs");',
    "exports.tryUpgrade = ({ from, to, tag }) => {",
    "  appendFileSync(process.env.TRIED, `${from} ${to} ${tag.length}\\n`);",
    '  if (process.env.FAILS === from) throw new Error("ended with 8");',
    "};",
  ];
  writeFileSync(path.join(clone, script), lines.join("\n"));
  commit("A stand-in");
  for (const version of ["v0.0.9", "v0.1.0", "v0.0.10", "nightly"]) git("tag", version);
  const TRIED = path.join(clone, ".git/tried");
  const before = state();
  const refused = release(["minor"], { TRIED, FAILS: "v0.0.10" });
  expect(refused.stderr).toBe(
    "Error: upgrade from v0.0.10: ended with 8. Mend it, such as by a migration; --untried releases all the same\n",
  );
  expect([refused.status, state()]).toEqual([1, before]);
  expect(read(".git/tried")).toBe("v0.1.0 v0.2.0 40\nv0.0.10 v0.2.0 40\n");
  expect(release(["minor", "--untried"], { TRIED, FAILS: "v0.0.10" }).status).toBe(0);
  expect(read(".git/tried").split("\n")).toHaveLength(3);
});

/** What is said where nothing is changed. */
function refusal(...args: string[]): string {
  const before = state();
  const { status, stderr } = release(args);
  return isDeepStrictEqual([status, state()], [1, before]) ? stderr : `changed: ${stderr}`;
}

test("refuses no version, an older and a released one", () => {
  expect([refusal(), refusal("0.0.9"), refusal("0.1.0")]).toEqual([
    "Error: version: got none, expected one such as 1.2.3, or patch, minor, major: npm run release -- minor\n",
    "Error: version: got 0.0.9, expected one above 0.1.0\n",
    "Error: version: got 0.1.0, which is released, expected another\n",
  ]);
});

test.each<[string, () => void, string]>([
  [
    "a used tag",
    () => git("tag", "v0.2.0"),
    "version: got 0.2.0, which is released, expected another",
  ],
  [
    "another branch",
    () => git("switch", "--quiet", "-c", "fix"),
    "branch: got fix, expected main: git switch main",
  ],
  ["no branch", () => git("switch", "--quiet", "--detach"), "branch: got none, expected main"],
  [
    "a changed file",
    () => appendFileSync(path.join(clone, "packages/testing/changelog.js"), "\n"),
    "checkout: got changes that are not committed (packages/testing/changelog.js), expected none",
  ],
  [
    "a changed file of its own",
    () => appendFileSync(path.join(clone, CHANGELOG), "- Two.\n"),
    `checkout: got changes that are not committed (${CHANGELOG}), expected none`,
  ],
  [
    "a new file",
    () => writeFileSync(path.join(clone, "x.ts"), ""),
    "checkout: got changes that are not committed (x.ts), expected none",
  ],
  [
    "a removed file",
    () => rmSync(path.join(clone, CHANGELOG)),
    `checkout: got changes that are not committed (${CHANGELOG}), expected none`,
  ],
  [
    "a changelog without entries",
    () => {
      writeFileSync(path.join(clone, CHANGELOG), read(CHANGELOG).replace("- One.\n", ""));
      commit("Nothing to tell");
    },
    `${CHANGELOG}: got nothing under "## Unreleased", expected what the release changes`,
  ],
  [
    "packages of different versions",
    () => {
      const file = "packages/cli/package.json";
      writeFileSync(path.join(clone, file), read(file).replace("0.1.0", "0.0.5"));
      commit("Apart");
    },
    "packages/cli/package.json: got version 0.0.5, expected 0.1.0, as package.json has it",
  ],
  [
    "an index in use",
    () => writeFileSync(path.join(clone, ".git/index.lock"), ""),
    "git add: fatal: Unable to create",
  ],
  [
    "a branch in use",
    () => writeFileSync(path.join(clone, ".git/refs/heads/main.lock"), ""),
    "git update-ref: fatal: ",
  ],
])("refuses %s in one line, and changes nothing", (_, prepare, message) => {
  prepare();
  const said = refusal("0.2.0");
  expect(said).toMatch(/^Error: .*\n$/);
  expect(said).toContain(message);
});
