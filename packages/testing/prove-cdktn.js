// `npm run prove -- cdktn`: a clone of what is committed here goes to cdktn and back by the real
// command, under Node.js 22. There it compiles, makes the same JSON and passes its unit tests; back,
// git sees no difference.
const assert = require("node:assert/strict");
const { readdirSync, readFileSync } = require("node:fs");
const path = require("node:path");
const { CloneProof, Failed } = require("./clone-proof");
const { node22 } = require("./node22");

const proof = new CloneProof("cdktn");
const { folder } = proof;
const run = (...args) => proof.run(...args);
const git = (...args) => proof.git(...args);

/** Where the engines may differ in JSON: their own provider, by source and release. */
const PROVIDERS = {
  cdktf: { source: "aws", version: "6.25.0" },
  cdktn: { source: "hashicorp/aws", version: "6.66.0" },
};

function nodeFolder() {
  try {
    return node22(folder);
  } catch (error) {
    throw new Failed(error.message);
  }
}

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
  proof.env.PATH = `${nodeFolder()}${path.delimiter}${process.env.PATH}`;
  const version = run("Node.js is there", "node", ["--version"], { cwd: folder }).trim();
  if (!version.startsWith("v22.")) throw new Failed(`Node.js: got ${version}, expected a 22`);
  proof.begin();
  const before = git("rev-parse", "HEAD").trim();

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

proof.prove(prove);
