// `cdktf diff dev-stack` synthesizes all stacks, and would show each time what is known of the
// others. Of those that were not asked for it shows in one line how many warnings there are. It tells
// the app nothing of what it was asked for, so that is read from its own command line.
const { execFileSync } = require("node:child_process");
const { readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");

const WARNING = "@cdktf/warn";

/** How many processes stand at most between cdktf and the app: shells and npm's. */
const BETWEEN = 5;

/**
 * Shortens them in what was synthesized.
 *
 * @param {string} outDir
 * @param {readonly string[] | undefined} args of cdktf; undefined where it is not under way
 */
function shortenOthers(outDir, args = argumentsOfCdktf()) {
  if (args === undefined) return;
  const file = path.join(outDir, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const names = Object.keys(manifest.stacks);
  const asked = new Set(names.filter((name) => args.some((arg) => isMeant(name, arg))));
  if (asked.size === 0) return;
  for (const name of names.filter((one) => !asked.has(one))) {
    const { annotations } = manifest.stacks[name];
    const warnings = annotations.filter(({ level }) => level === WARNING);
    if (warnings.length === 0) continue;
    const isOne = warnings.length === 1;
    const message = `${warnings.length} ${isOne ? "warning" : "warnings"}; npx cdktf synth shows ${isOne ? "it" : "them"}`;
    manifest.stacks[name].annotations = [
      ...annotations.filter(({ level }) => level !== WARNING),
      { constructPath: name, level: WARNING, message },
    ];
  }
  writeFileSync(file, JSON.stringify(manifest, null, 2));
}

/** Whether an argument of cdktf, a name or a pattern of names, is for a stack. */
function isMeant(stack, arg) {
  const parts = arg.split(/([*?])/).map((part) => {
    if (part === "*") return ".*";
    return part === "?" ? "." : part.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`).test(stack);
}

/** @returns {readonly string[] | undefined} */
function argumentsOfCdktf() {
  let pid = process.ppid;
  for (let step = 0; step < BETWEEN && pid > 1; step++) {
    const { parent, args } = process.platform === "linux" ? inLinux(pid) : byPs(pid);
    const script = args.findIndex((arg) => /(^|\/)cdk(tf|tn)(\.js)?$/.test(arg));
    if (script >= 0) return args.slice(script + 1);
    pid = parent;
  }
  return undefined;
}

const NONE = { parent: 0, args: [] };

function inLinux(pid) {
  try {
    // The name, in brackets, may have any character.
    const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
    const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return { parent: Number(parent), args };
  } catch {
    return NONE;
  }
}

function byPs(pid) {
  try {
    const line = execFileSync("ps", ["-o", "ppid=,args=", "-p", String(pid)], { encoding: "utf8" });
    const [parent, ...args] = line.trim().split(/\s+/);
    return { parent: Number(parent), args };
  } catch {
    return NONE;
  }
}

module.exports = { shortenOthers };
