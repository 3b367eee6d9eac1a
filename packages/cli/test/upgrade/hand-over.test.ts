import { gitIn } from "../../src/upgrade/git";
import {
  branchFor,
  commitUpgrade,
  expectFreeBranch,
  expectIdentity,
  handOver,
} from "../../src/upgrade/hand-over";
import { expectOwnPackages } from "../../src/upgrade/own-packages";
import type { UpgradeRequest } from "../../src/upgrade/request";
import { Scratch } from "../../src/upgrade/scratch";
import { OPTIONS, Repositories } from "./repositories";

jest.setTimeout(60_000);

const BRANCH = branchFor("v0.2.0");
let repositories: Repositories;
let scratch: Scratch;
let request: UpgradeRequest;

beforeEach(async () => {
  repositories = Repositories.create();
  const own = repositories.git("clone", "rev-parse", "HEAD");
  scratch = await Scratch.create(repositories.place("clone"), OPTIONS);
  request = {
    format: 1,
    clone: repositories.place("clone"),
    origin: { upstream: repositories.place("upstream"), version: "v0.2.0" },
    from: { version: "v0.1.0", commit: repositories.git("upstream", "rev-parse", "HEAD") },
    to: { version: "v0.2.0", commit: "0".repeat(40) },
    head: own,
    branch: BRANCH,
    options: { allowDestroy: [], test: true, json: false },
  };
});
afterEach(async () => {
  repositories.remove();
  await scratch.remove();
});

const git = () => gitIn(request.clone, OPTIONS);

/** An upgrade that changes one file. @returns the commit */
async function made(): Promise<string> {
  await scratch.git("read-tree", request.head);
  const object = await scratch.git("hash-object", "-w", `${request.clone}/README.md`);
  await scratch.git("update-index", "--add", "--cacheinfo", `100644,${object},new.md`);
  return commitUpgrade(scratch, request, await scratch.git("write-tree"), "What it does.");
}

test("the clone gets one commit on a branch, by whom the clone knows, and nothing before that", async () => {
  const before = repositories.state();
  const commit = await made();
  expect(repositories.state()).toEqual(before);
  await handOver(scratch, request, commit, OPTIONS);
  expect(repositories.git("clone", "log", "--format=%an %s", `HEAD..${BRANCH}`)).toBe(
    "kim Upgrade groundwork from v0.1.0 to v0.2.0",
  );
  expect(repositories.git("clone", "diff", "--name-only", "HEAD", BRANCH)).toBe("new.md");
  expect(repositories.git("clone", "fsck", "--strict")).toBe("");
  expect(repositories.git("clone", "branch", "--show-current")).toBe("main");
  expect(repositories.git("clone", "status", "--porcelain")).toBe("");
});

test("an earlier upgrade on the branch is replaced; anything else of a person's is not", async () => {
  await handOver(scratch, request, await made(), OPTIONS);
  await expect(expectFreeBranch(git(), BRANCH, request.head)).resolves.toBeUndefined();
  await handOver(scratch, request, await made(), OPTIONS);
  repositories.git("clone", "switch", "--quiet", BRANCH);
  await expect(expectFreeBranch(git(), BRANCH, request.head)).rejects.toThrow(
    `branch: got ${BRANCH} checked out, expected another`,
  );
  repositories.commit("clone", { "mine.md": "x\n" });
  repositories.git("clone", "switch", "--quiet", "main");
  await expect(expectFreeBranch(git(), BRANCH, request.head)).rejects.toThrow(
    `branch: got ${BRANCH}, which has commits that are no upgrade's, expected none`,
  );
});

test("without a name for the commit nothing is begun", async () => {
  await expect(expectIdentity(git())).resolves.toBeUndefined();
  repositories.git("clone", "config", "user.useConfigOnly", "true");
  repositories.git("clone", "config", "--unset", "user.email");
  await expect(expectIdentity(git())).rejects.toThrow(
    "git: got no name and address for the commit, expected both: git config user.name",
  );
});

test("a shallow clone gets it as well", async () => {
  repositories.commit("clone", { "a.md": "a\n" });
  const shallow = `${repositories.folder}/shallow`;
  const args = ["--quiet", "--depth=1", `file://${request.clone}`, shallow];
  repositories.git("clone", "clone", ...args);
  const own = gitIn(shallow, OPTIONS);
  await own("config", "user.name", "kim");
  await own("config", "user.email", "kim@example.com");
  request = { ...request, clone: shallow, head: await own("rev-parse", "HEAD") };
  await scratch.remove();
  scratch = await Scratch.create(shallow, OPTIONS);
  await handOver(scratch, request, await made(), OPTIONS);
  expect(await own("diff", "--name-only", "HEAD", BRANCH)).toBe("new.md");
  expect(await own("rev-list", "--count", BRANCH)).toBe("2");
});

describe("packages/ of a clone", () => {
  const look = async () => {
    await scratch.fetchReleases(request.origin.upstream, ["v0.1.0"]);
    return expectOwnPackages(scratch.git, request);
  };

  test("may be no other than that of its release; what is edited is named", async () => {
    await expect(look()).resolves.toBeUndefined();
    const files = { "packages/cli/a.ts": "mine\n", "packages/cli/b.ts": "b\n", "main.ts": "x\n" };
    request = { ...request, head: repositories.commit("clone", files) };
    await expect(look()).rejects.toThrow(
      /^packages\/: got packages\/cli\/a\.ts, packages\/cli\/b\.ts, which differ from v0\.1\.0, expected all as it is there: .*\n.*git restore --source=FETCH_HEAD/,
    );
  });

  test("that are of a commit between two releases are known by it", async () => {
    const files = { "packages/cli/a.ts": "later\n" };
    const commit = repositories.commit("upstream", files);
    repositories.commit("upstream", { "packages/cli/a.ts": "later still\n" });
    request = { ...request, head: repositories.commit("clone", files) };
    await expect(look()).rejects.toThrow(`add --from ${commit}`);
  });
});
