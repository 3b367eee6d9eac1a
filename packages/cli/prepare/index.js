// Before all commands: installs the packages and compiles the project where that is missing or
// stale, one process at a time, and says so on standard error. JavaScript without packages, as there
// are none yet. Where nothing is to be done it only compares a few hundred times of change.
const { existsSync } = require("node:fs");
const path = require("node:path");
const { whyCompile, compileAll } = require("./compiled");
const { whyInstall, install } = require("./installed");
const { alone } = require("./alone");

/** The checkout that these commands belong to; its packages are the project's. */
const checkout = path.resolve(__dirname, "../../..");

/** Set by who has prepared the checkout and runs many commands in it, such as tests. */
const PREPARED = "GROUNDWORK_PREPARED";

/**
 * Runs what needs the packages and the compiled project; where they are not to be had, the process
 * ends with 1, and why was said.
 *
 * @param {readonly string[]} args projects to be compiled as well, by their folders; --always asks
 *   the compiler also where nothing looks stale
 * @param {() => void} run
 */
function whenReady(args, run) {
  const folder = folderAtHand();
  if (folder === undefined) {
    process.stderr.write(
      "Error: the folder in which this runs is gone. Go to one that is there (cd)\n",
    );
    process.exitCode = 1;
    return;
  }
  const always = args.includes("--always");
  const projects = projectsFor(
    folder,
    args.filter((arg) => arg !== "--always"),
  );
  if (process.env[PREPARED] || (!always && isReady(projects))) {
    run();
    return;
  }
  prepare(projects, always).then(
    () => run(),
    (error) => {
      if (error.message) process.stderr.write(`Error: ${error.message}\n`);
      process.exitCode = 1;
    },
  );
}

/** @param {readonly string[]} projects */
const isReady = (projects) =>
  whyInstall(checkout) === undefined && whyCompile(projects) === undefined;

/** Where somebody stands; undefined where that was removed meanwhile. */
function folderAtHand() {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** @param {string} folder @param {readonly string[]} others */
function projectsFor(folder, others) {
  const atHand = findProject(folder) ?? checkout;
  // A folder with another kind of project has nothing to compile, and its command says what is wrong.
  const own = existsSync(path.join(atHand, "tsconfig.json")) ? [atHand] : [];
  return [
    ...own,
    path.join(checkout, "packages/cli"),
    ...others.map((name) => path.join(checkout, name)),
  ];
}

/** The folder of the project, as cdktf finds it. @param {string} folder */
function findProject(folder) {
  if (existsSync(path.join(folder, "cdktf.json"))) return folder;
  const above = path.dirname(folder);
  return above === folder ? undefined : findProject(above);
}

/** @param {readonly string[]} projects @param {boolean} always */
async function prepare(projects, always) {
  await alone(path.join(checkout, ".cache/prepare"), async (tellChild) => {
    // Another process may have done it meanwhile.
    const toInstall = whyInstall(checkout);
    if (toInstall !== undefined) await install(checkout, toInstall, tellChild);
    const toCompile = whyCompile(projects) ?? (always ? "asked to" : undefined);
    if (toCompile !== undefined) await compileAll(projects, toCompile, tellChild);
  });
}

module.exports = { whenReady };
