import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { configuration } from "@groundwork/testing/configuration";
import {
  expectSharedCommit,
  expectSharedUnlessRehearsed,
  sharedCommit,
} from "../../../src/delivery/plan/shared-commit";

// Made of modules, which jest does not load: the same command without it.
jest.mock("execa", () => ({
  execa: (file: string, args: readonly string[], { cwd }: { cwd: string }) => {
    const { status, stdout, stderr } = spawnSync(file, args, { cwd, encoding: "utf8" });
    return { exitCode: status, stdout: stdout.trim(), stderr };
  },
}));

let delivery: NonNullable<Parameters<typeof configuration>[0]>["delivery"];
const organization = () => configuration({ delivery }).organization;
jest.mock("../../../src/core/configured", () => ({
  loadConfiguration: () => ({ organization: organization() }),
}));

// Many processes.
jest.setTimeout(60_000);

/** What each test begins with a copy of. */
let begun: string;
let folder: string;
/** A checkout of `shared`, which all share; `others` is another one. */
let root: string;
beforeAll(async () => {
  begun = await mkdtemp(path.join(tmpdir(), "groundwork-shared-"));
  git(begun, "init", "--quiet", "--bare", "--initial-branch=main", "shared");
  git(begun, "clone", "--quiet", "shared", "mine");
  const mine = path.join(begun, "mine");
  git(mine, "checkout", "--quiet", "-B", "main");
  commit(mine, "first");
  push(mine);
  git(begun, "clone", "--quiet", "shared", "others");
});
afterAll(() => rm(begun, { recursive: true }));
beforeEach(async () => {
  delivery = {};
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-shared-"));
  root = path.join(folder, "mine");
  await cp(begun, folder, { recursive: true });
  for (const checkout of [root, others()]) {
    const file = path.join(checkout, ".git/config");
    await writeFile(file, (await readFile(file, "utf8")).replaceAll(begun, folder));
  }
});
afterEach(() => rm(folder, { recursive: true }));

function git(cwd: string, ...args: string[]): string {
  const who = ["-c", "user.name=kim", "-c", "user.email=kim@example.com"];
  const { status, stdout, stderr } = spawnSync("git", [...who, ...args], { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

function commit(checkout: string, message: string): string {
  git(checkout, "commit", "--quiet", "--allow-empty", "--message", message);
  return git(checkout, "rev-parse", "HEAD");
}

const push = (checkout: string, ...options: string[]) =>
  git(checkout, "push", "--quiet", ...options, "origin", "main");

const { signal } = new AbortController();
const look = (of = git(root, "rev-parse", "HEAD"), env: NodeJS.ProcessEnv = {}, standIns = false) =>
  sharedCommit(of, organization(), { env, standIns, signal }, root);

const others = () => path.join(folder, "others");

test("a commit that was pushed is one that all can see", async () => {
  expect(await look()).toEqual({ on: "origin/main" });
});

test("one that was not is none, whatever branch it is on", async () => {
  commit(root, "mine alone");
  const missing = expect.stringMatching(
    /^origin\/main does not have the commit [0-9a-f]{8}: merge it/,
  );
  expect(await look()).toEqual({ missing });
  git(root, "push", "--quiet", "origin", "HEAD:feature");
  expect(await look()).toEqual({ missing });
});

test("the branch is asked now: others' commits on it take nothing from it, and move no branch here", async () => {
  const first = git(root, "rev-parse", "HEAD");
  commit(others(), "theirs");
  push(others());
  expect(await look()).toEqual({ on: "origin/main" });
  expect(git(root, "rev-parse", "refs/remotes/origin/main")).toBe(first);
});

test("a commit that was there yesterday and was taken back is none", async () => {
  commit(root, "second");
  push(root);
  git(others(), "commit", "--quiet", "--amend", "--allow-empty", "--message", "another first");
  push(others(), "--force");
  expect(await look()).toMatchObject({ missing: expect.stringContaining("does not have") });
});

test("a shallow checkout is enough", async () => {
  commit(root, "second");
  push(root);
  git(folder, "clone", "--quiet", "--depth=1", `file://${folder}/shared`, "shallow");
  const shallow = path.join(folder, "shallow");
  const head = git(shallow, "rev-parse", "HEAD");
  commit(others(), "never pulled");
  git(others(), "pull", "--quiet", "--rebase", "origin", "main");
  push(others());
  expect(await sharedCommit(head, organization(), { env: {}, signal }, shallow)).toEqual({
    on: "origin/main",
  });
});

test.each([
  [
    "no remote",
    () => git(root, "remote", "remove", "origin"),
    "this checkout has no remote origin",
  ],
  [
    "a remote that does not answer, whose password is told nobody",
    () => git(root, "remote", "set-url", "origin", "https://kim:secret@127.0.0.1:1/x.git"),
    "nobody knows what origin/main has",
  ],
  [
    "a remote that is gone, of which git says more than why",
    () => git(root, "remote", "set-url", "origin", path.join(folder, "gone")),
    "gone' does not appear to be a git repository; fatal: Could not read from remote repository.",
  ],
  [
    "a remote without the branch",
    () => git(path.join(folder, "shared"), "update-ref", "-d", "refs/heads/main"),
    "origin has no branch main yet",
  ],
])("%s: nobody is known to have it", async (_, change, why) => {
  change();
  const { on, missing } = await look();
  expect({ on, missing }).toEqual({ on: undefined, missing: expect.stringContaining(why) });
  expect(missing).not.toContain("secret");
});

test("another branch, or another remote, as the organization says; or none at all", async () => {
  git(root, "push", "--quiet", "origin", "HEAD:live");
  commit(root, "on main");
  push(root);
  delivery = { sharedBranch: "origin/live" };
  expect(await look()).toMatchObject({ missing: expect.stringContaining("origin/live does not") });
  git(root, "remote", "rename", "origin", "upstream");
  delivery = { sharedBranch: "upstream/main" };
  expect(await look()).toEqual({ on: "upstream/main" });
  delivery = { github: { repository: "acme/infra", repositoryId: "1", branch: "trunk" } };
  expect(await look()).toMatchObject({ missing: expect.stringContaining("origin/trunk") });
  delivery = { sharedBranch: false };
  expect(await look()).toEqual({});
});

test("in a run of GitHub on that branch its own commit is; not another, nor one of another branch", async () => {
  const head = commit(root, "as checked out");
  const run = { GITHUB_ACTIONS: "true", GITHUB_SHA: head, GITHUB_REF: "refs/heads/main" };
  expect(await look(head, run)).toEqual({ on: "origin/main" });
  for (const other of [
    { GITHUB_SHA: "0".repeat(40) },
    { GITHUB_REF: "refs/heads/feature" },
    { GITHUB_REF: "refs/pull/1/merge" },
    { GITHUB_ACTIONS: "" },
  ]) {
    expect(await look(head, { ...run, ...other })).toMatchObject({ missing: expect.anything() });
  }
});

test("in a build of the organization's own pipeline its commit is, and in no other build", async () => {
  const head = commit(root, "as cloned");
  const build = {
    CODEBUILD_BUILD_ID: "plan:1",
    CODEBUILD_INITIATOR: "codepipeline/acme-delivery",
    CODEBUILD_RESOLVED_SOURCE_VERSION: head,
  };
  expect(await look(head, build)).toEqual({ on: "origin/main" });
  for (const other of [
    { CODEBUILD_INITIATOR: "kim" },
    { CODEBUILD_INITIATOR: "codepipeline/others-delivery" },
    { CODEBUILD_RESOLVED_SOURCE_VERSION: "0".repeat(40) },
    { CODEBUILD_BUILD_ID: "" },
  ]) {
    expect(await look(head, { ...build, ...other })).toMatchObject({ missing: expect.anything() });
  }
});

test("a pipeline, which has no repository, has the commit of its branch; a rehearsal asks nobody", async () => {
  await rm(path.join(root, ".git"), { recursive: true });
  expect(await look("c0ffee00".repeat(5))).toEqual({ on: "origin/main" });
  git(root, "init", "--quiet");
  expect(await look("c0ffee00".repeat(5), {}, true)).toEqual({});
  const emulator = { AWS_ENDPOINT_URL: "http://127.0.0.1:4566" };
  expect(await look("c0ffee00".repeat(5), emulator)).toEqual({});
});

describe("what is planned", () => {
  const settings = { planExpiryHours: 72, production: false };
  const expectIt = async (needsApproval: boolean, allowDirty: boolean, dirty: string[] = []) => {
    const of = git(root, "rev-parse", "HEAD");
    const options = { env: {}, signal, stack: "dev-stack", allowDirty };
    return expectSharedCommit(
      { commit: of, dirty },
      { ...settings, needsApproval },
      organization(),
      options,
      root,
    ).catch(({ message }: Error) => message);
  };

  test("is on the shared branch, or is let where nobody approves", async () => {
    expect(await expectIt(true, false)).toEqual({ on: "origin/main" });
    commit(root, "mine alone");
    await writeFile(path.join(root, "x"), "");
    expect(await expectIt(false, false)).toMatch(
      /does not have the commit .*, or add --allow-dirty$/,
    );
    expect(await expectIt(true, false)).toMatch(/planned and applied$/);
    expect(await expectIt(true, true)).toMatch(/--allow-dirty is not for dev-stack/);
    expect(await expectIt(false, true)).toEqual({ missing: expect.anything() });
    expect(await expectIt(false, false, ["main.ts"])).toMatch(/^got changes that the commit/);
  });

  test("is what a command acts on that knows no --allow-dirty, unless it is rehearsed", async () => {
    const checkout = { commit: git(root, "rev-parse", "HEAD"), dirty: ["main.ts"] };
    const act = (standIns: boolean) =>
      expectSharedUnlessRehearsed(
        checkout,
        { ...settings, needsApproval: false },
        organization(),
        { env: {}, signal, stack: "dev-stack", standIns },
        root,
      ).catch(({ message }: Error) => message);
    expect(await act(false)).toMatch(/^got changes that [^]*Commit or stash them$/);
    expect(await act(true)).toEqual({});
  });
});
