// Which Node is needed, as package.json says, in syntax that the oldest can read.
"use strict";

/**
 * What is to be done where a Node is too old.
 *
 * @param {string} version such as v18.20.1
 * @param {string} range as `engines` of package.json has it, such as >=20.19
 * @returns {string | undefined} undefined where it is new enough
 */
function neededNode(version, range) {
  var least = /(\d+)\.(\d+)/.exec(range);
  var found = /(\d+)\.(\d+)/.exec(version);
  var major = Number(found[1]) - Number(least[1]);
  if (major > 0 || (major === 0 && Number(found[2]) >= Number(least[2]))) return undefined;
  return (
    "Node.js: got " +
    version +
    ", expected " +
    least[0] +
    " or later. To get it: nvm install (it reads .nvmrc), or https://nodejs.org/en/download"
  );
}

/** Runs what this Node is new enough for; otherwise the process ends with 1, and why was said. */
function withNeededNode(run) {
  var needed = neededNode(process.version, require("../../../package.json").engines.node);
  if (needed === undefined) {
    run();
  } else {
    process.stderr.write("Error: " + needed + "\n");
    process.exitCode = 1;
  }
}

exports.neededNode = neededNode;
exports.withNeededNode = withNeededNode;
