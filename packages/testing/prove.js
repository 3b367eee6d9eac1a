// Long proofs: what tests of the packages try in a small sample, tried on hundreds of generated
// cases. `npm run prove -- TOPIC [--cases N] [--seed N] [--from N]`; without a topic it lists them. With
// `--from` those before it are left out, so that a proof goes on where it was ended.
const { spawnSync } = require("node:child_process");
const path = require("node:path");
const { AGENT_VARIABLES } = require("../cli/dist/core/known-agents");
const { engines } = require("./engines");

// Whether a coding agent runs a proof must not show.
for (const variable of AGENT_VARIABLES) delete process.env[variable];

/**
 * By topic: the tests, the project of jest they are in, which of them by name, where not all are meant,
 * how many cases are tried, whether each engine runs them, and whether it goes on at one of them.
 */
const TOPICS = {
  masking: { tests: "cli/test/masking", project: "unit", cases: 300 },
  functions: { tests: "integration/review-functions", project: "integration", cases: 30_000 },
  // After each write of a command: no command has as many.
  kills: {
    tests: "integration/(state|delivery/layers)",
    project: "integration",
    only: "killed after any of its writes",
    cases: 100,
  },
  // All stacks, with every option in use.
  eject: { tests: "integration/synth/eject", project: "integration", cases: 5 },
  // A clone goes to cdktn and back. Nothing is generated for it, so there are no cases.
  cdktn: { script: "prove-cdktn.js" },
  // So are packages of other providers, in a clone that has them.
  providers: { script: "prove-providers.js" },
  // Real Terraform with states in each of them.
  backends: { script: "prove-backends.js" },
  // Options changed by chance; Terraform plans each pair.
  compare: {
    tests: "integration/comparison/compare-plans",
    project: "integration",
    cases: 200,
    goesOn: true,
  },
  // What somebody changed past Terraform, in files of any form: what is proposed ends it.
  drift: {
    tests: "integration/delivery/drift-proposals",
    project: "integration",
    cases: 60,
    goesOn: true,
  },
  // By the AWS provider, where Terraform can have it; without one it is skipped.
  replaced: {
    tests: "integration/comparison/compare-replaced",
    project: "integration",
    cases: 100,
    goesOn: true,
  },
  // Clones of older releases go to the newest, and one that would destroy data is refused.
  upgrade: { script: "prove-upgrade.js", cases: 30, goesOn: true },
  // What is imported, in the emulator. The true AWS provider plans it, which Terraform must be able to have.
  import: { tests: "integration/adoption/import-planned", project: "integration", cases: 1 },
  // By the true AWS provider, which Terraform must be able to have.
  validate: { tests: "integration/synth/validate", project: "integration", cases: 1 },
  // An environment in that many places, in waves, stopped, killed and gone on with.
  places: { tests: "integration/delivery/places", project: "integration", cases: 60 },
  "first-day": { tests: "integration/first-day", project: "integration", cases: 12 },
  // Of each engine at hand (engines.js): what plans, applies, and reads or writes states.
  engines: {
    tests: [
      "integration/rehearsal",
      "integration/stand-ins",
      "integration/synth/eject",
      "integration/delivery/delivery-(plan|apply|drift)",
      "integration/state/backend/bootstrap",
      "integration/state/history",
      "integration/state/lock",
      "integration/state/backends",
      "integration/state/digest",
      // Not what is about names of Terraform's registry.
      "integration/state/migration/migrate(-bucket|-folder|-from|-killed)?.test",
    ],
    project: "integration",
    cases: 2,
    eachEngine: true,
  },
};

const [topic, ...options] = process.argv.slice(2);

function option(name, fallback, least = 1) {
  const at = options.indexOf(`--${name}`);
  const given = at < 0 ? fallback : Number(options[at + 1]);
  if (Number.isInteger(given) && given >= least) return given;
  console.error(`Error: --${name}: got ${options[at + 1]}, expected a whole number from ${least}`);
  process.exit(1);
}

if (!Object.hasOwn(TOPICS, topic ?? "")) {
  const known = Object.keys(TOPICS).join(", ");
  console.error(`Error: topic: got ${topic ?? "none"}, expected one of ${known}`);
  process.exit(1);
}

const { script, tests, project, only, cases, eachEngine, goesOn } = TOPICS[topic];
if (script !== undefined && cases === undefined) {
  const { status } = spawnSync(process.execPath, [path.join(__dirname, script)], {
    stdio: "inherit",
  });
  process.exit(status ?? 1);
}
const from = option("from", 0, 0);
if (from > 0 && !goesOn) {
  const known = Object.keys(TOPICS).filter((name) => TOPICS[name].goesOn);
  console.error(`Error: --from: got ${from} for ${topic}, expected it for ${known.join(", ")}`);
  process.exit(1);
}
if (from >= cases && !options.includes("--cases")) {
  console.error(`Error: --from: got ${from}, expected less than ${cases}, or --cases as well`);
  process.exit(1);
}
const asked = option("cases", cases - from);
const seed = option("seed", 1 + (Date.now() % 1_000_000_000));
console.log(`${topic}: ${asked} cases${from > 0 ? ` from ${from} on` : ""}, seed ${seed}`);

const byJest = () => [
  require.resolve("jest/bin/jest"),
  "--config",
  path.join(__dirname, "jest.config.js"),
  ...[tests].flat(),
  "--selectProjects",
  project,
];
const args = script === undefined ? byJest() : [path.join(__dirname, script)];
if (only !== undefined) args.push("--testNamePattern", only);

/** One run for each engine where that is what is proved, else one. */
function runs() {
  if (!eachEngine) return [{ env: {} }];
  try {
    return engines(process.env);
  } catch (error) {
    console.error(`Error: ${error.message}`);
    return process.exit(1);
  }
}

for (const { release, env } of runs()) {
  if (release !== undefined) console.log(`\n${release}`);
  const { status } = spawnSync(process.execPath, args, {
    stdio: "inherit",
    env: {
      ...process.env,
      ...env,
      PROVE_CASES: String(asked),
      PROVE_SEED: String(seed),
      PROVE_FROM: String(from),
    },
  });
  if (status === 0) continue;
  const what = release === undefined ? "" : ` (${release} failed)`;
  const part = from > 0 ? ` --from ${from}` : "";
  console.error(`again: npm run prove -- ${topic} --cases ${asked}${part} --seed ${seed}${what}`);
  process.exitCode = 1;
}
