// A file with modules as V8 has compiled them: a line with the checksum and length of the index, the
// index, and of each module V8's code and its text. Written whole or not at all; a process that has
// opened it reads the same file to its end, whatever takes its place.
const fs = require("node:fs");
const path = require("node:path");
const { crc32 } = require("node:zlib");
const { ABSENT, isAsNoted } = require("./marks");

/** Raised with the format of the index. */
const FORMAT = 1;

/** Longest first line. */
const LINE = 32;

/** How old a file is that a process has left half-written, and one of a Node that is gone, in ms. */
const [LEFT, OLD] = [60_000, 30 * 24 * 3_600_000];

/**
 * @typedef {object} Kept a module
 * @property {string} file
 * @property {string} mark
 * @property {string} content
 * @property {number} at where its code begins
 * @property {number} code length, in bytes
 * @property {number} text length, in bytes
 * @property {boolean} isLatin whether a byte of its text is a character
 * @property {number} sum checksum of both
 *
 * @typedef {object} Index
 * @property {Kept[]} modules
 * @property {string[]} files that ways lead to
 * @property {Record<string, Record<string, number>>} ways which of them a folder's files get by a name
 * @property {[file: string, mark: string, content: string][]} around what those ways depend on
 * @property {string[]} asked libraries that the project itself asked for, in this order
 */

class Store {
  /** @type {Map<string, Kept & { isFresh?: boolean }>} */
  modules = new Map();
  /** @type {Record<string, Record<string, string>>} */
  ways = {};
  /** @type {Map<string, { mark: string, content: string }>} */
  around = new Map();
  /** @type {string[]} */
  asked = [];
  /** Whether there is more to tell than what was read. */
  isChanged = false;
  #fd;
  #base = 0;
  #buffer = Buffer.allocUnsafeSlow(0);
  #isValid;

  /** @param {string} file */
  constructor(file) {
    this.file = file;
    try {
      this.#fd = fs.openSync(file, "r");
      this.#readIndex();
    } catch {
      // None yet, or damaged.
      this.#forget();
    }
  }

  #readIndex() {
    const line = Buffer.alloc(LINE);
    fs.readSync(this.#fd, line, 0, LINE, 0);
    const [format, sum, length] = line.toString("latin1").split("\n")[0].split(" ").map(Number);
    if (format !== FORMAT) throw new Error("of another version");
    const bytes = this.#read(LINE, length);
    if (crc32(bytes) !== sum) throw new Error("damaged");
    const { modules, files, ways, around, asked } = JSON.parse(bytes.toString());
    this.#base = LINE + length;
    for (const one of modules) this.modules.set(one.file, one);
    for (const names of Object.values(ways)) {
      for (const name of Object.keys(names)) names[name] = files[names[name]];
    }
    this.ways = ways;
    for (const [name, mark, content] of around) this.around.set(name, { mark, content });
    this.asked = asked;
  }

  /** @param {number} at @param {number} length @returns {Buffer} that holds until the next is read */
  #read(at, length) {
    if (this.#buffer.length < length) this.#buffer = Buffer.allocUnsafeSlow(length * 2);
    if (fs.readSync(this.#fd, this.#buffer, 0, length, at) !== length) throw new Error("damaged");
    return this.#buffer.subarray(0, length);
  }

  #forget() {
    this.modules.clear();
    this.ways = {};
    this.around.clear();
    this.isChanged = true;
    this.#isValid = true;
  }

  /** Looks once, when the first module is asked for, whether its ways still lead there. */
  #look() {
    if (this.#isValid !== undefined) return;
    this.#isValid = true;
    const renewed = () => (this.isChanged = true);
    for (const [name, note] of this.around) {
      if (isAsNoted(name, note, renewed)) continue;
      this.#forget();
      return;
    }
  }

  /**
   * @param {string} folder @param {string} name
   * @returns {string | undefined} the file that `require(name)` means there, if that is known; it may
   *   be gone
   */
  wayFrom(folder, name) {
    this.#look();
    return this.ways[folder]?.[name];
  }

  /** @param {string} file @returns {boolean} whether it is as it was kept */
  isFresh(file) {
    this.#look();
    const kept = this.modules.get(file);
    if (kept === undefined) return false;
    kept.isFresh ??= isAsNoted(file, kept, () => (this.isChanged = true));
    return kept.isFresh;
  }

  /** @param {string} file @returns {{ text: string, code: Buffer, mark: string, content: string } | undefined} */
  codeOf(file) {
    if (!this.isFresh(file)) return undefined;
    const kept = this.modules.get(file);
    try {
      const bytes = this.#bytesOf(kept);
      const text = bytes.subarray(kept.code);
      return {
        ...kept,
        code: bytes.subarray(0, kept.code),
        text: kept.isLatin ? text.latin1Slice() : text.utf8Slice(),
      };
    } catch {
      kept.isFresh = false;
      return undefined;
    }
  }

  #bytesOf({ at, code, text, sum }) {
    const bytes = this.#read(this.#base + at, code + text);
    if (crc32(bytes) !== sum) throw new Error("damaged");
    return bytes;
  }

  /**
   * Writes what it has, and forgets files that are gone.
   *
   * @param {ReadonlyMap<string, { mark: string, content: string, text: string, code: () => Buffer }>} added
   *   in place of what it has of them
   */
  write(added) {
    const made = `${this.file}.${process.pid}`;
    try {
      fs.mkdirSync(path.dirname(this.file), { recursive: true });
      sweep(this.file);
      const out = fs.openSync(made, "w");
      try {
        this.#writeTo(out, added);
      } finally {
        fs.closeSync(out);
      }
      fs.renameSync(made, this.file);
    } catch {
      // A full disk, another's folder: the next process compiles once more.
      fs.rmSync(made, { force: true });
    }
  }

  #writeTo(out, added) {
    const parts = [];
    const modules = [];
    let at = 0;
    const put = (entry, bytes) => {
      modules.push({ ...entry, at, sum: crc32(bytes) });
      parts.push(bytes);
      at += bytes.length;
    };
    for (const { isFresh, ...kept } of this.modules.values()) {
      if (added.has(kept.file) || isFresh === false || kept.mark === ABSENT) continue;
      put(kept, Buffer.from(this.#bytesOf(kept)));
    }
    for (const [file, { mark, content, text, code }] of added) {
      const isLatin = !/[^\0-\u00FF]/.test(text);
      const [first, second] = [code(), Buffer.from(text, isLatin ? "latin1" : "utf8")];
      const lengths = { code: first.length, text: second.length };
      put({ file, mark, content, ...lengths, isLatin }, Buffer.concat([first, second]));
    }
    const index = Buffer.from(JSON.stringify({ ...this.#indexOf(), modules }));
    const line = Buffer.alloc(LINE);
    line.write(`${FORMAT} ${crc32(index)} ${index.length}\n`);
    fs.writevSync(out, [line, index]);
    // In one call, but no more than a system takes at once.
    for (let from = 0; from < parts.length; from += 512) {
      const some = parts.slice(from, from + 512);
      const length = some.reduce((sum, { length: own }) => sum + own, 0);
      if (fs.writevSync(out, some) !== length) throw new Error("the disk is full");
    }
  }

  #indexOf() {
    const numbers = new Map();
    const numberOf = (file) => {
      if (!numbers.has(file)) numbers.set(file, numbers.size);
      return numbers.get(file);
    };
    const ways = Object.entries(this.ways).map(([folder, names]) => [
      folder,
      Object.fromEntries(Object.entries(names).map(([name, file]) => [name, numberOf(file)])),
    ]);
    const around = [...this.around].map(([name, { mark, content }]) => [name, mark, content]);
    const { asked } = this;
    return { ways: Object.fromEntries(ways), files: [...numbers.keys()], around, asked };
  }
}

/** Takes away what killed processes and other versions of Node have left beside a file. */
function sweep(file) {
  const folder = path.dirname(file);
  for (const name of fs.readdirSync(folder)) {
    const isLeft = name.startsWith(`${path.basename(file)}.`);
    const { mtimeMs } = fs.statSync(path.join(folder, name), { throwIfNoEntry: false }) ?? {};
    if (mtimeMs < Date.now() - (isLeft ? LEFT : OLD)) {
      fs.rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}

module.exports = { Store };
