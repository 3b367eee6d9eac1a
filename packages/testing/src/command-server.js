// One node that runs many commands of this project, one after another: to start node and to load the
// commands' code, the AWS SDK, zod and execa takes most of a command's time. Each has the project's
// code, and what of the commands' keeps something, evaluated anew, the environment, the folder and the
// arguments it was given, and an end of its own: when nothing is left to be done, as a process ends.
// commands.ts gives it its work.
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const vm = require("node:vm");

/** Behind the exit code where this process ends with the command. */
const LAST = "!";

const ofPackages = (file) => file.includes(`${path.sep}node_modules${path.sep}`);
/** Also the packages that describe an app, which keep nothing of one, and the commands but for their start. */
const isKept = (file) =>
  ofPackages(file) ||
  /packages.(constructs|configuration|policies|cli).dist.(?!cli\.js$)/.test(file);

/** What makes a module differ from command to command: a variable, or the folder it was loaded in. */
const KEEPS_SOMETHING = /^(let |.*process\.cwd\(\))/m;

const LOAD = "const loadAnew = async (id) => require(id); ";
const NAMES = ["exports", "require", "module", "__filename", "__dirname"];

/** What was compiled of a file, with the text it was compiled from. */
const compiled = new Map();

/** Evaluate the kept modules that keep something anew, for all that have them. */
const anew = [];

const COMPILE = "_compile";
const compile = Module.prototype[COMPILE];
Module.prototype[COMPILE] = function (content, filename) {
  if (ofPackages(filename)) return compile.call(this, content, filename);
  let known = compiled.get(filename);
  if (known?.content !== content) {
    // What import() has loaded it never loads again.
    const text = content.startsWith("#!")
      ? `//${content}`
      : LOAD + content.replace(/\bimport\(/g, "loadAnew(");
    known = { content, run: vm.compileFunction(text, NAMES, { filename }) };
    compiled.set(filename, known);
  }
  const require = Module.createRequire(filename);
  const own = Object.assign((id) => this.require(id), {
    resolve: require.resolve,
    cache: require.cache,
    main: process.mainModule,
  });
  const evaluate = () =>
    known.run.call(this.exports, this.exports, own, this, filename, path.dirname(filename));
  if (isKept(filename) && KEEPS_SOMETHING.test(content)) anew.push(evaluate);
  evaluate();
};

process.on("message", start);
// Whoever gave it its work is gone.
process.on("disconnect", () => process.exit());
process.on("exit", (code) => end(code, LAST));

/** Listeners of this file, by what they listen to. */
const own = new Map(
  ["SIGINT", "SIGTERM", "SIGHUP", "uncaughtException", "unhandledRejection", "exit"].map((name) => [
    name,
    process.listeners(name),
  ]),
);

/** With it a command's end is told. */
let mark;

function start({ cli, args, env, cwd, mark: given }) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.argv = [process.execPath, cli, ...args];
  process.exitCode = undefined;
  mark = given;
  for (const file of Object.keys(require.cache)) {
    if (!isKept(file) && file !== __filename) delete require.cache[file];
  }
  for (const evaluate of anew) evaluate();
  process.once("beforeExit", () => {
    forget(cwd);
    end(process.exitCode ?? 0);
    process.channel.ref();
  });
  process.channel.unref();
  // Something to be done, so that there is an end also where the command has nothing.
  setImmediate(() => {});
  require(cli);
}

/** What a process that a command has for itself takes with it, or leaves where no other has its number. */
function forget(cwd) {
  for (const [name, listeners] of own) {
    for (const one of process.listeners(name)) {
      if (!listeners.includes(one)) process.removeListener(name, one);
    }
  }
  const cache = path.join(cwd, ".cache");
  for (const folder of fs.existsSync(cache) ? fs.readdirSync(cache) : []) {
    const workspace = path.join(cache, folder, String(process.pid));
    if (fs.existsSync(workspace)) fs.rmSync(workspace, { recursive: true });
  }
}

/** Says so behind all that was said. */
function end(code, after = "") {
  if (mark === undefined) return;
  for (const fd of [1, 2]) fs.writeSync(fd, `${mark}${code}${after}\n`);
  mark = undefined;
}
