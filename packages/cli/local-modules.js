// Folders of modules that a stack calls by a path, as `source: "./modules/queue"`. cdktf copies them
// beside the stack's JSON, and wants to know all of them beforehand by its context, as one may call
// another. Its own command line says those that cdktf.json names (terraformModules); commands that run
// the app directly, and a project that names none, say the folders of modules/.
// JavaScript, as what runs before the compiler runs it too.
const { readdirSync, readFileSync } = require("node:fs");
const path = require("node:path");

/** In which a team keeps modules of its own. */
const FOLDER = "modules";

/** @param root the folder of the project @returns paths as `./modules/queue` */
function localModules(root) {
  const { terraformModules = [] } = JSON.parse(readFileSync(path.join(root, "cdktf.json"), "utf8"));
  const named = terraformModules
    .map((module) => (typeof module === "string" ? module : module.source))
    .filter((source) => /^\.\.?\//.test(source ?? ""));
  return named.length > 0 ? named : foldersOf(path.join(root, FOLDER));
}

function foldersOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `./${FOLDER}/${name}`)
      .toSorted();
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

/** Says them to cdktf where there are any, and where nobody else has. */
function sayLocalModules(root, env) {
  const context = JSON.parse(env.CDKTF_CONTEXT_JSON || "{}");
  if (context.cdktfRelativeModules?.length > 0) return;
  const cdktfRelativeModules = localModules(root);
  if (cdktfRelativeModules.length === 0) return;
  env.CDKTF_CONTEXT_JSON = JSON.stringify({ ...context, cdktfRelativeModules });
}

/** What cdktf means where it knows of none, in a line; undefined for any other error. */
const asMissing = ({ message }) =>
  /cdktfRelativeModules|common path for relative modules/.test(message)
    ? `a module is called by a path, and ${FOLDER}/ has none: put its folder there, and call it as "./${FOLDER}/<name>"`
    : undefined;

module.exports = { asMissing, localModules, sayLocalModules };
