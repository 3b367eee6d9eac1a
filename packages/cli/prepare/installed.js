// Whether what package-lock.json says is installed, and installing it.
const { spawn } = require("node:child_process");
const { existsSync, readdirSync } = require("node:fs");
const path = require("node:path");
const { readJson, timesOf, writeStamp } = require("./stamp");
const { underWay } = require("./under-way");

/** Where npm notes what it has installed, when it has. */
const HIDDEN = "node_modules/.package-lock.json";
/** Not in node_modules: npm takes its own note for stale where that has changed since. */
const STAMP = ".cache/installed.json";

/**
 * @param {string} checkout
 * @returns {string | undefined} why the packages are to be installed; undefined where they are
 */
function whyInstall(checkout) {
  const locked = path.join(checkout, "package-lock.json");
  const hidden = path.join(checkout, HIDDEN);
  // Another package manager installs by its own file.
  if (!existsSync(locked)) return undefined;
  if (!existsSync(hidden)) return "node_modules is missing or not whole";
  const times = timesOf([locked, hidden, ...foldersOf(checkout)]);
  const stamp = path.join(checkout, STAMP);
  if (readJson(stamp)?.times === times) return undefined;
  const other = differing(checkout, readJson(locked), readJson(hidden));
  if (other !== undefined) return `${other} is not as package-lock.json says`;
  writeStamp(stamp, { times });
  return undefined;
}

/** Their times change when a package comes or goes. @param {string} checkout */
function foldersOf(checkout) {
  const modules = path.join(checkout, "node_modules");
  const scopes = readdirSync(modules).filter((name) => name.startsWith("@"));
  return [modules, ...scopes.map((name) => path.join(modules, name))];
}

/**
 * The first package that is not installed as it is locked. Those that other platforms need may be
 * missing, and others may be there.
 */
function differing(checkout, locked, hidden) {
  const installed = hidden?.packages ?? {};
  return Object.entries(locked?.packages ?? {}).find(([name, wanted]) => {
    if (!name.includes("node_modules/")) return false;
    // npm's note alone may be of another folder, as where one was copied by hard links.
    const found = existsSync(path.join(checkout, name)) ? installed[name] : undefined;
    if (found === undefined) return !(wanted.optional || wanted.devOptional || wanted.peer);
    const fields = ["version", "integrity", ...(wanted.link ? ["resolved"] : [])];
    return fields.some((field) => wanted[field] && found[field] && wanted[field] !== found[field]);
  })?.[0];
}

/**
 * @param {string} checkout
 * @param {string} why
 * @param {(pid: number) => void} tellChild is told which process is at work
 * @throws Error with what is missing and how to get it
 */
async function install(checkout, why, tellChild) {
  const done = underWay(`Installing packages, as ${why}: npm ci`);
  // In case of a setting of npm's that is meant for the command, or that leaves out the compiler.
  const meant = ["--include=dev", "--no-dry-run", "--no-global", "--no-audit", "--no-fund"];
  // Without a network npm by itself says so after 75 s.
  const patience = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=8000"];
  const args = ["ci", ...meant, ...patience, "--loglevel=error"];
  const { code, said } = await npm(checkout, args, tellChild);
  done();
  if (code === 0) {
    whyInstall(checkout);
    return;
  }
  throw new Error(`the packages could not be installed: ${hindrance(said, code)}`);
}

/** @returns {Promise<{ code: number | string, said: string }>} */
function npm(cwd, args, tellChild) {
  // The npm that has started this, or else the one on the path.
  const { npm_execpath: own = "" } = process.env;
  const isNpm = path.basename(own) === "npm-cli.js";
  const [file, first] = isNpm ? [process.execPath, [own]] : ["npm", []];
  return new Promise((resolve) => {
    // Standard output is the command's, and npm tells its errors on the other.
    const child = spawn(file, [...first, ...args], {
      cwd,
      stdio: ["ignore", "ignore", "pipe"],
      shell: !isNpm && process.platform === "win32",
    });
    if (child.pid !== undefined) tellChild(child.pid);
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (part) => {
      said += part;
    });
    child.on("error", (error) => resolve({ code: error.code ?? 1, said: error.message }));
    child.on("close", (code, signal) => resolve({ code: code ?? signal ?? 1, said }));
  });
}

/** What hindered npm, by its error codes, in one line. */
function hindrance(said, code) {
  if (code === "ENOENT") return "npm is not on the PATH. It comes with Node.js: nvm install";
  const [, npmCode = ""] = /npm (?:error|ERR!) code (\S+)/.exec(said) ?? [];
  const words =
    said
      .split("\n")
      .map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim())
      .find((line) => line !== "" && !/^(code|errno|syscall) |complete log of/.test(line)) ??
    `npm ended with ${code}`;
  if (/^(ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|ERR_SOCKET|EHOSTUNREACH)/.test(npmCode)) {
    return `the registry cannot be reached (${words}). Connect to the network, or name a registry or proxy that is near: npm config set registry <address>, npm config set proxy <address>`;
  }
  if (/^E40[13]$/.test(npmCode)) return `${words}. Log in to the registry: npm login`;
  if (npmCode === "EUSAGE") return "package.json and package-lock.json differ: npm install";
  if (npmCode === "ENOSPC") return "the disk is full";
  if (/^(EACCES|EPERM|EROFS)$/.test(npmCode)) {
    return `${words}. Run this as whoever the checkout belongs to`;
  }
  return `${words}. All that npm says: npm ci`;
}

module.exports = { hindrance, install, whyInstall };
