import { asksForTheSame, lockFor, mergeJson, mergeManifests } from "../../src/upgrade/manifest";

const BASE = {
  name: "groundwork",
  version: "0.1.0",
  scripts: { build: "tsc", test: "jest" },
  dependencies: { commander: "0.21.0", constructs: "10.8.1" },
  devDependencies: { jest: "30.0.0" },
  workspaces: ["packages/*"],
};
const text = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const merged = (upstream: object, own: object) => {
  const { text: made, notes } = mergeManifests(
    text(BASE),
    text({ ...BASE, ...upstream }),
    text({ ...BASE, ...own }),
  );
  return { made: JSON.parse(made), order: made, notes };
};

test("what upstream renews and what the team adds go together, though they stand beside each other", () => {
  const { made, order, notes } = merged(
    { version: "0.2.0", dependencies: { commander: "0.22.0", constructs: "10.8.1", zod: "4.0.0" } },
    {
      name: "acme",
      dependencies: { "@aws-sdk/client-s3": "12.0.1", commander: "0.21.0", constructs: "10.8.1" },
    },
  );
  expect(made.name).toBe("acme");
  expect(made.version).toBe("0.2.0");
  expect(Object.entries(made.dependencies)).toEqual([
    ["@aws-sdk/client-s3", "12.0.1"],
    ["commander", "0.22.0"],
    ["constructs", "10.8.1"],
    ["zod", "4.0.0"],
  ]);
  expect(notes).toEqual([]);
  expect(order).toBe(text(made));
});

test("of two versions of a package the higher one counts, and that is told", () => {
  const higher = merged(
    { devDependencies: { jest: "30.5.0" } },
    { devDependencies: { jest: "30.4.9" } },
  );
  expect(higher.made.devDependencies).toEqual({ jest: "30.5.0" });
  expect(higher.notes).toEqual([
    'devDependencies.jest: "30.5.0", which is upstream\'s; yours is "30.4.9"',
  ]);
  const own = merged(
    { devDependencies: { jest: "30.5.0" } },
    { devDependencies: { jest: "31.0.0" } },
  );
  expect(own.made.devDependencies).toEqual({ jest: "31.0.0" });
});

test("a version of the team's own project is the team's", () => {
  const { made, notes } = merged({ version: "0.2.0" }, { version: "0.0.7" });
  expect([made.version, notes]).toEqual(["0.0.7", []]);
});

test("a script of the team's stays where both have changed it, and that is told", () => {
  const { made, notes } = merged(
    { scripts: { build: "node build", test: "jest" } },
    { scripts: { build: "make", test: "jest", deploy: "x" } },
  );
  expect(made.scripts).toEqual({ build: "make", test: "jest", deploy: "x" });
  expect(notes).toEqual(['scripts.build: "make", which is yours; upstream\'s is "node build"']);
});

test("what the team, or upstream, has taken out stays out", () => {
  const { made } = merged(
    { scripts: { test: "jest" } },
    { devDependencies: {}, workspaces: ["packages/*", "tools/*"] },
  );
  expect(made.scripts).toEqual({ test: "jest" });
  expect(made.devDependencies).toEqual({});
  expect(made.workspaces).toEqual(["packages/*", "tools/*"]);
});

test("taken out by one and changed by the other, the team's stays, and that is told", () => {
  const { made, notes } = merged({ devDependencies: { jest: "30.5.0" } }, { devDependencies: {} });
  expect(made.devDependencies).toEqual({});
  expect(notes).toEqual(['devDependencies.jest: none, which is yours; upstream\'s is "30.5.0"']);
});

test("lists have what either adds, without what either takes out", () => {
  expect(mergeJson(["a", "b"], ["b", "c"], ["a", "b", "d"]).value).toEqual(["b", "c", "d"]);
});

test("packages are the same where scripts and the name alone differ", () => {
  expect(asksForTheSame(text(BASE), text({ ...BASE, name: "acme", scripts: {} }))).toBe(true);
  expect(asksForTheSame(text(BASE), text({ ...BASE, devDependencies: {} }))).toBe(false);
  expect(asksForTheSame(text(BASE), text({ ...BASE, overrides: { jest: "29.0.0" } }))).toBe(false);
});

test("the lock file of the same packages has the project's own name and no more", () => {
  const packages = {
    "": { name: "groundwork", version: "0.2.0", license: "MIT", dependencies: { zod: "4.0.0" } },
    "node_modules/zod": { version: "4.0.0" },
  };
  const lock = { name: "groundwork", version: "0.2.0", lockfileVersion: 3, packages };
  const own = { name: "acme", version: "0.2.0", engines: { node: ">=20.19" } };
  expect(JSON.parse(lockFor(text(lock), text(own)))).toEqual({
    ...lock,
    name: "acme",
    packages: {
      "": {
        name: "acme",
        version: "0.2.0",
        engines: { node: ">=20.19" },
        dependencies: { zod: "4.0.0" },
      },
      "node_modules/zod": { version: "4.0.0" },
    },
  });
  const same = { name: "groundwork", version: "0.2.0", license: "MIT" };
  expect(lockFor(text(lock), text(same))).toBe(text(lock));
});
