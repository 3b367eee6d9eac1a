import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { mergeTop, type TopMerge } from "../../src/upgrade/merge-top";
import { Scratch } from "../../src/upgrade/scratch";
import { OPTIONS, RELEASE, Repositories, type Files } from "./repositories";

jest.setTimeout(60_000);

const LONG = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join("");
const ours = LONG.replace("line 1\n", "ours\n");
const theirs = LONG.replace("line 18\n", "theirs\n");
const config = (app: string, id: string) => `{\n  "app": "${app}",\n  "projectId": "${id}"\n}\n`;
const manifest = (name: string, scripts: object) => `${JSON.stringify({ name, scripts })}\n`;

type Text = string | undefined;
type Sides = readonly [base: Text, upstream: Text, own: Text];

/** By file: what both were made of, what upstream has made of it, and the team. */
const CASES: Readonly<Record<string, Sides>> = {
  "both.ts": [LONG, theirs, ours],
  "added.ts": [undefined, "theirs\n", undefined],
  "mine.ts": [undefined, undefined, "ours\n"],
  "gone.ts": ["x\n", undefined, "x\n"],
  "marked.ts": ["one\ntwo\nthree\n", "one\ntheirs\nthree\n", "one\nours\nthree\n"],
  "made-by-both.ts": [undefined, "theirs\n", "ours\n"],
  "removed.ts": ["x\n", "y\n", undefined],
  "kept.ts": ["x\n", undefined, "ours\n"],
  "README.md": ["# groundwork\n", "# groundwork 2\n", "# Acme, without an end of line"],
  "cdktf.json": [config("a", "x"), config("b", "x"), config("a", "acme")],
  "tsconfig.json": ["// a\n{ }\n", "// b\n{ }\n", "// c\n{ }\n"],
  ".nvmrc": ["24.1.0\n", "24.3.0\n", "24.2.0\n"],
  "environments/dev.ts": [LONG, theirs, undefined],
  "environments/try.ts": [undefined, undefined, ours],
  "package.json": [
    manifest("groundwork", { test: "jest" }),
    manifest("groundwork", { test: "jest --ci" }),
    manifest("acme", { test: "jest", x: "y" }),
  ],
  "package-lock.json": ["{ 1 }\n", "{ 2 }\n", "{ 3 }\n"],
  "packages/cli/a.ts": ["a\n", undefined, "a\n"],
  "packages/cli/b.ts": [undefined, "b\n", undefined],
  "packages/cli/c.ts": [undefined, undefined, "c\n"],
};

const filesOf = (side: 0 | 1 | 2): Files =>
  Object.fromEntries(Object.entries(CASES).map(([file, texts]) => [file, texts[side]]));

let repositories: Repositories;
let scratch: Scratch;
let merge: TopMerge;
let before: unknown;

beforeAll(async () => {
  repositories = Repositories.create({ ...RELEASE, ...filesOf(0) });
  repositories.commit("upstream", filesOf(1), "v0.2.0");
  const own = repositories.commit("clone", filesOf(2));
  // What a team may have set, and what would stop a merge or a commit.
  for (const [key, value] of [
    ["merge.ff", "only"],
    ["core.hooksPath", "/nowhere/hooks"],
    ["commit.gpgsign", "true"],
  ]) {
    repositories.git("clone", "config", key!, value!);
  }
  before = repositories.state();
  scratch = await Scratch.create(repositories.place("clone"), OPTIONS);
  await scratch.fetchReleases(repositories.place("upstream"), ["v0.1.0", "v0.2.0"]);
  const [base, upstream] = ["v0.1.0", "v0.2.0"].map((version) =>
    repositories.git("upstream", "rev-parse", `${version}^{}`),
  );
  await scratch.git("checkout", "--quiet", "--detach", upstream!);
  const sides = { base: base!, upstream: upstream!, own };
  merge = await mergeTop(scratch.root, scratch.git, sides, "v0.2.0");
});
afterAll(async () => {
  repositories.remove();
  await scratch?.remove();
});

const merged = (file: string): string | undefined => {
  const place = path.join(scratch.root, file);
  return existsSync(place) ? readFileSync(place, "utf8") : undefined;
};

test("changes at different places go together, without a history in common", () => {
  expect(merged("both.ts")).toBe(theirs.replace("line 1\n", "ours\n"));
  expect([merged("added.ts"), merged("mine.ts"), merged("gone.ts")]).toEqual([
    "theirs\n",
    "ours\n",
    undefined,
  ]);
});

test("a file that the team has renamed gets what upstream has changed in it", () => {
  expect(merged("environments/dev.ts")).toBeUndefined();
  expect(merged("environments/try.ts")).toBe(theirs.replace("line 1\n", "ours\n"));
});

test("packages/ and the lock file are upstream's, whatever the clone has", async () => {
  expect(merged("package-lock.json")).toBe("{ 2 }\n");
  const packages = ["a", "b", "c"].map((name) => merged(`packages/cli/${name}.ts`));
  expect(packages).toEqual([undefined, "b\n", undefined]);
  expect(await scratch.git("diff", "--name-only", "HEAD", "--", "packages")).toBe("");
});

test("package.json is merged by its keys", () => {
  expect(JSON.parse(merged("package.json")!)).toEqual({
    name: "acme",
    scripts: { test: "jest --ci", x: "y" },
  });
});

test("so is JSON whose neighbouring lines have changed; the higher version of a tool stays", () => {
  expect(merged("cdktf.json")).toBe(config("b", "acme"));
  expect(merged(".nvmrc")).toBe("24.3.0\n");
});

test("what the team has removed stays removed, and what it has changed stays", () => {
  expect([merged("removed.ts"), merged("kept.ts")]).toEqual([undefined, "ours\n"]);
});

test("of a page that both have changed the team's stays, to the letter", () => {
  expect(merged("README.md")).toBe("# Acme, without an end of line");
});

test("what a person has to settle is named, and marked by whose it is", () => {
  expect(merge.conflicts).toEqual(["made-by-both.ts", "marked.ts", "tsconfig.json"]);
  expect(merged("marked.ts")).toBe(
    [
      "one\n<<<<<<< groundwork v0.2.0\ntheirs",
      "||||||| what both were made of\ntwo",
      "=======\nours\n>>>>>>> yours\nthree\n",
    ].join("\n"),
  );
});

test("what was settled by a rule is told", () => {
  expect(merge.notes).toEqual([
    ".nvmrc: of versions that both have changed, the higher ones",
    "README.md: yours stays; upstream has changed it as well",
    "cdktf.json: merged by its keys",
    "kept.ts: stays, as you have changed it; upstream has removed it",
    "removed.ts: stays removed, as you have removed it; upstream has changed it",
  ]);
});

test("nothing of it is in the clone, not even in .git", () => {
  expect(repositories.state()).toEqual(before);
});
