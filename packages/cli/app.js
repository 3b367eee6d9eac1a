// Runs the app of a project, compiled: node packages/cli/app.js FOLDER
// JavaScript, as what runs before the compiler runs it too.
const path = require("node:path");
const { keepCode } = require("./kept-code");
const { loadLate } = require("./late");

/** @param root the folder of the project */
function runApp(root) {
  try {
    require(path.join(root, "dist/main.js"));
  } catch (error) {
    const { asProblem } = require("@groundwork/configuration/thrown");
    const problem = asProblem(error);
    if (problem === error) throw error;
    process.stderr.write(`Error: ${problem.message}\n`);
    process.exitCode = 1;
  }
}

module.exports = { runApp };
if (require.main === module) {
  loadLate();
  keepCode("app");
  runApp(process.argv[2]);
}
