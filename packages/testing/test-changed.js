// Tests that a change touches: what differs from the branch it is for, committed or not.
// `npm run test:changed [-- BASE]`, BASE being origin/main where there is one.
const { execFileSync, spawnSync } = require("node:child_process");
const { existsSync, readdirSync } = require("node:fs");
const path = require("node:path");

const top = path.join(__dirname, "../..");
const INTEGRATION = "packages/cli/test/integration";

const git = (...args) =>
  execFileSync("git", args, { cwd: top, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    .split("\n")
    .filter(Boolean);

function baseOf(branch) {
  try {
    return git("merge-base", "HEAD", branch)[0];
  } catch {
    return "HEAD";
  }
}

/** Integration tests run compiled commands: those of a room lie in the folder of its name. */
function integrationTests(file) {
  const [, room] = /^packages\/cli\/src\/(.+)\/[^/]+$/.exec(file) ?? [];
  if (room === undefined) return [];
  const folder = path.join(INTEGRATION, room);
  // What all commands are made of has no tests of that kind of its own.
  const found = existsSync(path.join(top, folder)) && room !== "core" ? folder : INTEGRATION;
  return readdirSync(path.join(top, found), { recursive: true })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => path.join(found, name));
}

const changed = [
  ...git("diff", "--name-only", baseOf(process.argv[2] ?? "origin/main")),
  ...git("ls-files", "--others", "--exclude-standard"),
].filter((file) => existsSync(path.join(top, file)));

function jest(...args) {
  const run = spawnSync(process.execPath, [require.resolve("jest/bin/jest"), ...args], {
    cwd: top,
    stdio: "inherit",
  });
  if (run.status !== 0) process.exitCode = 1;
}

const packages = changed.filter((file) => /^packages\/.*\.ts$/.test(file));
const related = [...new Set([...packages, ...packages.flatMap(integrationTests)])];
if (changed.some((file) => /^(main\.ts|environments\/|stacks\/|__tests__\/)/.test(file))) jest();
if (related.length > 0) {
  const config = path.join(__dirname, "jest.config.js");
  jest("--config", config, "--passWithNoTests", "--findRelatedTests", ...related);
}
if (changed.length === 0) console.log("nothing has changed");
