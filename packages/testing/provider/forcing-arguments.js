// Which arguments make the AWS provider replace a resource, for `groundwork compare`:
//   node packages/testing/provider/forcing-arguments.js [--version 6.25.0] [TYPE...]
// With types, such as aws_vpc, these alone are asked about, and the rest of the table stays.
// Terraform installs the provider that the project pins, or has it installed; it is then asked about
// each argument of each type that the constructs and stacks use, as a plan asks it. It needs no
// credentials, and reaches no AWS. What it does not tell stays unknown, and `compare` calls that "may
// be replaced". The documentation says less: it names few of the arguments, and none of the conditions.
const { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { Provider } = require("./asked");
const { forcesOf } = require("./forces");
const { installed } = require("./installed");

const root = path.resolve(__dirname, "../../..");
const TABLE = path.join(root, "packages/cli/src/comparison/forcing-arguments.json");

/** Folders whose sources say which types there are. */
const SOURCES = ["packages/constructs/src", "stacks", "packages/examples/src"];

/**
 * Values on which it depends whether others force, or without which the provider refuses all others:
 * each is asked about in a round of its own.
 */
const CASES = {
  aws_lb: [{}, { load_balancer_type: "network" }],
  // Each attribute is part of a key, and the other way round.
  aws_dynamodb_table: [
    {
      attribute: [{ name: "key", type: "S" }],
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "key",
      name: "table",
    },
  ],
};

/**
 * What cannot be asked, as its values are refused one by one, or are too deep: as the provider's source
 * has it.
 */
const READ = {
  // https://github.com/hashicorp/terraform-provider-aws/blob/0073593e7d6993ba482409f4dc35438daaa79bb3/internal/service/wafv2/web_acl.go
  aws_wafv2_web_acl: {
    always: ["name", "name_prefix", "scope"],
    never: [
      "association_config.*",
      "captcha_config.*",
      "challenge_config.*",
      "custom_response_body.*",
      "data_protection_config.*",
      "default_action.*",
      "description",
      "rule.*",
      "rule_json",
      "tags",
      "tags_all",
      "token_domains",
      "visibility_config.*",
    ],
  },
  // https://github.com/hashicorp/terraform-provider-aws/blob/02568cd96c755798f5e9f9adca199da877b7912e/internal/service/chatbot/slack_channel_configuration.go
  aws_chatbot_slack_channel_configuration: {
    always: [],
    never: [
      "configuration_name",
      "guardrail_policy_arns",
      "iam_role_arn",
      "logging_level",
      "slack_channel_id",
      "slack_team_id",
      "sns_topic_arns",
      "tags",
      "tags_all",
      "user_authorization_required",
    ],
  },
};

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
    const { program, pinned } = installed(dir);
    const asked = await table(program, args.length > 0 ? args : typesInUse());
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

async function table(program, names) {
  const provider = await Provider.start(program, {
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
    const block = provider.blocks[type];
    if (block === undefined) continue;
    if (READ[type] !== undefined) {
      types[type] = READ[type];
      continue;
    }
    const rounds = [];
    for (const fixed of CASES[type] ?? [{}]) {
      rounds.push(await forcesOf(provider, type, block, fixed));
    }
    types[type] = listed(agreed(rounds, DEPENDS[type] ?? {}));
    console.log(type, types[type].always.length, types[type].never.length);
  }
  provider.stop();
  return types;
}

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
  // Of a provider and of what is read nothing is replaced.
  const made = [...names].filter((name) => name !== "provider" && !name.startsWith("data-"));
  const types = made.flatMap((name) =>
    Object.values(require(`@cdktf/provider-aws/lib/${name}`)).map((one) => one?.tfResourceType),
  );
  return [...new Set(types.filter(Boolean))].toSorted();
}

/** What all rounds say that tell something; where they differ it depends. */
function agreed(rounds, depends) {
  const forces = new Map();
  for (const name of rounds[0].keys()) {
    const [one = "perhaps", ...others] = rounds
      .map((round) => round.get(name))
      .filter((force) => force !== "untold");
    const known = Object.entries(depends).find(
      ([place]) => name === place || name.startsWith(`${place}.`),
    );
    const isSame = others.every((other) => other === one);
    forces.set(name, known?.[1] ?? (isSame ? one : "perhaps"));
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
