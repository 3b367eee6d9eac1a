// The project that tests of packages run (packages/testing/project) is the top as shipped:
//   node packages/testing/fixture.js           makes it so
//   node packages/testing/fixture.js --check   fails where the two differ
// For groundwork itself, before it is shipped; what a team makes of its clone is its own.
const { execFileSync } = require("node:child_process");
const { cpSync, readFileSync, rmSync } = require("node:fs");
const path = require("node:path");

const SHIPPED = [
  "main.ts",
  "environments",
  "stacks",
  "__tests__",
  ".github",
  ".devcontainer",
  ".nvmrc",
  ".terraform-version",
  "AGENTS.md",
];

const top = path.join(__dirname, "../..");
const project = path.join(__dirname, "project");

/** Files of a folder that git knows or would add, by path, with their contents. */
function filesOf(folder) {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...SHIPPED];
  const names = execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim().split("\n");
  return new Map(names.map((name) => [name, contentOf(path.join(folder, name))]));
}

/** @returns undefined for a file that was deleted and not yet staged */
function contentOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

const shipped = filesOf(top);
const copied = filesOf(project);
const differing = [...new Set([...shipped.keys(), ...copied.keys()])].filter(
  (name) => shipped.get(name) !== copied.get(name),
);

if (!process.argv.includes("--check")) {
  for (const name of differing) {
    if (shipped.get(name) === undefined) rmSync(path.join(project, name), { force: true });
    else cpSync(path.join(top, name), path.join(project, name), { recursive: true });
  }
} else if (differing.length > 0) {
  console.error(
    `packages/testing/project differs from the top in ${differing.join(", ")}: node packages/testing/fixture.js`,
  );
  process.exitCode = 1;
}
