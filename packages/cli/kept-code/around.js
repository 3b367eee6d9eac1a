// What the way from a name to a module's file depends on, besides that file: another file could come
// before it, or a package.json could say otherwise (Node.js, "Modules: CommonJS modules", "All
// together"). Of a library it is what npm changes when it installs: where packages lie, and what
// their package.json says.
const Module = require("node:module");
const path = require("node:path");
const { ABSENT, contentOf, markOf, statOf, UNSURE, YOUNG_MS } = require("./marks");

/** Node's own name, which its users rely on, of what lists the folders in which packages are looked for. */
const FOLDERS = "_nodeModulePaths";

const LIBRARY = `${path.sep}node_modules${path.sep}`;

/** @param {string} file or folder */
const isLibrary = (file) => file.includes(LIBRARY);

/**
 * Files and folders whose change could lead elsewhere.
 *
 * @param {string} folder in which a module asks
 * @param {string} name for which it asks
 * @param {string} file that it gets
 * @returns {string[]} also those that are not there
 */
function aroundWay(folder, name, file) {
  const scope = scopeOf(folder);
  const found = [...scope, ...scopeOf(path.dirname(file))];
  const isPath = /^\.{0,2}\/|^\.{1,2}$/.test(name);
  if (!isPath) return [...found, ...aroundPackage(folder, scope.at(-1), name)];
  const target = path.resolve(folder, name);
  // What is named to the letter comes before all else.
  if (target === file || isLibrary(file)) return found;
  return [...found, path.dirname(target), ...(file.startsWith(target + path.sep) ? [target] : [])];
}

/** From a folder, whose names say that it has none, to the package.json that holds in it. */
function scopeOf(folder) {
  const manifest = path.join(folder, "package.json");
  if (statOf(manifest) !== undefined) return [manifest];
  const above = path.dirname(folder);
  if (above === folder) return [folder];
  return [...(isLibrary(folder) ? [] : [folder]), ...scopeOf(above)];
}

/** Where a package is looked for, up to where it is. */
function aroundPackage(folder, manifest, request) {
  const [name] = /^(?:@[^/]+\/)?[^/]+/.exec(request) ?? [request];
  const found = [];
  for (const modules of Module[FOLDERS](folder)) {
    // npm puts nothing deeper into a library than beside its package.json.
    if (isLibrary(folder) && modules.length > path.dirname(manifest).length + LIBRARY.length)
      continue;
    const own = path.join(modules, name);
    found.push(statOf(modules) === undefined ? modules : path.dirname(own));
    if (statOf(own) !== undefined) return [...found, path.join(own, "package.json")];
  }
  return found;
}

/**
 * @param {Iterable<string>} files
 * @param {number} since when this process has looked for files, in ms
 * @returns {Map<string, { mark: string, content: string }> | undefined} nothing where one of them has
 *   changed since, or may have
 */
function notesOf(files, since) {
  const all = new Set(files);
  const notes = new Map();
  for (const file of all) {
    const mark = markOf(file);
    if (mark === UNSURE || statOf(file)?.ctimeMs > since - YOUNG_MS) return undefined;
    // Its folder's names say as much.
    if (mark === ABSENT && all.has(path.dirname(file))) continue;
    const content = contentOf(file);
    if (content === undefined) return undefined;
    notes.set(file, { mark, content });
  }
  return notes;
}

module.exports = { aroundWay, isLibrary, notesOf };
