// Libraries that are asked for as others are loaded and that no synth needs there: for cdktf one makes
// archives of assets, for which it starts a process of its own, and the other compares versions of a
// binary; zod has its words in all languages. They are 300 of the 890 modules that a synth would load,
// and are loaded when something is done with them.
const Module = require("node:module");
const { stableJson } = require("./stable-json");

const asItIs = (library) => library;

/** By who asks for them, and what is made of them. */
const LATE = new Map([
  ["archiver", [/[\\/]cdkt[fn][\\/]lib[\\/]private[\\/]fs\.js$/, asItIs]],
  ["semver", [/[\\/]cdkt[fn][\\/]lib[\\/]validations[\\/]/, asItIs]],
  [
    "../locales/index.cjs",
    [/[\\/]zod[\\/]v4[\\/](classic[\\/]external|core[\\/]index)\.cjs$/, asItIs],
  ],
  // cdktf writes its JSON with it; something quicker does that here, and asks it for more.
  [
    "json-stable-stringify",
    [/[\\/]cdkt[fn][\\/]lib[\\/]synthesize[\\/]synthesizer\.js$/, stableJson],
  ],
]);

/** Node's own name, which its users rely on, of what gives a module for a name. */
const LOAD = "_load";

/** From here on they are late. */
function loadLate() {
  const load = Module[LOAD];
  Module[LOAD] = function (name, parent, ...rest) {
    const give = () => load.call(this, name, parent, ...rest);
    const [asker, made] = LATE.get(name) ?? [];
    return asker?.test(parent?.filename) ? made(late(give)) : give();
  };
}

/** Stands for what `give` returns, and asks for it when something is done with it. */
function late(give) {
  const through =
    (act) =>
    (_, ...args) =>
      // What imports a module asks first whether it is one; what requires a library never asks.
      act === "get" && args[0] === "__esModule" ? true : Reflect[act](give(), ...args);
  const acts = Object.getOwnPropertyNames(Reflect);
  // A function, as only that may be called.
  return new Proxy(function () {}, Object.fromEntries(acts.map((act) => [act, through(act)])));
}

module.exports = { loadLate };
