// Releases that are made of this history, for clones that are to be upgraded. They stay, installed and
// compiled, for other runs of the same commit, in ~/.cache/groundwork/upgrade.
const { execFileSync, spawnSync } = require("node:child_process");
const { chmodSync, copyFileSync, existsSync, mkdirSync } = require("node:fs");
const { readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { homedir } = require("node:os");
const path = require("node:path");

/** Which part of the commits each older release has. */
const SHARES = { "v0.1.1": 0.7, "v0.1.2": 0.85 };
/** In these the command was not yet, so the newest's own is run. */
const OLDER = Object.keys(SHARES);
const NEWEST = "v0.2.0";
/** A release that moves the images' repositories without a moved block. */
const BREAKING = "v0.2.1";

/** Where the releases of the commit that is checked out are. */
function placesOf(checkout) {
  const caches = process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache");
  const cache = path.join(caches, "groundwork/upgrade");
  const head = ["rev-parse", "HEAD"];
  const commit = execFileSync("git", head, { cwd: checkout, encoding: "utf8" }).trim();
  const releases = path.join(cache, commit);
  return { cache, releases, upstream: path.join(releases, "upstream") };
}

/**
 * Makes the releases, or takes those that are there, and has npm make links to what is installed.
 *
 * @param {import("./clone-proof").CloneProof} proof
 * @param {string} checkout
 */
function makeReleases(proof, checkout) {
  const places = placesOf(checkout);
  const made = new Releases(proof, checkout, places);
  if (!made.areThere()) {
    // Of other commits nothing is kept.
    rmSync(places.cache, { recursive: true, force: true });
    mkdirSync(places.releases, { recursive: true });
    made.make();
  }
  made.install();
}

class Releases {
  constructor(proof, checkout, { releases, upstream }) {
    Object.assign(this, { proof, checkout, releases, upstream });
  }

  git(...args) {
    const options = { cwd: this.upstream, quiet: true };
    return this.proof.run(`git ${args[0]}`, "git", args, options).trim();
  }

  areThere() {
    if (!existsSync(this.upstream)) return false;
    const args = ["rev-parse", "-q", "--verify", `refs/tags/${BREAKING}`];
    return spawnSync("git", args, { cwd: this.upstream }).status === 0;
  }

  /** Makes upstream: its main branch is a line of releases. */
  make() {
    const clone = ["clone", "-q", "--shared", this.checkout, this.upstream];
    this.proof.run("upstream is made", "git", clone, { cwd: this.releases });
    this.git("config", "user.name", "groundwork");
    this.git("config", "user.email", "groundwork@example.com");
    const head = this.git("rev-parse", "HEAD");
    // From where there was the house on, of which a clone is made.
    const first = ["log", "--first-parent", "--reverse", "--format=%H", "--", "packages/cli/bin"];
    const [house] = this.git(...first).split("\n");
    const since = ["rev-list", "--first-parent", "--reverse", `${house}..${head}`];
    const commits = this.git(...since).split("\n");
    for (const [tag, share] of Object.entries(SHARES)) {
      this.tagged(commits[Math.floor(commits.length * share)], tag);
    }
    this.tagged(head, NEWEST);
    const file = path.join(this.upstream, "stacks/registry-stack.ts");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('this, "repositories")', 'this, "images")'));
    this.tagged(undefined, BREAKING);
  }

  /** @param commit whose files it has. @default those at hand */
  tagged(commit, tag) {
    if (commit !== undefined) this.git("checkout", "-q", "--detach", commit);
    const origin = `${JSON.stringify({ upstream: "upstream", version: tag }, null, 2)}\n`;
    writeFileSync(path.join(this.upstream, "groundwork.json"), origin);
    this.git("add", "--all");
    this.git("commit", "-q", "-m", `Release ${tag}`);
    this.git("tag", tag);
  }

  /** npm that links what is installed: here, in folders that are named, and once for each older release. */
  install() {
    const { proof } = this;
    const bin = path.join(proof.folder, "bin");
    mkdirSync(bin);
    copyFileSync(path.join(__dirname, "npm-by-links.js"), path.join(bin, "npm"));
    chmodSync(path.join(bin, "npm"), 0o755);
    const npm = spawnSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).stdout.trim();
    const named = (process.env.GROUNDWORK_INSTALLED ?? "").split(":").filter(Boolean);
    const installed = [this.checkout, ...named];
    const use = () => (proof.env.GROUNDWORK_INSTALLED = installed.join(":"));
    Object.assign(proof.env, {
      GROUNDWORK_NPM: npm,
      npm_execpath: "",
      PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    });
    use();
    for (const tag of OLDER) {
      const place = path.join(this.releases, tag);
      if (!existsSync(place)) this.installRelease(tag, place);
      installed.push(place);
      use();
    }
  }

  installRelease(tag, place) {
    // Under another name, half of it is not taken for all.
    const making = `${place}.making`;
    rmSync(making, { recursive: true, force: true });
    const clone = ["clone", "-q", "--branch", tag, this.upstream, making];
    this.proof.run(`${tag} is there`, "git", clone, { cwd: this.releases });
    const args = ["ci", "--no-audit", "--no-fund", "--prefer-offline"];
    this.proof.run("its packages are installed", "npm", args, { cwd: making });
    const compile = ["packages/cli/bin/prepare.js", "packages/testing"];
    this.proof.run("and compiled", "node", compile, { cwd: making });
    renameSync(making, place);
  }
}

module.exports = { BREAKING, makeReleases, NEWEST, OLDER, placesOf };
