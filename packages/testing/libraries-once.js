// A runtime of jest's that loads the large libraries, and the packages that describe an app, once for
// all test files of a worker, as node itself does. Jest loads each anew for every file, which was most
// of the time of the unit tests. None of them keeps anything of a test: what cdktf knows of an app lies
// in the app.
const { AsyncLocalStorage } = require("node:async_hooks");
const Module = require("node:module");
const path = require("node:path");
const { Script } = require("node:vm");
const { transformFileSync } = require("@swc/core");
const Runtime = require("jest-runtime").default;

const { createRequire } = Module;

const LIBRARIES =
  /^(cdkt[fn]|constructs|zod|ipaddr\.js$|fastest-levenshtein$|@cdkt[fn]\/|@aws-sdk\/|@smithy\/|@swc\/core)/;

/** What jest itself loads for every test file to show values and what differs, and keeps nothing in. */
const SHOWING =
  /^(@babel\/code-frame|@jest\/(diff-sequences|expect-utils|snapshot-utils|test-result|transform)|graceful-fs|jest-(diff|message-util|regex-util|snapshot|util)|pretty-format|pure-rand|stack-utils)$/;

/** Sources of the packages that describe an app. A TypeError of theirs is node's, not a test file's. */
const SOURCE = /[\\/]packages[\\/](constructs|configuration|policies)[\\/]src[\\/].+\.ts$/;

const requireOnce = createRequire(__filename);

/** Node's own names, which its users rely on, of what makes a module of a text, and a file of a name. */
const COMPILE = "_compile";
const RESOLVE = "_resolveFilename";

/** Jest's own of what finds the file of a name. */
const RESOLUTION = "_resolution";

/** Processes in which commands are run (src/commands.ts), as long as the worker lives. */
const commandServers = [];

loadSources();

/** Has node itself load the sources of those packages, compiled as jest does. */
function loadSources() {
  const [, options] = require("./jest-preset").transform["\\.ts$"];
  requireOnce.extensions[".ts"] = (module, file) =>
    module[COMPILE](
      transformFileSync(file, { ...options, module: { type: "commonjs" } }).code,
      file,
    );
  const resolve = Module[RESOLVE];
  Module[RESOLVE] = (name, parent, ...rest) => {
    const [, ofPackage, file = "index"] = /^@groundwork\/([\w-]+)(?:\/(.+))?$/.exec(name) ?? [];
    const isOurs = ofPackage !== undefined && SOURCE.test(parent?.filename ?? "");
    const wanted = isOurs ? path.join(__dirname, "..", ofPackage, "src", file) : name;
    return resolve(wanted, parent, ...rest);
  };
}

/** What was compiled of a file, with the text that it was compiled from. */
const compiled = new Map();

/** Has each file compiled once; jest's own way compiles it for every test file that loads it. */
function compileOnce(executor, environment) {
  const compile = executor.compile.bind(executor);
  const head = `(function (${executor.injectedModuleParameters.join()}) {`;
  executor.compile = (text, filename) => {
    const context = environment.getVmContext();
    if (context === null) return null;
    let known = compiled.get(filename);
    if (known?.text !== text) {
      try {
        const place = { filename, columnOffset: -head.length };
        known = { text, script: new Script(`${head}${text}\n})`, place) };
      } catch {
        // So jest says what is wrong with the file.
        return compile(text, filename);
      }
      compiled.set(filename, known);
    }
    return known.script.runInContext(context);
  };
}

/** What jest keeps for the tests of a file, and would leave on: each costs time at every promise. */
const storages = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...args) {
  storages.add(this);
  return run.apply(this, args);
};

// As main.ts does: a third of a synth's time.
Error.captureStackTrace = () => {};

module.exports = class extends Runtime {
  constructor(config, environment, ...rest) {
    super(config, environment, ...rest);
    this.envBefore = { ...process.env };
    // The libraries read the worker's variables, so a test file sets those. It gets no copy.
    environment.global.process.env = process.env;
    environment.global.commandServers = commandServers;
    environment.global.sourcesOnce = this.sourcesOnce = new Set();
    compileOnce(this.executor, environment);
  }

  requireModule(from, name, options, isActual) {
    if (name === undefined || options?.isInternalModule) {
      return super.requireModule(from, name, options, isActual);
    }
    if (LIBRARIES.test(name)) return requireOnce(name);
    const source = /^(\.|@groundwork\/)/.test(name) && this.sourceOf(from, name);
    if (!source) return super.requireModule(from, name, options, isActual);
    this.sourcesOnce.add(source);
    return requireOnce(source);
  }

  /** The file of a name, if it is a source that is loaded once. */
  sourceOf(from, name) {
    const file = this[RESOLUTION].resolveCjs(from, name);
    return SOURCE.test(file) ? file : undefined;
  }

  requireInternalModule(from, name) {
    const isShowing = SHOWING.test(name ?? "");
    return isShowing ? createRequire(from)(name) : super.requireInternalModule(from, name);
  }

  teardown() {
    for (const storage of storages) storage.disable();
    storages.clear();
    for (const name of Object.keys(process.env)) {
      if (!(name in this.envBefore)) delete process.env[name];
    }
    Object.assign(process.env, this.envBefore);
    return super.teardown();
  }
};
