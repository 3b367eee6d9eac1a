import { migrate, MIGRATIONS, migrationsFrom, type Top } from "../../src/upgrade/migrations";

/** The top of a team's project, in memory. */
function topOf(files: Record<string, string>): Top {
  return {
    files: Object.keys(files),
    read: (file) => Promise.resolve(files[file]!),
    write: async (file, text) => {
      files[file] = text;
    },
  };
}

const ran = async (version: string, files: Record<string, string>) => {
  const all: Record<string, string> = { "package.json": "{}", ...files };
  const done = await migrate(topOf(all), migrationsFrom(version));
  const once = { ...all };
  await migrate(topOf(all), migrationsFrom(version));
  // A clone of a commit between two releases may have been migrated in part.
  expect(all).toEqual(once);
  return { files: all, done };
};

test("those of newer releases run, in the order of releases", () => {
  const versions = MIGRATIONS.map(({ version }) => version);
  expect(versions).toEqual(versions.toSorted());
  expect(migrationsFrom("0.1.0")).toEqual(MIGRATIONS);
  expect(migrationsFrom("0.2.0")).toEqual([]);
});

test("imports of a module that has moved name its new place, and all else stays", async () => {
  const before = [
    'import { Problems } from "@groundwork/configuration/problems";',
    "const lazy = () => import('@groundwork/configuration/problems');",
    'import { checkConfiguration } from "@groundwork/configuration";',
    "// @groundwork/configuration/problems, as it was\n",
  ].join("\n");
  const { files, done } = await ran("0.1.0", { "stacks/mine.ts": before, "notes.txt": before });
  expect(files["stacks/mine.ts"]).toBe(
    before
      .replace('"@groundwork/configuration/problems"', '"@groundwork/constructs/problems"')
      .replace("'@groundwork/configuration/problems'", "'@groundwork/constructs/problems'"),
  );
  expect(files["notes.txt"]).toBe(before);
  expect(done.map((one) => one.files)).toEqual([["stacks/mine.ts"]]);
});

test("scripts of npm that are gone become commands, unless the team has one of that name", async () => {
  const workflow = [
    "- run: npm run -s drift -- --json > drift.json",
    "- run: npm run unlock dev-stack",
    "- run: npm run drift:mine && npm run plan dev-stack && npm run history",
  ].join("\n");
  const { files } = await ran("0.1.0", {
    ".github/workflows/nightly.yml": workflow,
    "package.json": '{"scripts":{"history":"git log","nightly":"npm run drill"}}',
  });
  expect(files[".github/workflows/nightly.yml"]).toBe(
    [
      "- run: node packages/cli/bin/groundwork.js drift --json > drift.json",
      "- run: node packages/cli/bin/groundwork.js unlock dev-stack",
      "- run: npm run drift:mine && npm run plan dev-stack && npm run history",
    ].join("\n"),
  );
  expect(files["package.json"]).toContain('"node packages/cli/bin/groundwork.js drill"');
});

test("none is told of where it finds nothing to do", async () => {
  expect((await ran("0.1.0", { "main.ts": "export {};\n" })).done).toEqual([]);
});
