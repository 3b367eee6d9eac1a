// What a process adds to a file of kept modules: those that were not in it, and the ways to them.
const { aroundWay, notesOf } = require("./around");
const { digestOf, statOf } = require("./marks");
const { Store } = require("./store");

class Keeper {
  #since = Date.now();
  #added = new Map();
  /** By the folder that asks, as that may be gone at the end. @type {Map<string, Set<string>>} */
  #around = new Map();

  /** @param {string} file */
  constructor(file) {
    this.store = new Store(file);
  }

  /** @param {string} folder in which a module asks @param {string} name @param {string} file it gets */
  addWay(folder, name, file) {
    const ways = (this.store.ways[folder] ??= {});
    ways[name] = file;
    if (!this.#around.has(folder)) this.#around.set(folder, new Set());
    for (const one of aroundWay(folder, name, file)) this.#around.get(folder).add(one);
  }

  /**
   * @param {string} file
   * @param {string} mark from before it was read
   * @param {string} content all that was read
   * @param {string} text what of it was compiled
   * @param {() => Buffer} code to be asked at the end, when more functions have been compiled
   */
  addModule(file, mark, content, text, code) {
    this.#added.set(file, { mark, content: digestOf(content), text, code });
  }

  /** A module whose text is good and whose code is not. */
  addAgain(file, { mark, content, text }, code) {
    this.#added.set(file, { mark, content, text, code });
  }

  /** Writes what is new; a process never ends otherwise because of it. */
  finish() {
    try {
      this.#finish();
    } catch {
      // The next one compiles once more.
    }
  }

  /** Unless something that it depends on has changed since this process began. */
  #finish() {
    const { store } = this;
    for (const folder of this.#around.keys()) {
      if (statOf(folder) !== undefined) continue;
      this.#around.delete(folder);
      delete store.ways[folder];
    }
    for (const file of this.#added.keys()) if (statOf(file) === undefined) this.#added.delete(file);
    if (!store.isChanged && this.#added.size === 0 && this.#around.size === 0) return;
    const known = store.around;
    const files = [...this.#around.values()].flatMap((some) => [...some]);
    const notes = notesOf(
      files.filter((file) => !known.has(file)),
      this.#since,
    );
    if (notes === undefined) return;
    for (const [file, note] of notes) known.set(file, note);
    store.write(this.#added);
  }
}

module.exports = { Keeper };
