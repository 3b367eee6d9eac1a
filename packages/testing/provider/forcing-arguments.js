// Which arguments make the AWS provider replace a resource, for `groundwork compare`:
//   node packages/testing/provider/forcing-arguments.js [--version 6.25.0] [TYPE...]
// With types, such as aws_vpc, these alone are asked about, and the rest of the table stays.
// Terraform installs the provider that the project pins, or has it installed; it is then asked about
// each argument of each type that the constructs and stacks use, as a plan asks it. It needs no
// credentials, and reaches no AWS. What it does not tell stays unknown, and `compare` calls that "may
// be replaced". The documentation says less: it names few of the arguments, and none of the conditions.
const { execFileSync } = require("node:child_process");
const { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { Provider } = require("./asked");
const { forcesOf } = require("./forces");

const root = path.resolve(__dirname, "../../..");
const TABLE = path.join(root, "packages/cli/src/comparison/forcing-arguments.json");

/** Folders whose sources say which types there are. */
const SOURCES = ["packages/constructs/src", "stacks", "packages/examples/src"];

/** Values on which it depends whether others force: each is asked about in a round of its own. */
const CASES = { aws_lb: [{ load_balancer_type: "network" }] };

/**
 * What depends on more than one value, or is otherwise in the version that the project pins than in an
 * older provider that may lie on a machine.
 */
const DEPENDS = {
  // From 6.15.0 on a service with force_new_deployment takes another strategy in place
  // (https://github.com/hashicorp/terraform-provider-aws/blob/v6.15.0/CHANGELOG.md).
  aws_ecs_service: { capacity_provider_strategy: "perhaps" },
  // Of a network load balancer the first is not added, and the last not taken away, in place
  // (https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/lb#security_groups-1).
  aws_lb: { security_groups: "perhaps" },
};

async function main(args) {
  const [version] = args[0] === "--version" ? args.splice(0, 2).slice(1) : [];
  const dir = mkdtempSync(path.join(tmpdir(), "groundwork-provider-"));
  try {
    const { program, schema, pinned } = installed(dir);
    const asked = await table(program, schema, args.length > 0 ? args : typesInUse());
    const known = args.length > 0 ? JSON.parse(readFileSync(TABLE, "utf8")).types : {};
    const all = Object.entries({ ...known, ...asked });
    const types = Object.fromEntries(all.toSorted(([one], [other]) => (one < other ? -1 : 1)));
    const provider = `hashicorp/aws ${version ?? pinned}`;
    writeFileSync(TABLE, `${JSON.stringify({ provider, types }, null, 2)}\n`);
    console.log(
      `${Object.keys(asked).length} types, asked of ${provider}: ${path.relative(root, TABLE)}`,
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function installed(dir) {
  const pinned = /providerVersion: '([\d.]+)'/.exec(
    readFileSync(require.resolve("@cdktf/provider-aws/lib/provider/index.js"), "utf8"),
  )[1];
  const aws = { source: "hashicorp/aws", version: pinned };
  writeFileSync(
    path.join(dir, "main.tf.json"),
    JSON.stringify({ terraform: { required_providers: { aws } } }),
  );
  const terraform = (...args) =>
    execFileSync("terraform", args, { cwd: dir, encoding: "utf8", maxBuffer: 1 << 28 });
  terraform("init", "-input=false");
  const schema = Object.values(
    JSON.parse(terraform("providers", "schema", "-json")).provider_schemas,
  )[0];
  const folder = path.join(dir, ".terraform/providers");
  const program = readdirSync(folder, { recursive: true }).find((name) =>
    path.basename(name).startsWith("terraform-provider-aws_v"),
  );
  return { program: path.join(folder, program), schema, pinned };
}

async function table(program, schema, names) {
  const provider = await Provider.start(program, {
    ...nothing(schema.provider.block),
    region: "us-east-1",
    access_key: "none",
    secret_key: "none",
    skip_credentials_validation: true,
    skip_metadata_api_check: "true",
    skip_region_validation: true,
    skip_requesting_account_id: true,
  });
  const types = {};
  for (const type of names) {
    const block = schema.resource_schemas[type]?.block;
    if (block === undefined) continue;
    const rounds = [];
    for (const fixed of [{}, ...(CASES[type] ?? [])]) {
      rounds.push(await forcesOf(provider, type, block, fixed));
    }
    types[type] = listed(agreed(rounds, DEPENDS[type] ?? {}));
    console.log(type, types[type].always.length, types[type].never.length);
  }
  provider.stop();
  return types;
}

const nothing = ({ attributes = {}, block_types: blocks = {} }) => ({
  ...Object.fromEntries(Object.keys(attributes).map((name) => [name, null])),
  ...Object.fromEntries(Object.keys(blocks).map((name) => [name, []])),
});

/** Types of AWS that are imported, in order. */
function typesInUse() {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(path.join(root, folder, name), "utf8")),
  );
  const names = new Set(
    files.flatMap((text) =>
      [...text.matchAll(/@cdktf\/provider-aws\/lib\/([\w-]+)"/g)].map(([, name]) => name),
    ),
  );
  const types = [...names].flatMap((name) =>
    Object.values(require(`@cdktf/provider-aws/lib/${name}`)).map((one) => one?.tfResourceType),
  );
  return [...new Set(types.filter(Boolean))].toSorted();
}

/** What all rounds say; where they differ it depends. */
function agreed([first, ...others], depends) {
  const forces = new Map();
  for (const [name, force] of first) {
    const isSame = others.every((round) => round.get(name) === force);
    const known = Object.entries(depends).find(
      ([one]) => name === one || name.startsWith(`${one}.`),
    );
    forces.set(name, known?.[1] ?? (isSame ? force : "perhaps"));
  }
  return forces;
}

/** Arguments by what they do; `block.*` is a block with all in it, where all of that does the same. */
function listed(forces) {
  const lists = { always: [], never: [] };
  const within = (name) => [...forces].filter(([one]) => one.startsWith(`${name}.`));
  const isWhole = (name, force) => {
    const inner = within(name);
    return inner.length > 0 && inner.every(([, other]) => other === force);
  };
  for (const [name, force] of [...forces].toSorted()) {
    if (force === "perhaps") continue;
    const around = name.split(".").map((_, index, steps) => steps.slice(0, index).join("."));
    const isSaid = around.some((one) => forces.get(one) === force && isWhole(one, force));
    if (!isSaid) lists[force].push(isWhole(name, force) ? `${name}.*` : name);
  }
  return lists;
}

if (require.main === module) void main(process.argv.slice(2));

module.exports = { agreed, listed, typesInUse };
