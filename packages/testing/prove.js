// Long proofs: what tests of the packages try in a small sample, tried on hundreds of generated
// cases. `npm run prove -- TOPIC [--cases N] [--seed N]`; without a topic it lists them.
const { spawnSync } = require("node:child_process");
const path = require("node:path");

/**
 * By topic: the tests, the project of jest they are in, which of them by name, where not all are meant,
 * and how many cases are tried.
 */
const TOPICS = {
  masking: { tests: "cli/test/masking", project: "unit", cases: 300 },
  functions: { tests: "integration/review-functions", project: "integration", cases: 30_000 },
  // After each write of a command: no command has as many.
  kills: {
    tests: "integration/state",
    project: "integration",
    only: "killed after any of its writes",
    cases: 100,
  },
  // All stacks, with every option in use.
  eject: { tests: "integration/synth/eject", project: "integration", cases: 5 },
  // A clone goes to cdktn and back. Nothing is generated for it, so there are no cases.
  engine: { script: "prove-engine.js" },
  // By the true AWS provider, which Terraform must be able to have.
  validate: { tests: "integration/synth/validate", project: "integration", cases: 1 },
  "first-day": { tests: "integration/first-day", project: "integration", cases: 12 },
};

const [topic, ...options] = process.argv.slice(2);

function option(name, fallback) {
  const at = options.indexOf(`--${name}`);
  const given = at < 0 ? fallback : Number(options[at + 1]);
  if (Number.isInteger(given) && given > 0) return given;
  console.error(`Error: --${name}: got ${options[at + 1]}, expected a whole number above 0`);
  process.exit(1);
}

if (!Object.hasOwn(TOPICS, topic ?? "")) {
  const known = Object.keys(TOPICS).join(", ");
  console.error(`Error: topic: got ${topic ?? "none"}, expected one of ${known}`);
  process.exit(1);
}

const { script, tests, project, only, cases } = TOPICS[topic];
if (script !== undefined) {
  const { status } = spawnSync(process.execPath, [path.join(__dirname, script)], {
    stdio: "inherit",
  });
  process.exit(status ?? 1);
}
const asked = option("cases", cases);
const seed = option("seed", 1 + (Date.now() % 1_000_000_000));
console.log(`${topic}: ${asked} cases, seed ${seed}`);

const jest = require.resolve("jest/bin/jest");
const args = [
  "--config",
  path.join(__dirname, "jest.config.js"),
  tests,
  "--selectProjects",
  project,
];
if (only !== undefined) args.push("--testNamePattern", only);
const { status } = spawnSync(process.execPath, [jest, ...args], {
  stdio: "inherit",
  env: { ...process.env, PROVE_CASES: String(asked), PROVE_SEED: String(seed) },
});
if (status !== 0) {
  console.error(`again: npm run prove -- ${topic} --cases ${asked} --seed ${seed}`);
  process.exitCode = 1;
}
