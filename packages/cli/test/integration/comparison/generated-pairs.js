// Stacks before and after changes that nobody has thought of: the app of a project is run with options
// changed by chance, as it is and with every option in use. A program of its own, as all that is left of
// each run stays in it:
//   node generated-pairs.js PROJECT OUTPUT CASES SEED [FROM]
// Written are the stacks, each once, and the pairs of them by number, those from FROM on.
const { mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");

const cli = path.resolve(__dirname, "../../..");
const { AppAgain } = require(path.join(cli, "dist/comparison/app-again.js"));
const { checkConfiguration } = require("@groundwork/configuration");
const { randomOf } = require("@groundwork/testing/proof");
const { CODE, CONFIGURATION, Draw } = require("./generated-changes");

const [project, output, cases, seed, from = "0"] = process.argv.slice(2);
const outDir = mkdtempSync(path.join(tmpdir(), "groundwork-pairs-"));
Object.assign(process.env, {
  CDKTF_OUTDIR: outDir,
  CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true",
});
delete process.env.AWS_ENDPOINT_URL;

const app = new AppAgain(project, outDir);
const draw = new Draw(randomOf(Number(seed)));
const { dev, prod, organization } = Object.assign(
  {},
  ...["dev", "prod", "organization"].map((name) =>
    require(`@groundwork/examples/everything/${name}`),
  ),
);

/** A configuration, whose stacks are made as they are asked for. */
class World {
  #stacks = new Map();

  constructor(whole) {
    this.configuration = checkConfiguration(whole.organization, whole.environments);
    const { environments } = this.configuration;
    const own = environments.map(({ name }) => `${name}-stack`);
    this.names = [...own, "registry-stack", "delivery-stack", "bootstrap-stack"];
  }

  /** @returns undefined where a construct refuses it */
  stack(name) {
    if (!this.#stacks.has(name)) {
      process.env.STACKS = name;
      this.#stacks.set(name, app.synth(this.configuration)?.get(name));
    }
    return this.#stacks.get(name);
  }
}

/** A configuration with one to three changes, the first of a kind; undefined where it is refused. */
function otherThan({ configuration }, kind) {
  const whole = structuredClone(configuration);
  const kinds = Object.keys(CONFIGURATION);
  const others = Array.from({ length: draw.oneOf([0, 0, 1, 2]) }, () => draw.oneOf(kinds));
  for (const one of [...others, kind]) CONFIGURATION[one](whole, draw);
  try {
    return new World(whole);
  } catch {
    return undefined;
  }
}

/** A stack that is another after a change of a kind. */
function pairOf(before, after, kind) {
  const stack = draw.random() < 0.8 ? draw.stackOf(kind) : draw.oneOf(before.names);
  const [was, is] = [before, after].map((world) => world.stack(stack));
  if (was === undefined || is === undefined) return undefined;
  const json = Object.hasOwn(CODE, kind) ? CODE[kind](was, is, draw) : is;
  if (json === undefined || JSON.stringify(json) === JSON.stringify(was)) return undefined;
  return { stack, before: was, after: json };
}

const KINDS = [...Object.keys(CONFIGURATION), ...Object.keys(CODE)];
/** What comes before `moved` and `removed` blocks. */
const RENAMING = ["services", "names", "network"];

/** Each stack once, by its JSON. */
const numbers = new Map();
const pairs = [];

function numberOf(json) {
  const text = JSON.stringify(json);
  if (!numbers.has(text)) numbers.set(text, numbers.size);
  return numbers.get(text);
}

const worlds = [
  new World(app.configuration),
  new World({ organization, environments: [dev, prod] }),
];
for (let tries = 0; pairs.length < Number(from) + Number(cases); tries++) {
  if (tries > 1000 + Number(cases) * 100) throw new Error("too many changes are refused");
  const kind = KINDS[pairs.length % KINDS.length];
  const at = Math.floor(draw.random() * worlds.length);
  const first = Object.hasOwn(CONFIGURATION, kind) ? kind : draw.oneOf(RENAMING);
  const after = kind === "code" ? worlds[at] : otherThan(worlds[at], first);
  const pair = after && pairOf(worlds[at], after, kind);
  if (pair === undefined) continue;
  const [before, other] = [numberOf(pair.before), numberOf(pair.after)];
  pairs.push({ case: pairs.length, kind, stack: pair.stack, before, after: other });
  // Changes add up, so that later pairs begin elsewhere.
  if (draw.random() < 0.1) worlds[at] = after;
}
rmSync(outDir, { recursive: true, force: true });
// Only what the pairs from there on have.
const asked = pairs.slice(Number(from));
const used = new Set(asked.flatMap(({ before, after }) => [before, after]));
const stacks = [...numbers.keys()].map((text, number) =>
  used.has(number) ? JSON.parse(text) : null,
);
writeFileSync(output, JSON.stringify({ stacks, pairs: asked }));
