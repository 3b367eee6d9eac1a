// Stacks before and after changes that nobody has thought of: the app of a project is run with options
// changed by chance. A program of its own, as all that is left of each run stays in it:
//   node generated-pairs.js PROJECT OUTPUT CASES SEED
const { mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");

const cli = path.resolve(__dirname, "../../..");
const { AppAgain } = require(path.join(cli, "dist/comparison/app-again.js"));
const { changed, leavesOf, othersFor } = require(path.join(cli, "dist/comparison/other-values.js"));
const { randomOf } = require("@groundwork/testing/proof");

const STACK = "dev-stack";
const [project, output, cases, seed] = process.argv.slice(2);
const outDir = mkdtempSync(path.join(tmpdir(), "groundwork-pairs-"));
Object.assign(process.env, {
  CDKTF_OUTDIR: outDir,
  CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true",
  STACKS: STACK,
});
delete process.env.AWS_ENDPOINT_URL;

const app = new AppAgain(project, outDir);
const at = app.configuration.environments.findIndex(({ name }) => name === "dev");
const random = randomOf(Number(seed));
const oneOf = (list) => list[Math.floor(random() * list.length)];

/** Another value for an option. */
function otherValue(whole) {
  const leaves = leavesOf(whole).filter(
    ({ path: [kind, index] }) => kind !== "environments" || index === at,
  );
  const leaf = oneOf(leaves.filter((one) => one.path.at(-1) !== "name" || one.path.length > 3));
  return changed(whole, leaf.path, oneOf(othersFor(leaf.value)));
}

/** A service more, one less, or one under another name. */
function otherServices(whole) {
  const copy = structuredClone(whole);
  const { services } = copy.environments[at];
  const service = oneOf(
    services.length > 0 ? services : app.configuration.environments[at].services,
  );
  const kind = oneOf(services.length > 0 ? ["add", "remove", "rename"] : ["add"]);
  if (kind === "add") services.push({ ...structuredClone(service), name: `n${services.length}` });
  else if (kind === "rename") service.name = "other";
  else services.splice(services.indexOf(service), 1);
  return copy;
}

const other = (whole) => (random() < 0.25 ? otherServices(whole) : otherValue(whole));

const pairs = [];
let from = { configuration: app.configuration, json: app.synth(app.configuration).get(STACK) };
for (let tries = 0; pairs.length < Number(cases) && tries < Number(cases) * 50; tries++) {
  let configuration = from.configuration;
  for (let count = oneOf([1, 1, 2, 3]); count > 0; count--) configuration = other(configuration);
  // The checks of a configuration are not asked here; what a construct refuses is no pair.
  const json = app.synth(configuration)?.get(STACK);
  if (json === undefined || JSON.stringify(json) === JSON.stringify(from.json)) continue;
  pairs.push([from.json, json]);
  // Changes add up, so that later pairs begin elsewhere.
  from = random() < 0.5 ? { configuration, json } : from;
}
rmSync(outDir, { recursive: true, force: true });
writeFileSync(output, JSON.stringify(pairs));
