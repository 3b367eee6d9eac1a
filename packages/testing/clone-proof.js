// What long proofs share that try a clone of what is committed here, in a folder of their own.
const { execFileSync, spawnSync } = require("node:child_process");
const { existsSync, mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");

const checkout = path.join(__dirname, "../..");

/** What a proof has found, in place of a fault of its own. */
class Failed extends Error {}

class CloneProof {
  /** Variables of all that it runs, beside its own. */
  env = {};

  /** @param name of the proof, for its folder */
  constructor(name) {
    this.folder = mkdtempSync(path.join(tmpdir(), `groundwork-prove-${name}-`));
    // A space, as people have them in their folders.
    this.clone = path.join(this.folder, "a clone");
  }

  /**
   * Runs a program to its end, and says how long it took.
   *
   * @param title of what is done, as a line says it
   * @param options exits: the exit codes that are right; shown: how many lines are, where it fails;
   *   quiet: whether no line says that it was done
   * @returns what it said
   */
  run(
    title,
    file,
    args,
    { cwd = this.clone, env = {}, exits = [0], shown = 40, quiet = false } = {},
  ) {
    const since = Date.now();
    const { status, stdout, stderr, error } = spawnSync(file, args, {
      cwd,
      env: { ...process.env, ...this.env, ...env },
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const said = `${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}`;
    if (!exits.includes(status)) {
      const last = said.split("\n").slice(-shown).join("\n");
      throw new Failed(`${title}: ended with ${status}\n${last}`);
    }
    if (!quiet) console.log(`${title} (${Math.round((Date.now() - since) / 1000)} s)`);
    return said;
  }

  git(...args) {
    return execFileSync("git", args, { cwd: this.clone, encoding: "utf8" });
  }

  /** Makes the clone, with its packages installed. */
  begin() {
    const status = ["status", "--porcelain"];
    const dirty = execFileSync("git", status, { cwd: checkout, encoding: "utf8" });
    if (dirty !== "") console.log("What is not committed here is not tried.");
    this.run("a clone is made", "git", ["clone", "-q", checkout, this.clone], { cwd: this.folder });
    this.git("config", "user.name", "groundwork");
    this.git("config", "user.email", "groundwork@example.com");
    this.run("its packages are installed", "npm", ["ci", "--no-audit", "--no-fund"]);
  }

  /** Does the work, and leaves the clone behind where that fails. */
  async prove(work) {
    try {
      await work();
      rmSync(this.folder, { recursive: true, force: true });
    } catch (error) {
      console.error(`Error: ${error instanceof Failed ? error.message : error.stack}`);
      if (existsSync(this.clone)) console.error(`The clone is in ${this.clone}`);
      else rmSync(this.folder, { recursive: true, force: true });
      process.exitCode = 1;
    }
  }
}

module.exports = { CloneProof, Failed };
