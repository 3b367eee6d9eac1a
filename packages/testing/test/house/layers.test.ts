import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkoutRoot } from "../../src/project";

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
