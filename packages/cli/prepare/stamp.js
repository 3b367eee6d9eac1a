// Notes by which a file or a set of files is known again: by size and time of change, which is
// quick, and by content, which holds where a checkout, an unpacked cache or a copy has new times.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const path = require("node:path");

/** @param {readonly string[]} files @returns {string} undefined in the place of one that is missing */
const timesOf = (files) =>
  digest(
    files.map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return `${file} ${stat?.mtimeMs} ${stat?.size}`;
    }),
  );

/** @param {readonly string[]} files that are there */
const contentOf = (files) => digest(files.flatMap((file) => [file, readFileSync(file)]));

/** @param {readonly (string | Buffer)[]} parts */
function digest(parts) {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
}

/** @param {string} file @returns {any} undefined where there is none that can be read */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Writes it whole or not at all; without it all is only looked at once more. */
function writeStamp(file, value) {
  const made = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(made, JSON.stringify(value));
    renameSync(made, file);
  } catch {
    rmSync(made, { force: true });
  }
}

module.exports = { contentOf, readJson, timesOf, writeStamp };
