// Builds many stacks side by side: a process for each core builds some, and what they wrote is put
// together, byte for byte what one process writes. Where anything is not as usual, such as a line that
// one of them prints or a stack that is refused, one process builds all, as if nothing had been tried.
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { isDeepStrictEqual } = require("node:util");
const { stableJson } = require("./stable-json");

/** A process takes as long to start as these take to build. */
const STACKS_EACH = 25;

/** Each takes 200 MB and more. */
const MOST = 4;

/**
 * A process that lives for some seconds, on a machine whose cores are all taken, spends a fifth of its
 * time on others of V8's threads: with room, in MB, less of it goes into collecting garbage, and none
 * into optimizing functions that are hardly called again. All versions of Node have these options.
 */
const SHORT_LIVED = ["--max-semi-space-size=32", "--initial-heap-size=512", "--no-opt"];

/** Before the names of folders in cdktf.out. */
const PARTS = "parts-";

/** No synth takes so long. */
const LEFT_MS = 3_600_000;

/** What cdktf writes. */
const [MANIFEST, STACKS_FOLDER] = ["manifest.json", "stacks"];

/** Who sets it names the stacks to build. */
const NAMED = "STACKS";

/**
 * Synthesizes the app of a project by several processes, where that is sooner.
 *
 * @param {string} root the folder of the project
 * @param {Pick<NodeJS.Process, "env" | "execArgv" | "execPath">} current this process
 * @param {number} [cores] processes at most; by default as many as this machine runs at a time
 * @returns {Promise<boolean>} whether it is done; where it is not, nothing has changed
 */
async function runInParts(root, current, cores = os.availableParallelism()) {
  if (current.env[NAMED] || isObserved(current)) return false;
  const names = stackNames(root);
  const count = Math.min(cores, MOST, Math.floor(names.length / STACKS_EACH));
  if (count < 2) return false;
  const out = path.resolve(current.env["CDKTF_OUTDIR"] ?? "cdktf.out");
  let folder;
  try {
    folder = makeFolder(out);
    const parts = shares(names, count).map((share, index) => ({
      share,
      out: path.join(folder, String(index)),
    }));
    const built = await Promise.all(parts.map((part) => build(root, part, current)));
    return built.every(Boolean) && putTogether(parts, out);
  } catch {
    // As on a full disk: one process says it best.
    return false;
  } finally {
    if (folder !== undefined) fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Of this process alone. What others that were killed have left goes. */
function makeFolder(out) {
  fs.mkdirSync(out, { recursive: true });
  for (const name of fs.readdirSync(out).filter((one) => one.startsWith(PARTS))) {
    const folder = path.join(out, name);
    const { mtimeMs } = fs.statSync(folder, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > LEFT_MS) fs.rmSync(folder, { recursive: true, force: true });
  }
  return fs.mkdtempSync(path.join(out, PARTS));
}

/** Whether somebody looks at how this process runs. */
const isObserved = ({ execArgv, env }) =>
  env["NODE_V8_COVERAGE"] || /--inspect|-prof\b/.test([...execArgv, env["NODE_OPTIONS"]].join(" "));

/** The stacks that the configuration makes; none where it cannot be read, which the app says better. */
function stackNames(root) {
  try {
    const { wantedStacks } = require("@groundwork/configuration");
    const { loadConfiguration } = require(path.join(root, "dist/environments"));
    return [...wantedStacks(loadConfiguration())];
  } catch {
    return [];
  }
}

/**
 * Neighbours stay together. What is no environment's comes first, and knows all environments: each of
 * those stacks takes as long as one of them in twenty.
 */
function shares(names, count) {
  const { SHARED_STATES } = require("@groundwork/configuration");
  const cost = (name) => (SHARED_STATES.includes(name) ? Math.max(1, names.length / 20) : 1);
  const whole = names.reduce((sum, name) => sum + cost(name), 0);
  const parts = Array.from({ length: count }, () => []);
  let before = 0;
  for (const name of names) {
    parts[Math.floor((before * count) / whole)].push(name);
    before += cost(name);
  }
  return parts;
}

/** @returns {Promise<boolean>} false also where it printed something: all of it is to be printed once */
function build(root, { share, out }, { env, execPath }) {
  const { stackId } = require("@groundwork/configuration");
  // By their ids: the name of an environment stands for its stacks in all places.
  const named = share.map(stackId).join(" ");
  const child = spawn(execPath, [...SHORT_LIVED, path.join(__dirname, "app.js"), root], {
    env: { ...env, [NAMED]: named, CDKTF_OUTDIR: out },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve) => {
    let isSilent = true;
    for (const stream of [child.stdout, child.stderr]) stream.on("data", () => (isSilent = false));
    child.on("error", () => resolve(false));
    child.on("close", (code) => resolve(code === 0 && isSilent));
  });
}

/** @returns {boolean} false, and nothing is written, where a stack that several built is not the same */
function putTogether(parts, out) {
  const stacks = {};
  let manifest;
  for (const part of parts) {
    manifest = JSON.parse(fs.readFileSync(path.join(part.out, MANIFEST), "utf8"));
    for (const [name, stack] of Object.entries(manifest.stacks)) {
      const json = () => fs.readFileSync(path.join(part.out, stack.synthesizedStackPath), "utf8");
      const other = stacks[name];
      if (
        other !== undefined &&
        (!isDeepStrictEqual(other.stack, stack) || other.json() !== json())
      )
        return false;
      stacks[name] = { stack, json };
    }
  }
  for (const part of parts) move(path.join(part.out, STACKS_FOLDER), path.join(out, STACKS_FOLDER));
  manifest.stacks = Object.fromEntries(
    Object.entries(stacks).map(([name, { stack }]) => [name, stack]),
  );
  const text = stableJson(() => undefined)(manifest, { space: 2 });
  fs.writeFileSync(path.join(out, MANIFEST), text);
  return true;
}

/** What a folder has besides, such as Terraform's own files of a stack, stays. */
function move(from, to) {
  const [isFolder, isThere] = [fs.lstatSync(from).isDirectory(), fs.existsSync(to)];
  if (isFolder && isThere) {
    for (const name of fs.readdirSync(from)) move(path.join(from, name), path.join(to, name));
  } else fs.renameSync(from, to);
}

module.exports = { runInParts };
