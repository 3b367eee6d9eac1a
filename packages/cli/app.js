// Runs the app of a project, compiled: node packages/cli/app.js FOLDER
// JavaScript, as what runs before the compiler runs it too.
const path = require("node:path");
const { keepCode } = require("./kept-code");
const { loadLate } = require("./late");
const { asMissing, sayLocalModules } = require("./local-modules");
const { runInParts } = require("./parts");

/** @param root the folder of the project */
async function runApp(root) {
  if (await runInParts(root, process)) return;
  try {
    sayLocalModules(root, process.env);
    require(path.join(root, "dist/main.js"));
  } catch (error) {
    const { asProblem } = require("@groundwork/configuration/thrown");
    const problem = asProblem(error);
    const missing = asMissing(error);
    if (problem === error && missing === undefined) throw error;
    process.stderr.write(`Error: ${missing ?? problem.message}\n`);
    process.exitCode = 1;
  }
}

module.exports = { runApp };
if (require.main === module) {
  loadLate();
  keepCode("app");
  void runApp(process.argv[2]);
}
