// Libraries that cdktf asks for as it is loaded and no synth needs there: one makes archives of assets,
// for which cdktf starts a process of its own, the other compares versions of a binary. They are 240 of
// the 770 modules that a synth would load, and are loaded when something is done with them.
const Module = require("node:module");
const { stableJson } = require("./stable-json");

/** What cdktf writes its JSON with; here something quicker does that (stable-json.js). */
const WRITER = "json-stable-stringify";

/** By who asks for them. */
const LATE = new Map([
  ["archiver", /[\\/]cdkt[fn][\\/]lib[\\/]private[\\/]fs\.js$/],
  ["semver", /[\\/]cdkt[fn][\\/]lib[\\/]validations[\\/]/],
  [WRITER, /[\\/]cdkt[fn][\\/]lib[\\/]synthesize[\\/]synthesizer\.js$/],
]);

/** Node's own name, which its users rely on, of what gives a module for a name. */
const LOAD = "_load";

/** From here on they are late. */
function loadLate() {
  const load = Module[LOAD];
  Module[LOAD] = function (name, parent, ...rest) {
    const give = () => load.call(this, name, parent, ...rest);
    if (!LATE.get(name)?.test(parent?.filename)) return give();
    const given = late(give);
    return name === WRITER ? stableJson(given) : given;
  };
}

/** Stands for what `give` returns, and asks for it when something is done with it. */
function late(give) {
  const through =
    (act) =>
    (_, ...args) =>
      Reflect[act](give(), ...args);
  const acts = Object.getOwnPropertyNames(Reflect);
  // A function, as only that may be called.
  return new Proxy(function () {}, Object.fromEntries(acts.map((act) => [act, through(act)])));
}

module.exports = { loadLate };
