// `npm run prove -- upgrade`: of this history three releases are made, and clones of the older two, with
// edits as teams make them, go to the newest by the real command. Each clone passes its own tests then,
// with a rehearsal whose second plan is empty; what holds data has the addresses that it had; and nothing
// of a clone changes before the end, killed at any moment. A release that moves what holds data is refused.
const assert = require("node:assert/strict");
const { spawn, spawnSync } = require("node:child_process");
const {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} = require("node:fs");
const path = require("node:path");
const { CloneProof, Failed } = require("./clone-proof");
const { BREAKING, makeReleases, NEWEST, OLDER, placesOf } = require("./made-releases");
const { EDITS } = require("./team-edits");
const { randomOf } = require("./dist/src/proof");
const { holdsData } = require("@groundwork/policies/holds-data");

const cases = Number(process.env.PROVE_CASES ?? 30);
const seed = Number(process.env.PROVE_SEED ?? 1);
const from = Number(process.env.PROVE_FROM ?? 0);
const proof = new CloneProof("upgrade");
const { folder } = proof;
const checkout = path.join(__dirname, "../..");
const { upstream } = placesOf(checkout);
const COMMAND = "packages/cli/bin/groundwork.js";

const git = (cwd, ...args) => proof.run(`git ${args[0]}`, "git", args, { cwd, quiet: true }).trim();

/** A clone of a release, as a team has it. @returns which edits it has */
function makeClone(clone, tag, random) {
  proof.run(`a clone of ${tag}`, "git", ["clone", "-q", upstream, clone], { cwd: folder });
  git(clone, "checkout", "-q", "-b", "work", tag);
  git(clone, "config", "user.name", "kim");
  git(clone, "config", "user.email", "kim@example.com");
  const origin = { upstream, version: tag };
  writeFileSync(path.join(clone, "groundwork.json"), `${JSON.stringify(origin, null, 2)}\n`);
  const names = Object.keys(EDITS).filter(() => random() < 0.5);
  for (const name of names) EDITS[name](clone);
  git(clone, "add", "--all");
  git(clone, "commit", "-q", "-m", "Ours");
  proof.run("packages of the clone", "npm", ["ci"], { cwd: clone });
  const cache = path.join(clone, ".cache");
  mkdirSync(cache, { recursive: true });
  return names;
}

/** All that an upgrade may change in a clone. */
const stateOf = (clone) => [
  git(clone, "for-each-ref", "--format=%(refname) %(objectname)"),
  git(clone, "status", "--porcelain"),
  git(clone, "count-objects"),
];

/** Addresses of what holds data, by stack, as a folder's app writes them. */
function dataOf(root, outDir) {
  proof.run("the stacks are made", "node", ["packages/cli/synth.js"], {
    cwd: root,
    env: { CDKTF_OUTDIR: outDir },
  });
  const stacks = path.join(outDir, "stacks");
  return readdirSync(stacks)
    .toSorted()
    .flatMap((stack) => {
      const json = JSON.parse(readFileSync(path.join(stacks, stack, "cdk.tf.json"), "utf8"));
      return Object.entries(json.resource ?? {})
        .filter(([type]) => holdsData(type) !== "no")
        .flatMap(([type, all]) => Object.keys(all).map((name) => `${stack}: ${type}.${name}`));
    });
}

const command = (clone, title, args, exits = [0]) =>
  proof.run(title, "node", [path.join(checkout, COMMAND), "upgrade", ...args], {
    cwd: clone,
    exits,
  });

/** Kills the command and all that it has started, at some moment. */
async function killed(clone, before, random) {
  const args = [path.join(checkout, COMMAND), "upgrade", NEWEST, "--no-test"];
  const env = { ...process.env, ...proof.env };
  const child = spawn(process.execPath, args, { cwd: clone, env, detached: true, stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const after = Math.floor(500 + random() * 40_000);
  const timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), after);
  const code = await ended;
  clearTimeout(timer);
  const branch = `upgrade/${NEWEST}`;
  const isThere = git(clone, "branch", "--list", branch).trim() !== "";
  assert.ok(isThere || code !== 0, "it ended well, and there is no branch");
  // The branch is the last step: where it is there, it has all of one commit.
  if (isThere) {
    assert.equal(git(clone, "rev-parse", `${branch}^`), git(clone, "rev-parse", "work"));
    git(clone, "branch", "-D", branch);
  }
  assert.deepEqual(withoutObjects(stateOf(clone), isThere), withoutObjects(before, isThere));
  console.log(`killed after ${after} ms: ${isThere ? "it was done" : "as it was"}`);
}

/** A branch that is gone leaves its objects. */
const withoutObjects = (state, isLeft) => (isLeft ? state.slice(0, -1) : state);

async function upgraded(number) {
  const since = Date.now();
  const tag = OLDER[number % OLDER.length];
  const clone = path.join(folder, `clone ${number}`);
  proof.clone = clone;
  const random = randomOf(seed + number);
  const edits = makeClone(clone, tag, random);
  console.log(`clone ${number} of ${tag}: ${edits.join(", ") || "nothing edited"}`);
  const data = dataOf(clone, path.join(folder, "before"));
  const before = stateOf(clone);
  if (number % 3 === 0) await killed(clone, before, random);
  const said = command(clone, "it is upgraded", [NEWEST, "--json"]);
  const report = JSON.parse(/^\{\n[^]*\n\}$/m.exec(said)[0]);
  assert.deepEqual(report.tests, ["typecheck", "test"]);
  assert.equal(
    report.effects.effects.filter((one) => /replaced|gone/.test(one.change) && one.holdsData)
      .length,
    0,
  );
  assert.equal(git(clone, "rev-parse", `${report.branch}^`), git(clone, "rev-parse", "work"));
  git(clone, "merge", "-q", "--ff-only", report.branch);
  proof.run("other packages come", "sh", ["-c", "rm -rf node_modules packages/*/node_modules"], {
    cwd: clone,
    quiet: true,
  });
  proof.run("packages of the upgraded clone", "npm", ["ci"], { cwd: clone, quiet: true });
  const after = dataOf(clone, path.join(folder, "after"));
  assert.deepEqual(
    data.filter((address) => !after.includes(address)),
    [],
  );
  if (number < 2) {
    const merged = git(clone, "rev-parse", "HEAD");
    command(clone, "a release that moves images is refused", [BREAKING, "--no-test"], [6]);
    command(clone, "and forgotten", ["--abort"]);
    assert.equal(git(clone, "rev-parse", "HEAD"), merged);
    assert.equal(
      spawnSync("git", ["rev-parse", "-q", "--verify", `upgrade/${BREAKING}`], { cwd: clone })
        .status,
      1,
    );
  }
  for (const name of ["before", "after"]) rmSync(path.join(folder, name), { recursive: true });
  rmSync(clone, { recursive: true });
  console.log(
    `clone ${number} is upgraded (${Math.round((Date.now() - since) / 1000)} s in all)\n`,
  );
}

proof.prove(async () => {
  if (!existsSync(path.join(checkout, "node_modules"))) throw new Failed("npm ci comes first");
  makeReleases(proof, checkout);
  const failed = [];
  for (let number = from; number < from + cases; number += 1) {
    try {
      await upgraded(number);
    } catch (error) {
      // The others are tried all the same.
      failed.push(proof.clone);
      console.error(`clone ${number}: ${error instanceof Failed ? error.message : error.stack}\n`);
    }
  }
  const all = `${cases} clones, seed ${seed}`;
  if (failed.length > 0) throw new Failed(`${all}: left behind are ${failed.join(", ")}`);
  console.log(`${all}: all upgraded`);
});
