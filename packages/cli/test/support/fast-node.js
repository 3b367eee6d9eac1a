// Loaded by every node that the integration tests start: start-emulator.ts puts it into NODE_OPTIONS.
// They start a thousand, and most of their time went into compiling the same files and synthesizing
// the same stacks. What runs stays the same: V8's code of a file is kept under the digest of its
// text, and what the app has written under all that it reads besides the commit.
const childProcess = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const vm = require("node:vm");

const { GROUNDWORK_TEST_CODE: codeDir, GROUNDWORK_TEST_SYNTHS: synthDir } = process.env;
const [, script = "", ...scriptArgs] = process.argv;

/** Node's own name, which its users rely on, of what makes a module of a text. */
const COMPILE = "_compile";

/** The folder of the packages. */
const packages = path.join(__dirname, "../../..");

/** In what is kept of a synth. */
const ENDPOINT = "http://of-the-emulator";

// Also where jest's own processes start one.
forkEmulators();

// Jest's own processes give their modules other surroundings.
if (codeDir && !/node_modules\/(\.bin\/)?jest/.test(script)) {
  // First, as with a synth that is known there is nothing left to be compiled.
  if (synthDir) {
    keepSynth(synthDir);
    askForKnownSynths(synthDir);
  }
  keepCode(path.join(codeDir, process.version));
}

/** What starts an emulator is given one of the process that has loaded it (emulators.py). */
function forkEmulators() {
  const { spawn } = childProcess;
  childProcess.spawn = (file, args, options) => {
    const nursery = process.env["GROUNDWORK_TEST_EMULATORS"];
    const [isolated, script, ...rest] = Array.isArray(args) ? args : [];
    const isOne = isolated === "-I" && path.basename(script ?? "") === "emulator.py";
    if (!nursery || !isOne) return spawn(file, args, options);
    // Without its packages: it only stands for one.
    const stands = [
      "-I",
      "-S",
      path.join(__dirname, "emulators.py"),
      path.dirname(script),
      nursery,
    ];
    return spawn(file, [...stands, ...rest], options);
  };
  Module.syncBuiltinESMExports();
}

/** @param {string} dir where V8's code of each file is */
function keepCode(dir) {
  fs.mkdirSync(dir, { recursive: true });
  /** @type {[string, vm.Script][]} */
  const fresh = [];
  const compile = Module.prototype[COMPILE];
  Module.prototype[COMPILE] = function (content, filename) {
    // V8's code of it does not know how to.
    if (content.includes("import(")) return compile.call(this, content, filename);
    const file = path.join(dir, digest(content));
    const cachedData = read(file);
    let code;
    try {
      code = new vm.Script(Module.wrap(content), { filename, cachedData });
    } catch {
      // Node itself says best what is wrong with it.
      return compile.call(this, content, filename);
    }
    if (!cachedData || code.cachedDataRejected) fresh.push([file, code]);
    const require = (id) => this.require(id);
    require.resolve = (id, options) => Module["_resolveFilename"](id, this, false, options);
    require.cache = Module["_cache"];
    require.extensions = Module["_extensions"];
    require.main = process.mainModule;
    const args = [this.exports, require, this, filename, path.dirname(filename)];
    return code.runInThisContext().apply(this.exports, args);
  };
  // By then the functions that are needed have been compiled as well.
  process.on("exit", () => {
    for (const [file, code] of fresh) {
      whole(file, (made) => fs.writeFileSync(made, code.createCachedData()));
    }
  });
}

/** A synth that is known needs no node: what starts one is given its files, and a process that ends well. */
function askForKnownSynths(dir) {
  const { spawn } = childProcess;
  childProcess.spawn = (file, args, options) => {
    const synth = synthOf(Array.isArray(args) ? args : [], options?.env);
    const isKnown = synth && takeKnown(dir, synth);
    return isKnown ? spawn("/usr/bin/true", [], options) : spawn(file, args, options);
  };
  Module.syncBuiltinESMExports();
}

/**
 * Which app writes what, where.
 *
 * @returns undefined when it is something else that node is to run
 */
function synthOf([file = "", root = ""], env = {}) {
  const { AWS_ENDPOINT_URL: endpoint = "", STACKS = "", CDKTF_OUTDIR: outDir } = env;
  const app = file.endsWith("/dist/main.js") ? path.dirname(file) : path.join(root, "dist");
  if (!outDir || !/\/(dist\/main|cli\/app)\.js$/.test(file)) return undefined;
  const errors = env["CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS"] ?? "";
  const reads = [appDigest(app), endpoint !== "", STACKS, errors];
  return { outDir, endpoint, name: digest(JSON.stringify(reads)) };
}

/** The app of one commit writes the same for the same stacks, but for the emulator's address. */
function keepSynth(dir) {
  const synth = synthOf([script, ...scriptArgs], process.env);
  if (synth === undefined) return;
  if (takeKnown(dir, synth)) process.exit();
  let said = false;
  for (const stream of [process.stdout, process.stderr]) {
    const { write } = stream;
    stream.write = (...args) => {
      said = true;
      return write.apply(stream, args);
    };
  }
  const { name, outDir, endpoint } = synth;
  process.on("exit", (code) => {
    if (code !== 0 || said) return;
    whole(path.join(dir, name), (made) => {
      copyTexts(outDir, made, (text) => (endpoint ? text.replaceAll(endpoint, ENDPOINT) : text));
    });
  });
}

/** @returns whether the synth was known, and its files are there now */
function takeKnown(dir, { name, outDir, endpoint }) {
  const before = path.join(dir, name);
  if (!fs.existsSync(before)) return false;
  copyTexts(before, outDir, (text) => text.replaceAll(ENDPOINT, endpoint));
  return true;
}

/** Of the app, as a copy of the project may have been edited and compiled, and of what it is built on. */
function appDigest(dir) {
  const built = ["constructs", "configuration", "policies"];
  const folders = [dir, ...built.map((name) => path.join(packages, name, "dist"))];
  return digest(JSON.stringify(folders.map(marksOf)));
}

function marksOf(dir) {
  const files = fs.readdirSync(dir, { recursive: true }).filter((file) => file.endsWith(".js"));
  return files.toSorted().map((file) => {
    const { mtimeMs, size } = fs.statSync(path.join(dir, file));
    // A copy keeps no more of the time.
    return [file, Math.round(mtimeMs), size];
  });
}

function copyTexts(from, to, change) {
  const { stacks } = JSON.parse(fs.readFileSync(path.join(from, "manifest.json"), "utf8"));
  const files = Object.values(stacks).map(({ synthesizedStackPath }) => synthesizedStackPath);
  for (const file of ["manifest.json", ...files]) {
    fs.mkdirSync(path.join(to, path.dirname(file)), { recursive: true });
    const text = fs.readFileSync(path.join(from, file), "utf8");
    fs.writeFileSync(path.join(to, file), change(text));
  }
}

function digest(text) {
  return createHash("sha1").update(text).digest("hex");
}

function read(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Written whole or not at all, also when others write it now. */
function whole(name, write) {
  const made = `${name}.${process.pid}`;
  try {
    write(made);
    fs.renameSync(made, name);
  } catch {
    fs.rmSync(made, { recursive: true, force: true });
  }
}
