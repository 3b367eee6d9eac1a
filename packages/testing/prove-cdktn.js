// `npm run prove -- cdktn`: a clone of what is committed here goes to cdktn and back by the real
// command, under Node.js 22. There it compiles, makes the same JSON and passes its unit tests; back,
// git sees no difference.
const assert = require("node:assert/strict");
const { execFileSync, spawnSync } = require("node:child_process");
const { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { node22 } = require("./node22");

const checkout = path.join(__dirname, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "groundwork-prove-cdktn-"));
// A space, as people have them in their folders.
const clone = path.join(folder, "a clone");

/** Where the engines may differ in JSON: their own provider, by source and release. */
const PROVIDERS = {
  cdktf: { source: "aws", version: "6.25.0" },
  cdktn: { source: "hashicorp/aws", version: "6.66.0" },
};

class Failed extends Error {}

/** Whose Node.js all that follows runs on. */
let { PATH } = process.env;

function run(title, file, args, { cwd = clone, env = {}, shown = 40 } = {}) {
  const since = Date.now();
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    cwd,
    env: { ...process.env, PATH, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const said = `${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}`;
  if (status !== 0) {
    throw new Failed(
      `${title}: ended with ${status}\n${said.split("\n").slice(-shown).join("\n")}`,
    );
  }
  console.log(`${title} (${Math.round((Date.now() - since) / 1000)} s)`);
  return said;
}

function nodeFolder() {
  try {
    return node22(folder);
  } catch (error) {
    throw new Failed(error.message);
  }
}

const git = (...args) => execFileSync("git", args, { cwd: clone, encoding: "utf8" });

/** The JSON of all stacks, comments left out. @returns by stack */
function stacks(engine) {
  const outDir = path.join(folder, engine);
  const script = "packages/cli/synth.js";
  run(`the stacks are made with ${engine}`, "node", [script], { env: { CDKTF_OUTDIR: outDir } });
  const names = readdirSync(path.join(outDir, "stacks")).toSorted();
  const read = (name) => readFileSync(path.join(outDir, "stacks", name, "cdk.tf.json"), "utf8");
  const withoutComments = (key, value) => (key === "//" ? undefined : value);
  return new Map(names.map((name) => [name, JSON.parse(read(name), withoutComments)]));
}

/** @param made JSON of a stack @returns it without the provider that is its engine's own */
function withoutProvider(made, engine) {
  const { required_providers: required, ...terraform } = made.terraform;
  assert.deepEqual(required, { aws: PROVIDERS[engine] });
  return { ...made, terraform };
}

function goes(to) {
  const said = run(`groundwork engine ${to}`, "node", [
    "packages/cli/bin/groundwork.js",
    "engine",
    to,
  ]);
  assert.match(said, /All stacks are the same JSON/);
}

function passesItsTests() {
  run("it compiles", "npm", ["run", "-s", "build"]);
  const projects = ["packages/tsconfig.tests.json", "__tests__"];
  run("so do its tests", "node", ["node_modules/typescript/bin/tsc", "-b", ...projects]);
  const jest = ["node_modules/jest/bin/jest.js"];
  const own = [
    "--testTimeout",
    "60000",
    "--config",
    "packages/testing/jest.config.js",
    "--selectProjects",
    "unit",
  ];
  run("the unit tests of its packages pass", "node", [...jest, ...own], { shown: 150 });
  run("and those of its stacks", "node", [...jest, "stacks"]);
}

function prove() {
  const dirty = execFileSync("git", ["status", "--porcelain"], { cwd: checkout, encoding: "utf8" });
  if (dirty !== "") console.log("What is not committed here is not tried.");
  PATH = `${nodeFolder()}${path.delimiter}${PATH}`;
  const version = run("Node.js is there", "node", ["--version"], { cwd: folder }).trim();
  if (!version.startsWith("v22.")) throw new Failed(`Node.js: got ${version}, expected a 22`);
  run("a clone is made", "git", ["clone", "-q", checkout, clone], { cwd: folder });
  git("config", "user.name", "groundwork");
  git("config", "user.email", "groundwork@example.com");
  const before = git("rev-parse", "HEAD").trim();
  run("its packages are installed", "npm", ["ci", "--no-audit", "--no-fund"]);

  const shipped = stacks("cdktf");
  goes("cdktn");
  const rewritten = stacks("cdktn");
  assert.deepEqual([...rewritten.keys()], [...shipped.keys()]);
  for (const [name, made] of shipped) {
    const other = withoutProvider(rewritten.get(name), "cdktn");
    assert.deepEqual(other, withoutProvider(made, "cdktf"), name);
  }
  passesItsTests();

  git("commit", "-qam", "cdktn");
  goes("cdktf");
  // A Node.js that cdktn had made newer stays, as cdktf runs on that too.
  const ofNode = [":!*.nvmrc", ":!*devcontainer.json"];
  assert.equal(git("diff", "--stat", before, "--", ".", ...ofNode), "");
}

try {
  prove();
  rmSync(folder, { recursive: true, force: true });
} catch (error) {
  console.error(`Error: ${error instanceof Failed ? error.message : error.stack}`);
  if (existsSync(clone)) console.error(`The clone is in ${clone}`);
  else rmSync(folder, { recursive: true, force: true });
  process.exitCode = 1;
}
