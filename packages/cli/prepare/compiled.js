// Whether what is compiled is what the sources say, without the compiler, whose start alone takes as
// long as a command may; and compiling it.
const { existsSync, readdirSync, readFileSync, rmSync, statSync } = require("node:fs");
const path = require("node:path");
const { contentOf, readJson, timesOf, writeStamp } = require("./stamp");
const { underWay } = require("./under-way");

const STAMP = "dist/.groundwork.json";

/**
 * @param {readonly string[]} projects folders with a tsconfig.json
 * @returns {string | undefined} why they are to be compiled; undefined where they are
 */
function whyCompile(projects) {
  for (const [project, config] of withReferences(projects)) {
    if (config === undefined) return `${shown(project)}/tsconfig.json cannot be read here`;
    const info = buildInfo(project);
    if (info === undefined) return `${shown(project)} is not compiled yet`;
    const files = sourcesOf(project, config);
    if (isLost(project, config, files)) return `compiled parts of ${shown(project)} are missing`;
    if (!isFresh(project, files, info)) return `sources of ${shown(project)} have changed`;
  }
  return undefined;
}

/** The compiler notes in its file what it has made: whoever ran it since, it may be of other sources. */
function isFresh(project, files, info) {
  const file = path.join(project, STAMP);
  const stamp = readJson(file);
  if (stamp === undefined || stamp.built !== timesOf([info])) return false;
  const times = timesOf(files);
  if (stamp.times === times) return true;
  if (stamp.content !== contentOf(files)) return false;
  writeStamp(file, { ...stamp, times });
  return true;
}

/** Whether sources are others by their content, and none by the times at which the compiler looks. */
function isHidden(project, files, info) {
  const built = statSync(info).mtimeMs;
  return files.every((file) => statSync(file).mtimeMs <= built) && !isFresh(project, files, info);
}

/** Whether the file that the compiler makes of a source is gone. */
function isLost(project, { compilerOptions: { rootDir = "." } = {} }, files) {
  const root = path.join(project, rootDir);
  return files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => path.join(project, "dist", path.relative(root, file).replace(/\.ts$/, ".js")))
    .some((file) => !existsSync(file));
}

/** Projects and all that they refer to, with what their tsconfig.json says. */
function withReferences(projects) {
  const all = new Map();
  const add = (project) => {
    if (all.has(project)) return;
    const config = configOf(project);
    all.set(project, config);
    for (const { path: other } of config?.references ?? []) add(path.resolve(project, other));
  };
  projects.forEach(add);
  return all;
}

/** Texts, comments, and commas behind which nothing comes. */
const JSONC = /("(?:\\.|[^"\\])*")|\/\/.*|\/\*[^]*?\*\/|,(?=\s*[}\]])/g;

/** What a tsconfig.json says; nothing where only the compiler can tell what is wrong with it. */
function configOf(project) {
  try {
    const text = readFileSync(path.join(project, "tsconfig.json"), "utf8");
    return JSON.parse(text.replace(JSONC, (_, quoted = "") => quoted));
  } catch {
    return undefined;
  }
}

/** All that the compiler reads of a project, but for types in node_modules. */
function sourcesOf(project, { include = [], extends: base } = {}) {
  return [
    path.join(project, "tsconfig.json"),
    ...(base === undefined ? [] : [path.resolve(project, base)]),
    ...include.map((name) => path.join(project, name)).flatMap(filesIn),
  ];
}

/** @param {string} entry a file, or a folder with sources */
function filesIn(entry) {
  const stat = statSync(entry, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [entry];
  return readdirSync(entry, { recursive: true })
    .filter((name) => name.endsWith(".ts"))
    .toSorted()
    .map((name) => path.join(entry, name));
}

/** Where the compiler notes what it has made; undefined where that, or what was made, is missing. */
function buildInfo(project) {
  const name = "tsconfig.tsbuildinfo";
  // Beside dist/ where a project's sources lie in a folder of their own.
  const file = [path.join(project, name), path.join(project, "dist", name)].find(existsSync);
  return existsSync(path.join(project, "dist")) ? file : undefined;
}

/**
 * @param {readonly string[]} projects
 * @param {string} why
 * @param {(pid: number) => void} tellChild is told which process is at work
 * @throws Error without a message when it fails, as what is wrong was said
 */
async function compileAll(projects, why, tellChild) {
  // Before it begins: what is edited meanwhile is compiled the next time.
  const stamps = [...withReferences(projects)].map(([project, config]) => {
    const files = sourcesOf(project, config);
    const info = buildInfo(project);
    // The compiler believes its note, also where what it has made is gone, and where a source was written
    // in the tick in which it ended.
    if (
      info === undefined ||
      isLost(project, config ?? {}, files) ||
      isHidden(project, files, info)
    ) {
      rmSync(info ?? path.join(project, "tsconfig.tsbuildinfo"), { force: true });
    }
    return { project, times: timesOf(files), content: contentOf(files) };
  });
  const done = underWay(`Compiling, as ${why}`);
  const { compile } = require("../compile");
  const [first, ...others] = projects;
  const isWell = await compile(first, others, { tellChild, out: process.stderr });
  done();
  if (!isWell) throw new Error("");
  for (const { project, ...stamp } of stamps) {
    const info = buildInfo(project);
    if (info) writeStamp(path.join(project, STAMP), { ...stamp, built: timesOf([info]) });
  }
}

/** A project by its place in the checkout, wherever the command is run. */
function shown(project) {
  const relative = path.relative(path.join(__dirname, "../../.."), project) || "the project";
  return relative.startsWith("..") ? project : relative;
}

module.exports = { compileAll, whyCompile };
