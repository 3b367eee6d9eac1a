import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../../src/core/run";
import { readCheckout } from "../../../src/delivery/plan/checkout";

// Made of modules, which jest does not load: the same command without it.
jest.mock("execa", () => ({
  execa: (
    file: string,
    args: readonly string[],
    { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
  ) => {
    const { status, stdout, stderr } = spawnSync(file, args, { cwd, env, encoding: "utf8" });
    return { exitCode: status, stdout: stdout.trim(), stderr };
  },
}));

const COMMIT = "c0ffee00".repeat(5);
const build = { CODEBUILD_BUILD_ID: "plan:1", CODEBUILD_RESOLVED_SOURCE_VERSION: COMMIT };

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "groundwork-checkout-"));
});
afterEach(() => rm(root, { recursive: true }));

const git = (...args: string[]): string => {
  const who = ["-c", "user.name=kim", "-c", "user.email=kim@example.com"];
  return spawnSync("git", [...who, ...args], { cwd: root, encoding: "utf8" }).stdout.trim();
};

test("the files of a pipeline have no repository: the build says which commit they are of", async () => {
  expect(await readCheckout(build, root)).toEqual({ commit: COMMIT, dirty: [] });
});

test.each([
  ["outside of a build", {}],
  ["in a build of no commit", { ...build, CODEBUILD_RESOLVED_SOURCE_VERSION: "main" }],
])("%s a folder without one is of no commit", async (_, env) => {
  await expect(readCheckout(env, root)).rejects.toThrow(
    `the commit of this checkout is not known, and a plan is bound to one: there is no git repository in ${root}`,
  );
});

test.each([
  ["is broken", ["broken"]],
  ["is broken, and lies above", ["broken", "below"]],
  ["has no commit yet", ["empty"]],
])("a repository that %s is git's to judge, in a build as well", async (_, [how, below = ""]) => {
  if (how === "broken") await mkdir(path.join(root, ".git"));
  else git("init", "--quiet");
  await mkdir(path.join(root, below), { recursive: true });
  await expect(readCheckout(build, path.join(root, below))).rejects.toThrow(
    /is bound to one: fatal:/,
  );
});

test("where there is one, its commit counts, with what has changed since", async () => {
  git("init", "--quiet", "--initial-branch=main");
  git("commit", "--quiet", "--allow-empty", "--message=first");
  await writeFile(path.join(root, "main.ts"), "");
  const commit = git("rev-parse", "HEAD");
  expect(await readCheckout(build, root)).toEqual({ commit, branch: "main", dirty: ["main.ts"] });
});

test("a variable that leads git to another repository changes nothing", async () => {
  git("init", "-q", "-b", "main");
  git("commit", "-q", "--allow-empty", "-m", "ours");
  const commit = git("rev-parse", "HEAD");
  const [before, dir] = [process.env["GIT_DIR"], path.join(root, "another/.git")];
  process.env["GIT_DIR"] = dir;
  try {
    expect(await readCheckout({}, root)).toMatchObject({ commit });
    expect((await run("git", ["rev-parse", "HEAD"], { cwd: root })).stdout.trim()).toBe(commit);
  } finally {
    if (before === undefined) delete process.env["GIT_DIR"];
    else process.env["GIT_DIR"] = before;
  }
});
