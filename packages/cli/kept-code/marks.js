// How a file or a folder is known again: by size, times and place on the disk, which is quick; by its
// content where those differ, as in a copy, or prove nothing.
const { createHash } = require("node:crypto");
const { readdirSync, readFileSync, readlinkSync, realpathSync, statSync } = require("node:fs");
const path = require("node:path");

/**
 * What changed less than so many ms ago may change once more without another time: some disks count
 * in steps of 2 s (FAT; of git's index the same is known as "racy").
 */
const YOUNG_MS = 2_000;

/** Of what is not there. */
const ABSENT = "";
/** Like no other mark, itself included. */
const UNSURE = "?";

/**
 * @param {string} file or folder; to be called before what is in it is read
 * @returns {string}
 */
function markOf(file) {
  const stat = statOf(file);
  if (stat === undefined) return ABSENT;
  const { ctimeMs, mtimeMs, size, ino, dev } = stat;
  if (ctimeMs > Date.now() - YOUNG_MS) return UNSURE;
  return `${mtimeMs} ${ctimeMs} ${size} ${ino} ${dev}`;
}

/** @param {string} file or folder */
function statOf(file) {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** @param {string} text */
const digestOf = (text) => createHash("sha1").update(text).digest("base64");

/**
 * Of a folder, its names and where its links lead to.
 *
 * @param {string} file or folder
 * @returns {string | undefined} nothing where it may not be read
 */
function contentOf(file) {
  try {
    const stat = statOf(file);
    if (stat === undefined) return ABSENT;
    return stat.isDirectory() ? digestOf(namesIn(file)) : digestOf(textOf(file));
  } catch {
    return undefined;
  }
}

/** @param {string} folder */
function namesIn(folder) {
  const names = readdirSync(folder, { withFileTypes: true }).map((entry) =>
    entry.isSymbolicLink()
      ? `${entry.name} ${readlinkSync(path.join(folder, entry.name))}`
      : entry.name,
  );
  return [realpathSync(folder), ...names.toSorted()].join("\0");
}

/** As Node gives it to a module. @param {string} file */
const textOf = (file) => readFileSync(file, "utf8").replace(/^\uFEFF/, "");

/**
 * Whether a file is as it was noted. Where only its content shows that, its mark is renewed.
 *
 * @param {string} file or folder
 * @param {{ mark: string, content: string }} note
 * @param {() => void} renewed is called when it was
 */
function isAsNoted(file, note, renewed) {
  const mark = markOf(file);
  if (mark !== UNSURE && mark === note.mark) return true;
  if (mark === ABSENT || note.mark === ABSENT || contentOf(file) !== note.content) return false;
  if (mark !== UNSURE) {
    note.mark = mark;
    renewed();
  }
  return true;
}

module.exports = { ABSENT, UNSURE, YOUNG_MS, contentOf, digestOf, isAsNoted, markOf, statOf };
