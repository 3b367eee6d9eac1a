// Keeps modules as V8 has compiled them, and where each was found, in .cache/code: to find, read and
// compile them takes longer than all else that a short command does. Node's own cache, which 20 does
// not have, saves a fifth of what this does, as it still finds and reads each file
// (module.enableCompileCache). What is kept of a file holds as long as the file is as it was
// (marks.js), and a way to it as long as nothing can come before it (around.js).
const Module = require("node:module");
const path = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");
const { existsSync } = require("node:fs");
const { isLibrary } = require("./around");
const { Keeper } = require("./keeper");
const { markOf } = require("./marks");

const FOLDER = path.join(__dirname, "../../../.cache/code");

/** Node's own names, which its users rely on: what finds a module's file and what makes a module of it. */
const [RESOLVE, PATHS] = ["_resolveFilename", "_resolveLookupPaths"];
const [COMPILE, EXTENSIONS, CACHE] = ["_compile", "_extensions", "_cache"];

/** Only debuggers read it, and it is more than half of a library. */
const SOURCE_MAP = /\n?\/\/# sourceMappingURL=data:[^\n]*\s*$/;

/** Options of Node that change nothing about which module is run, or how. */
const HARMLESS =
  /^--(max-|initial-heap-size|no-(deprecation|opt|warnings)|disable-warning|trace-|use-|dns-|tls-|unhandled-rejections|(cpu|heap)-prof|title|stack-trace-limit|(throw|pending)-deprecation)/;

/** By which Node counts lines, or finds modules in another way; the first is that of its own cache. */
const OTHERWISE = [
  "NODE_DISABLE_COMPILE_CACHE",
  "NODE_V8_COVERAGE",
  "NODE_PATH",
  "NODE_PRESERVE_SYMLINKS",
];

/** Whether modules are Node's alone: nobody debugs them, counts their lines or loads them in another way. */
function isAlone({ env, execArgv }) {
  if (OTHERWISE.some((name) => env[name])) return false;
  const options = [...execArgv, ...(env["NODE_OPTIONS"] ?? "").split(/\s+/).filter(Boolean)];
  return options.every((option) => HARMLESS.test(option) || /^[\d.]+$/.test(option));
}

/**
 * From here on modules come as they were kept. Those that were not are at the end of the process.
 *
 * @param {string} name of what runs: others have other modules
 * @param {string} [folder] for the files
 * @returns {() => void} loads the libraries that the project asked for the last time
 */
function keepCode(name, folder = FOLDER) {
  if (!isAlone(process)) return () => {};
  const { version, platform, arch } = process;
  // By V8's options too: with others it refuses what is kept, and two would replace it in turns.
  const of = `${version}-${platform}-${arch}-${v8.cachedDataVersionTag()}`;
  const open = (kind) => new Keeper(path.join(folder, `${name}-${kind}-${of}`));
  const [libraries, own] = [open("libraries"), open("own")];
  const keeperOf = (file) => (isLibrary(file) ? libraries : own);
  const before = own.store.asked;
  own.store.asked = [];
  followWays(keeperOf, own);
  takeCode(keeperOf);
  process.on("exit", () => {
    libraries.finish();
    own.finish();
  });
  return () => load(before, libraries);
}

/** @param {readonly string[]} files @param {Keeper} libraries */
function load(files, libraries) {
  for (const file of files.filter((one) => libraries.store.isFresh(one))) {
    try {
      require(file);
    } catch {
      // Where it is still asked for, that will say so.
    }
  }
}

/** Names lead where they did. */
function followWays(keeperOf, own) {
  const resolve = Module[RESOLVE];
  const asked = new Set();
  const there = new Map();
  const isThere = (file) => {
    if (!there.has(file)) there.set(file, keeperOf(file).store.isFresh(file) || existsSync(file));
    return there.get(file);
  };
  const find = (name, parent, rest) => {
    const keeper = keeperOf(parent.filename);
    const folder = path.dirname(parent.filename);
    const known = keeper.store.wayFrom(folder, name);
    if (known !== undefined && isThere(known)) return known;
    const file = resolve.call(Module, name, parent, ...rest);
    if (path.isAbsolute(file)) keeper.addWay(folder, name, file);
    return file;
  };
  Module[RESOLVE] = (name, parent, ...rest) => {
    // With options it is no module that asks.
    const isAsked = typeof name === "string" && parent?.filename && rest[1] === undefined;
    if (!isAsked || Module.isBuiltin(name)) return resolve.call(Module, name, parent, ...rest);
    if (path.isAbsolute(name)) {
      return keeperOf(name).store.isFresh(name)
        ? name
        : resolve.call(Module, name, parent, ...rest);
    }
    const file = find(name, parent, rest);
    if (!asked.has(file) && keeperOf(parent.filename) === own && keeperOf(file) !== own) {
      asked.add(file);
      own.store.asked.push(file);
    }
    return file;
  };
}

/** Modules are made of what was kept of them, but for those that import: what is kept cannot. */
function takeCode(keeperOf) {
  const extension = Module[EXTENSIONS][".js"];
  const compile = Module.prototype[COMPILE];
  /** Files that Node reads at this moment, with their marks from before. */
  const marks = new Map();
  Module[EXTENSIONS][".js"] = (module, file) => {
    const keeper = keeperOf(file);
    const kept = keeper.store.codeOf(file);
    if (kept === undefined) {
      marks.set(file, markOf(file));
      extension(module, file);
      return;
    }
    const script = scriptOf(file, kept.text, kept.code);
    // By another V8, or with other options of it: it has compiled the text.
    if (script.cachedDataRejected) keeper.addAgain(file, kept, () => script.createCachedData());
    run(script, module, file);
  };
  Module.prototype[COMPILE] = function (content, file, format, ...rest) {
    const mark = marks.get(file);
    marks.delete(file);
    const isNodes = mark === undefined || format === "module" || content.includes("import(");
    const script = isNodes ? undefined : tryScript(file, content);
    if (script === undefined) return compile.call(this, content, file, format, ...rest);
    const text = withoutMap(content);
    keeperOf(file).addModule(file, mark, content, text, () => script.createCachedData());
    return run(script, this, file);
  };
}

const withoutMap = (content) => content.replace(SOURCE_MAP, "\n");

/** Nothing where it is no script: Node itself says best what is wrong with it, or reads it as a module. */
function tryScript(file, content) {
  try {
    return scriptOf(file, withoutMap(content));
  } catch {
    return undefined;
  }
}

/** Lines and columns are those of the file. */
const scriptOf = (filename, text, cachedData) =>
  new vm.Script(Module.wrap(text), {
    filename,
    cachedData,
    columnOffset: -Module.wrapper[0].length,
  });

/** As Node does it, which is written in JavaScript as well (lib/internal/modules/helpers.js). */
function run(script, module, file) {
  const require = (id) => module.require(id);
  require.resolve = (name, options) => Module[RESOLVE](name, module, false, options);
  require.resolve.paths = (name) => Module[PATHS](name, module);
  require.main = process.mainModule;
  require.extensions = Module[EXTENSIONS];
  require.cache = Module[CACHE];
  const args = [module.exports, require, module, file, path.dirname(file)];
  return Reflect.apply(script.runInThisContext(), module.exports, args);
}

module.exports = { keepCode };
