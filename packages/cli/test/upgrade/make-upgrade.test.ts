import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { OperationError } from "../../src/core/errors";
import { ENGINES, RELEASED } from "../../src/engine/engines";
import type { Effects } from "../../src/upgrade/effects";
import { makeUpgrade } from "../../src/upgrade/make-upgrade";
import { forgetFolder, keepFolder, keptFolder, writeRequest } from "../../src/upgrade/request";
import { Scratch } from "../../src/upgrade/scratch";
import { OPTIONS, RELEASE, Repositories, type Files } from "./repositories";

jest.setTimeout(60_000);

let repositories: Repositories;
let folder: string;
let before: unknown;
let said: jest.SpyInstance;

beforeEach(() => {
  repositories = Repositories.create({ ...RELEASE, ".gitignore": ".cache\nnode_modules\n" });
  said = jest.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await forgetFolder(repositories.place("clone"));
  repositories.remove();
});

/** What the commands of the clone leave to those of the release. */
async function handedOver(theirs: Files, ours: Files, json = false): Promise<void> {
  repositories.commit("upstream", theirs, "v0.2.0");
  const head = repositories.commit("clone", ours);
  const clone = repositories.place("clone");
  const scratch = await Scratch.create(clone, OPTIONS);
  folder = scratch.folder;
  await scratch.fetchReleases(repositories.place("upstream"), ["v0.1.0", "v0.2.0"]);
  const release = (version: string) => ({
    version,
    commit: repositories.git("upstream", "rev-parse", `${version}^{}`),
  });
  const [from, to] = [release("v0.1.0"), release("v0.2.0")];
  await scratch.git("checkout", "--quiet", "--detach", to.commit);
  await writeRequest(folder, {
    format: 1,
    clone,
    origin: { upstream: "https://example.com/groundwork.git", version: "v0.2.0" },
    from,
    to,
    head,
    branch: "upgrade/v0.2.0",
    options: { allowDestroy: [], test: false, json },
  });
  before = repositories.state();
}

const NOTHING: Effects = { effects: [], settings: [], allowed: [] };

/** What is synthesized and compared is a matter of the comparison; nothing here can be synthesized. */
const make = (judge: () => Promise<Effects> = () => Promise.resolve(NOTHING)) =>
  makeUpgrade(folder, OPTIONS, judge);
const LOCK = (name: string) => `${JSON.stringify({ name, packages: { "": { name } } }, null, 2)}\n`;
const MANIFEST = '{ "name": "groundwork", "scripts": { "test": "jest" } }\n';
/** A release whose lock file npm has written. */
const NEWER: Files = {
  "packages/cli/a.ts": "newer\n",
  "package-lock.json": LOCK("groundwork"),
  "package.json": MANIFEST,
};

test("the clone gets one commit: packages/ replaced, the top merged and migrated, and what it is of now", async () => {
  await handedOver(
    { ...NEWER, "main.ts": "one\ntwo\nthree\nfour\nfive\ntheirs\n" },
    {
      "main.ts": "ours\ntwo\nthree\nfour\nfive\nsix\n",
      "package.json": '{ "name": "acme", "scripts": { "test": "jest" } }\n',
      "nightly.yml": "- run: npm run drift -- --json\n",
    },
  );
  await expect(make()).resolves.toBe(0);
  const show = (file: string) => repositories.git("clone", "show", `upgrade/v0.2.0:${file}`);
  expect(repositories.git("clone", "diff", "--name-only", "main", "upgrade/v0.2.0")).toBe(
    [
      "groundwork.json",
      "main.ts",
      "nightly.yml",
      "package-lock.json",
      "package.json",
      "packages/cli/a.ts",
    ].join("\n"),
  );
  expect(show("main.ts")).toBe("ours\ntwo\nthree\nfour\nfive\ntheirs");
  expect(show("nightly.yml")).toBe("- run: node packages/cli/bin/groundwork.js drift --json");
  expect(JSON.parse(show("package-lock.json")).packages[""]).toEqual({ name: "acme" });
  expect(JSON.parse(show("groundwork.json"))).toEqual({
    upstream: "https://example.com/groundwork.git",
    version: "v0.2.0",
  });
  expect(repositories.git("clone", "log", "--format=%B", "main..upgrade/v0.2.0")).toBe(
    [
      "Upgrade groundwork from v0.1.0 to v0.2.0\n",
      "groundwork v0.1.0 -> v0.2.0",
      "stacks: nothing changes",
      "migrated: workflows and scripts call commands that were scripts of npm (nightly.yml)",
      "tests: were not run",
    ].join("\n"),
  );
  expect(said.mock.calls.join("")).toContain("git merge --ff-only upgrade/v0.2.0   takes it here");
  expect(repositories.git("clone", "status", "--porcelain")).toBe("");
});

test("a conflict waits for a person with the clone as it was, and is gone on with", async () => {
  await handedOver({ ...NEWER, "main.ts": "theirs\n" }, { "main.ts": "ours\n" }, true);
  await expect(make()).rejects.toThrow(
    expect.objectContaining({
      exitCode: 4,
      message: expect.stringContaining(
        `main.ts: both you and upstream have changed the same lines\nSettle what is marked there: ${folder}/checkout\n`,
      ),
    }),
  );
  expect(JSON.parse(said.mock.calls.join(""))).toMatchObject({ conflicts: ["main.ts"] });
  expect(repositories.state()).toEqual(before);
  await expect(keptFolder(repositories.place("clone"))).resolves.toBe(folder);
  // Still marked.
  await expect(make()).rejects.toThrow("main.ts: both");

  writeFileSync(path.join(folder, "checkout/main.ts"), "both\n");
  await expect(make()).resolves.toBe(0);
  expect(repositories.git("clone", "show", "upgrade/v0.2.0:main.ts")).toBe("both");
  expect(existsSync(folder)).toBe(false);
});

test("what would go with its data waits as well, and nothing that was done is done again", async () => {
  await handedOver(NEWER, { "nightly.yml": "- run: npm run drift\n" });
  const refuse = () => Promise.reject(new OperationError("the new release would destroy", 6));
  await expect(make(refuse)).rejects.toThrow(
    expect.objectContaining({
      exitCode: 6,
      message: expect.stringMatching(
        /^the new release would destroy\nMend it there[^]*upgrade --continue/,
      ),
    }),
  );
  expect(repositories.state()).toEqual(before);
  // A person thinks otherwise of a migration.
  writeFileSync(path.join(folder, "checkout/nightly.yml"), "- run: npm run drift -- --mine\n");
  await expect(make()).resolves.toBe(0);
  expect(repositories.git("clone", "show", "upgrade/v0.2.0:nightly.yml")).toBe(
    "- run: npm run drift -- --mine",
  );
});

test("packages/ that a person changes on the way are refused", async () => {
  await handedOver({ ...NEWER, "main.ts": "theirs\n" }, { "main.ts": "ours\n" });
  await expect(make()).rejects.toThrow("main.ts");
  writeFileSync(path.join(folder, "checkout/main.ts"), "both\n");
  writeFileSync(path.join(folder, "checkout/packages/cli/a.ts"), "mine\n");
  await expect(make()).rejects.toThrow(
    /packages: got files that are not those of v0\.2\.0, expected all of it as upstream has it: git -C /,
  );
  expect(repositories.state()).toEqual(before);
});

test("a clone with edited packages, and one for another engine, are refused before anything is merged", async () => {
  await handedOver(NEWER, { "packages/cli/a.ts": "mine\n" });
  await expect(make()).rejects.toThrow(
    "packages/: got packages/cli/a.ts, which differ from v0.1.0",
  );
  expect(readFileSync(path.join(folder, "checkout/packages/cli/a.ts"), "utf8")).toBe("newer\n");
  expect(repositories.state()).toEqual(before);
  const other = Object.keys(ENGINES).find((name) => name !== RELEASED)!;
  const manifest = JSON.stringify({ dependencies: { [other]: "0.24.0" } });
  repositories.commit("clone", { "packages/cli/a.ts": "a\n", "package.json": manifest });
  const head = repositories.git("clone", "rev-parse", "HEAD");
  const request = JSON.parse(readFileSync(path.join(folder, "request.json"), "utf8"));
  await writeRequest(folder, { ...request, head });
  await expect(make()).rejects.toThrow(
    `got a clone that is written for ${other}, expected one for ${RELEASED}`,
  );
});

test("what a killed upgrade has left is not gone on with, and goes with the next one", async () => {
  await handedOver(NEWER, {});
  const clone = repositories.place("clone");
  await keepFolder(clone, folder, false);
  await expect(keptFolder(clone)).resolves.toBeUndefined();
  await forgetFolder(clone);
  expect(existsSync(folder)).toBe(false);
  // Whatever the note says, nothing else is removed.
  writeFileSync(
    path.join(clone, ".cache/upgrade.json"),
    JSON.stringify({ folder: clone, waits: true }),
  );
  await forgetFolder(clone);
  expect(existsSync(clone)).toBe(true);
});
