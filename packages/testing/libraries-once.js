// A runtime of jest's that loads the large libraries once for all test files of a worker, as node
// itself does. Jest loads each anew for every file, which was most of the time of the unit tests.
// None of them keeps anything of a test: what cdktf knows of an app lies in the app.
const { AsyncLocalStorage } = require("node:async_hooks");
const { createRequire } = require("node:module");
const { Script } = require("node:vm");
const Runtime = require("jest-runtime").default;

const LIBRARIES = /^(cdkt[fn]|constructs|zod|@cdkt[fn]\/|@aws-sdk\/|@smithy\/|@swc\/core)/;

/** What jest itself loads for every test file to show values and what differs, and keeps nothing in. */
const SHOWING =
  /^(@babel\/code-frame|@jest\/(diff-sequences|expect-utils|snapshot-utils|test-result|transform)|graceful-fs|jest-(diff|matcher-utils|message-util|regex-util|snapshot|util)|pretty-format|pure-rand|stack-utils)$/;

const requireOnce = createRequire(__filename);

/** Processes in which commands are run (src/commands.ts), as long as the worker lives. */
const commandServers = [];

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
    compileOnce(this.executor, environment);
  }

  requireModule(from, name, options, isActual) {
    const isLibrary = !options?.isInternalModule && LIBRARIES.test(name ?? "");
    return isLibrary ? requireOnce(name) : super.requireModule(from, name, options, isActual);
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
