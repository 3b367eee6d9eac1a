// Compiles the project in the folder at hand, as synth.js does, and says what is wrong with it: what
// the compiler found, its types shortened, and what the configuration's own checks find meanwhile.
// JavaScript, because it comes before the compiler.
const { spawn } = require("node:child_process");
const { accessSync, constants, rmSync } = require("node:fs");
const path = require("node:path");

/** Longest type that is shown whole; of an object's, whose first keys say which it is. */
const LONGEST = { type: 120, object: 40 };

/**
 * @param {string} root of the project
 * @param {readonly string[]} others projects that are compiled with it
 * @param {object} options
 * @param {(pid: number) => void} [options.tellChild] is told which process is at work
 * @param {NodeJS.WritableStream} [options.out] for what the compiler says
 * @returns {Promise<boolean>} whether all is well; what is not was said
 */
async function compile(root, others = [], { tellChild, out = process.stdout } = {}) {
  const { code, said } = await tsc(["-b", root, ...others, "--pretty", "false"], root, tellChild);
  if (code === 0) return true;
  const refused = unwritten(said);
  if (refused !== undefined) {
    process.stderr.write(`Error: ${refused}\n`);
    return false;
  }
  out.write(shortTypes(said));
  const problems = await configurationProblems(root);
  if (problems !== undefined) process.stderr.write(`Error: ${problems}\n`);
  return false;
}

/**
 * What to do where the compiler may not write what it has made.
 *
 * @param {string} said its standard output
 * @returns {string | undefined}
 */
function unwritten(said) {
  const file = /error TS5033: Could not write file '([^']+)'/.exec(said)?.[1];
  return file === undefined
    ? undefined
    : `the compiler could not write ${file}. Run this as whoever the checkout belongs to, or let others write its dist folders`;
}

/**
 * What the compiler says, each problem in a line: as it says it, but for long types.
 *
 * @param {string} said its standard output
 */
const shortTypes = (said) =>
  said
    .split(/\n(?=\S)/)
    .map((text) => {
      const [first = "", ...details] = text.trimEnd().split("\n");
      // The last is the mistake itself, those between lead to it.
      const words = [first, ...details.slice(-1).map((detail) => detail.trim())].join(" ");
      return `${words.replace(/'((?:[^'"]|"[^"]*")*)'/g, shortened)}\n`;
    })
    .join("");

/** @param {string} quoted @param {string} type */
function shortened(quoted, type) {
  const longest = type.startsWith("{") ? LONGEST.object : LONGEST.type;
  return type.length <= longest ? quoted : `'${type.slice(0, longest).trimEnd()} ...'`;
}

/**
 * What the configuration's checks say, whatever its types are.
 *
 * @param {string} root
 * @returns {Promise<string | undefined>}
 */
async function configurationProblems(root) {
  const outDir = path.join(root, "dist", `unchecked-${process.pid}`);
  const options = { composite: false, incremental: false, noCheck: true, noEmitOnError: false };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  try {
    await tsc(["-p", root, ...flags, "--outDir", outDir], root);
    require(path.join(outDir, "environments/index.js")).loadConfiguration();
    return undefined;
  } catch (error) {
    // Others come of what the compiler has found.
    return error?.name === "ConfigurationError" ? error.message : undefined;
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {(pid: number) => void} [tellChild]
 * @returns {Promise<{ code: number, said: string }>}
 */
function tsc(args, cwd, tellChild) {
  const [file, ...first] = compiler();
  return new Promise((resolve) => {
    const stdio = ["ignore", "pipe", "inherit"];
    const child = spawn(file, [...first, ...args], { cwd, stdio });
    if (child.pid !== undefined) tellChild?.(child.pid);
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (part) => {
      said += part;
    });
    child.on("close", (code) => resolve({ code: code ?? 1, said }));
  });
}

/**
 * The compiler's own program, which the script of its package would only start in a second Node; that
 * script where the program lies elsewhere.
 */
function compiler() {
  const script = require.resolve("typescript/package.json").replace("package.json", "bin/tsc");
  try {
    const name = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
    const program = require.resolve(name, { paths: [script] }).replace("package.json", "lib/tsc");
    accessSync(program, constants.X_OK);
    return [program];
  } catch {
    return [process.execPath, script];
  }
}

module.exports = { compile, compiler, shortTypes, unwritten };
