// A Node.js 22 for proofs of what runs on no older one: GROUNDWORK_NODE22 names one, or its folder; else
// npm installs its own package of it.
const { execFileSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const path = require("node:path");

/**
 * @param folder in which npm may install it
 * @returns the folder in which `node` is a Node.js 22
 * @throws Error when the variable names none
 */
function node22(folder) {
  const given = process.env.GROUNDWORK_NODE22;
  if (given) {
    const bin = existsSync(path.join(given, "node")) ? given : path.dirname(given);
    if (existsSync(path.join(bin, "node"))) return path.resolve(bin);
    throw new Error(`GROUNDWORK_NODE22: got ${given}, expected a Node.js 22 or its folder`);
  }
  // What the package `node` would take for this machine, and what needs no install script.
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = path.join(folder, "node22");
  const bin = path.join(prefix, "node_modules", name, "bin");
  if (!existsSync(path.join(bin, "node"))) {
    const args = ["install", "--prefix", prefix, "--no-audit", "--no-fund", "--no-save"];
    execFileSync("npm", [...args, `${name}@22`], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  return bin;
}

module.exports = { node22 };
