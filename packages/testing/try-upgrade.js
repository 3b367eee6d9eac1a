// Tries an upgrade as a team would run it: a clone of one release goes to another, which may be not
// published yet. The clone is a team's: it has values and a page of its own.
const { execFileSync, spawnSync } = require("node:child_process");
const { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");

/**
 * @param {object} options
 * @param {string} options.top of a checkout with both
 * @param {string} options.from tag of the release that the clone is of
 * @param {string} options.to tag of the release that it goes to
 * @param {string} options.tag the tag's object, which nothing refers to yet
 * @param {NodeJS.ProcessEnv} [options.env]
 * @throws Error with what the upgrade said; the clone is left behind
 */
function tryUpgrade({ top, from, to, tag, env = process.env }) {
  const folder = mkdtempSync(path.join(tmpdir(), "groundwork-try-upgrade-"));
  const upstream = path.join(folder, "upstream.git");
  const clone = path.join(folder, "a clone");
  const git = (cwd, ...args) => execFileSync("git", args, { cwd, env, encoding: "utf8" }).trim();
  git(folder, "clone", "--quiet", "--bare", "--shared", "--template=", top, upstream);
  git(upstream, "update-ref", `refs/tags/${to}`, tag);
  const args = ["--quiet", "--template=", "--no-checkout", upstream, clone];
  git(folder, "-c", "advice.detachedHead=false", "clone", ...args);
  git(clone, "checkout", "--quiet", "-b", "work", from);
  if (!existsSync(path.join(clone, "groundwork.json"))) {
    rmSync(folder, { recursive: true });
    console.log(
      `${from} has no groundwork.json: no clone of it can be upgraded by its own command`,
    );
    return;
  }
  beATeams(clone, upstream);
  git(clone, "add", "--all");
  const who = ["-c", "user.name=groundwork", "-c", "user.email=groundwork@example.com"];
  git(clone, ...who, "commit", "--quiet", "-m", "A team's");
  git(clone, "config", "user.name", "groundwork");
  git(clone, "config", "user.email", "groundwork@example.com");
  console.log(`A clone of ${from} goes to ${to}: packages are installed, tests run (minutes)`);
  const command = ["packages/cli/bin/groundwork.js", "upgrade", to];
  const ended = spawnSync(process.execPath, command, { cwd: clone, env, encoding: "utf8" });
  if (ended.status !== 0) {
    throw new Error(`ended with ${ended.status} in ${clone}: ${ended.stderr.trim()}`);
  }
  console.log(ended.stdout.trim());
  rmSync(folder, { recursive: true, force: true });
}

/** Edits what every team edits. */
function beATeams(clone, upstream) {
  const edit = (file, change) => {
    const place = path.join(clone, file);
    if (existsSync(place)) writeFileSync(place, change(readFileSync(place, "utf8")));
  };
  edit("groundwork.json", (text) =>
    text.replace(/"upstream": .*,/, `"upstream": ${JSON.stringify(upstream)},`),
  );
  edit("environments/organization.ts", (text) =>
    text.replace('name: "groundwork"', 'name: "acme"').replace(/"1{12}"/, '"222222222222"'),
  );
  edit("package.json", (text) => text.replace('"name": "groundwork"', '"name": "acme-infra"'));
  edit("README.md", () => "# The infrastructure of acme\n");
}

module.exports = { beATeams, tryUpgrade };
