import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkoutRoot } from "../../src/project";
import { CONSTRUCTS, FLOORS } from "./rooms";

interface Pattern {
  readonly group: readonly string[];
  readonly message: string;
}

interface Layer {
  readonly files: readonly string[];
  readonly patterns: readonly Pattern[];
}

const CONFIGURATIONS = [".oxlintrc.json", "packages/.oxlintrc.json"];

/** The layers that the linter holds apart, by the folder whose configuration names them. */
const layers: Layer[] = CONFIGURATIONS.flatMap((file) => {
  const { overrides } = JSON.parse(readFileSync(path.join(checkoutRoot, file), "utf8"));
  return overrides.flatMap(({ files, rules }: { files: string[]; rules: Record<string, any> }) => {
    const patterns = rules["no-restricted-imports"]?.[1].patterns ?? [];
    return patterns.length === 0
      ? []
      : [{ files: files.map((glob) => path.posix.join(path.dirname(file), glob)), patterns }];
  });
});

/** An import that a pattern must refuse: one for each path it names. */
const violations = ({ group }: Pattern): string[] =>
  group
    .filter((glob) => !glob.startsWith("!"))
    .map((glob) => glob.replace(/^\*\*\//, "../../").replace(/\/\*\*?$/, "/planted"))
    .filter((specifier) => !group.includes(`!${specifier}`));

interface Plant {
  readonly file: string;
  readonly specifier: string;
  readonly message: string;
}

const plants: Plant[] = layers.flatMap(({ files, patterns }, layer) =>
  files.flatMap((glob, index) =>
    patterns.flatMap((pattern, which) =>
      violations(pattern).map((specifier, number) => ({
        file: glob.replace(/\*\*$|\*\.ts$/, `planted-${layer}-${index}-${which}-${number}.ts`),
        specifier,
        message: pattern.message,
      })),
    ),
  ),
);

interface Refusal {
  readonly filename: string;
  readonly help?: string;
}

/** What the linter says of the plants, in a folder with its configurations and nothing else. */
function lint(): Refusal[] {
  const root = mkdtempSync(path.join(tmpdir(), "groundwork-layers-"));
  try {
    mkdirSync(path.join(root, "packages"));
    for (const file of CONFIGURATIONS) cpSync(path.join(checkoutRoot, file), path.join(root, file));
    for (const { file, specifier } of plants) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(
        path.join(root, file),
        `import { x } from "${specifier}";\nexport const y = x;\n`,
      );
    }
    const args = ["--format", "json"];
    const oxlint = path.join(checkoutRoot, "node_modules/oxlint/bin/oxlint");
    try {
      execFileSync(process.execPath, [oxlint, ...args], { cwd: root, encoding: "utf8" });
    } catch (error) {
      return JSON.parse((error as { stdout: string }).stdout).diagnostics;
    }
    return [];
  } finally {
    rmSync(root, { recursive: true });
  }
}

test("every layer refuses every import that it names, with its reason", () => {
  expect(layers.length).toBeGreaterThan(15);
  const refusals = lint();
  const missed = plants.filter(
    ({ file, message }) =>
      !refusals.some(({ filename, help }) => filename === file && help?.includes(message)),
  );
  expect(missed).toEqual([]);
});

/** Whether a pattern of the linter's, which are those of .gitignore, fits a path. */
const fits = (path: string, pattern: string): boolean =>
  new RegExp(
    `^${pattern.replace(/^!/, "").replaceAll(/\*\*\/|\/\*\*$|[.*]/g, (part) => AS_REGEXP[part]!)}(?:/.*)?$`,
  ).test(path);

const AS_REGEXP: Record<string, string> = {
  "**/": "(?:.*/)?",
  "/**": "/.*",
  "*": "[^/]*",
  ".": "\\.",
};

/** Whether the linter refuses an import: of the layers that a file is in the last one counts. */
function isRefused({ file, specifier }: PlannedImport): boolean {
  const { patterns } = layers.findLast(({ files }) => files.some((glob) => fits(file, glob)))!;
  return patterns.some(({ group }) => {
    const last = group.findLast((pattern) => fits(specifier, pattern));
    return last !== undefined && !last.startsWith("!");
  });
}

type PlannedImport = Pick<Plant, "file" | "specifier">;

/** An import from a room to another, as a file in the one names a file in the other. */
function planned(from: string, to: string): PlannedImport {
  const [[home, folder], [name, inner]] = [from.split("/"), to.split("/")];
  const isTop = (room: string) => ["stacks", "environments"].includes(room);
  const file = isTop(from)
    ? `${from}/x.ts`
    : `packages/${[home, "src", ...(folder === undefined ? [] : [folder])].join("/")}/x.ts`;
  if (isTop(to)) return { file, specifier: `${isTop(from) ? ".." : "../../../.."}/${to}/x` };
  return { file, specifier: home === name ? `../${inner}/x` : `@groundwork/${to}/x` };
}

/** Imports of each room from each other one on a floor that is below it, or is not. */
const imports = (house: readonly (readonly string[])[], isBelow: boolean): PlannedImport[] =>
  house.flatMap((rooms, floor) =>
    house.flatMap((others, other) =>
      other < floor === isBelow
        ? rooms.flatMap((from) => others.flatMap((to) => (from === to ? [] : [planned(from, to)])))
        : [],
    ),
  );

/** Rooms that are folders; cli.ts and main.ts are files, at which imports.test.ts looks. */
const floors = FLOORS.map((rooms) => rooms.filter((room) => !["cli", "main"].includes(room)));
const commands = floors.map((rooms) => rooms.filter((room) => room.startsWith("cli/")));
const constructs = CONSTRUCTS.filter((room) => room.includes("/")).map((room) => [room]);

describe("the linter's layers are the floors of the house:", () => {
  test("it refuses each import that does not run down", () => {
    const up = [...imports(floors, false), ...imports(constructs, false)];
    expect(up.length).toBeGreaterThan(120);
    expect(up.filter((one) => !isRefused(one))).toEqual([]);
  });

  // Between packages it refuses more: environments/ takes nothing but the configuration.
  test("within the commands and the constructs it allows each that does", () => {
    const down = [...imports(commands, true), ...imports(constructs, true)];
    expect(down.length).toBeGreaterThan(60);
    expect(down.filter(isRefused)).toEqual([]);
  });
});
