import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkoutRoot, projectRoot } from "../../src/project";
import { workflowFiles } from "../workflows/workflows";
import { against, renovate } from "./schemas";

const read = (root: string, file: string): string => readFileSync(path.join(root, file), "utf8");
const config = JSON.parse(read(projectRoot, ".github/renovate.json"));

test("is one that the schema knows", () => {
  expect(against(renovate, config)).toEqual([]);
});

test("a mistake in it would be seen", () => {
  expect(against(renovate, { ...config, scheduel: "" })).toHaveLength(1);
  expect(against(renovate, { ...config, rangeStrategy: "newest" })).toHaveLength(1);
});

/**
 * Where the managers look by themselves (Renovate 44.121.2, `defaultConfig.managerFilePatterns`),
 * and where the configuration sends them.
 */
const BY_ITSELF: Readonly<Record<string, RegExp>> = {
  devcontainer: /^\.devcontainer\/devcontainer\.json$/,
  "github-actions": /(^|\/)\.github\/(workflows|actions)\/.+\.ya?ml$/,
  npm: /(^|\/)package\.json$/,
  nvm: /(^|\/)\.nvmrc$/,
  "terraform-version": /(^|\/)\.terraform-version$/,
};

const pattern = (text: string): RegExp => new RegExp(text.replace(/^\/(.*)\/$/, "$1"));

const managersOf = (file: string): string[] => [
  ...config.enabledManagers.filter((name: string) =>
    [BY_ITSELF[name] ?? [], (config[name]?.managerFilePatterns ?? []).map(pattern)]
      .flat()
      .some((regex) => regex.test(file)),
  ),
  ...config.customManagers.flatMap(
    ({ managerFilePatterns: patterns }: { managerFilePatterns: string[] }) =>
      patterns.some((text) => pattern(text).test(file)) ? ["custom.regex"] : [],
  ),
];

test.each([
  ["package.json", "npm"],
  ["packages/cli/package.json", "npm"],
  ["packages/cli/src/emulator/requirements.txt", "pip-compile"],
  ["packages/cli/src/emulator/emulator-install.ts", "custom.regex"],
])("%s is kept up by %s", (file, manager) => {
  expect(existsSync(path.join(checkoutRoot, file))).toBe(true);
  expect(managersOf(file)).toEqual([manager]);
});

/** Files that the fixture copies are kept up twice, so that the two stay equal. */
const COPIED: [file: string, managers: string[]][] = [
  [".nvmrc", ["nvm"]],
  [".terraform-version", ["terraform-version"]],
  [".devcontainer/devcontainer.json", ["devcontainer", "custom.regex"]],
  ...workflowFiles().map(({ name }): [string, string[]] => [name, ["github-actions"]]),
];

test.each(COPIED)("%s and its copy are kept up by %j", (file, managers) => {
  expect(existsSync(path.join(projectRoot, file))).toBe(true);
  expect(managersOf(file)).toEqual(managers);
  expect(managersOf(`packages/testing/project/${file}`)).toEqual(managers);
  expect(config.ignorePaths).toEqual(["**/node_modules/**"]);
});

const AWS = "The AWS provider where the organization or an environment names it";

test("a provider that a team names is kept up, below the next major version", () => {
  const { managerFilePatterns, matchStrings, ...manager } = config.customManagers.find(
    ({ description }: { description: string }) => description === AWS,
  );
  expect(managersOf("environments/organization.ts")).toEqual(["custom.regex"]);
  expect(managersOf("environments/dev.ts")).toEqual(["custom.regex"]);
  const line = 'export const dev = { name: "dev", awsProviderVersion: "6.40.0" };';
  expect(new RegExp(matchStrings[0]).exec(line)!.groups).toEqual({ currentValue: "6.40.0" });
  expect(manager).toMatchObject({
    depNameTemplate: "hashicorp/aws",
    datasourceTemplate: "terraform-provider",
  });
  const rule = config.packageRules.find(({ allowedVersions }: any) => allowedVersions === "<7");
  expect(rule.matchPackageNames).toEqual(["hashicorp/aws"]);
});

test("each pattern of a version finds the version that is there", () => {
  const shipped = config.customManagers.filter(({ description }: any) => description !== AWS);
  const found = shipped.map(
    ({ managerFilePatterns: [file], matchStrings, datasourceTemplate }: any) => {
      const name = file.replace(/^\/(\^|\(\^\|\/\))|\$\/$|\\/g, "");
      const root = name.startsWith("packages/") ? checkoutRoot : projectRoot;
      return matchStrings.map((text: string) => [
        datasourceTemplate,
        new RegExp(text).exec(read(root, name))?.groups!["currentValue"],
      ]);
    },
  );
  const emulator = /^ministack==(.+)$/m.exec(
    read(checkoutRoot, "packages/cli/src/emulator/requirements.in"),
  )![1];
  expect(found.flat()).toEqual([
    ["github-releases", read(projectRoot, ".terraform-version").trim()],
    ["docker", emulator],
  ]);
});

test("the emulator's requirements say how they are made again, in words that Renovate takes", () => {
  const header = read(checkoutRoot, "packages/cli/src/emulator/requirements.txt").split("\n")[1];
  // lib/modules/manager/pip-compile/common.ts: four spaces, known options, and = before values.
  expect(header).toBe(
    "#    uv pip compile --universal --generate-hashes --python-version=3.10 --output-file=requirements.txt requirements.in",
  );
});
