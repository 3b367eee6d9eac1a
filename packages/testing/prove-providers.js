// `npm run prove -- providers`: in a clone of what is committed here, an environment gets resources of
// five providers by their prebuilt packages, modules of a registry and one of the checkout's own. It is
// rehearsed, also its delivery; a pull request that brings all that is told so, and once merged it is
// reviewed and planned. Where Terraform reaches its registry, all providers are locked and validated.
const assert = require("node:assert/strict");
const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { CloneProof } = require("./clone-proof");

/** Packages that are too large for the lock file of the checkout, beside the one of an example. */
const PACKAGES = ["cloudflare", "github", "google", "random"].map(
  (name) => `@cdktf/provider-${name}`,
);
const STACK = "dev-stack";

const ELSEWHERE = `import { Fn, TerraformHclModule, TerraformIterator, TerraformOutput, Token } from "cdktf";
import { Construct } from "constructs";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { DnsRecord } from "@cdktf/provider-cloudflare/lib/dns-record";
import { ActionsEnvironmentVariable } from "@cdktf/provider-github/lib/actions-environment-variable";
import { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { Repository } from "@cdktf/provider-github/lib/repository";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { StorageBucket } from "@cdktf/provider-google/lib/storage-bucket";
import { Integer } from "@cdktf/provider-random/lib/integer";
import { Pet } from "@cdktf/provider-random/lib/pet";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";

export class Elsewhere extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new RandomProvider(this, "random");
    new CloudflareProvider(this, "cloudflare");
    new GoogleProvider(this, "google", { project: "acme", region: "europe-west1" });
    const provider = new GithubProvider(this, "github", { owner: "acme", alias: "acme" });
    const pet = new Pet(this, "pet", { length: 2 });
    const port = new Integer(this, "port", { min: 1024, max: 2048 });
    // In production what holds data demands it.
    const lifecycle = { preventDestroy: true };
    const bucket = new StorageBucket(this, "bucket", { name: "acme-" + pet.id, location: "EU", lifecycle });
    const variables = { name: pet.id, cidr: "10.99.0.0/16", private_subnets: ["10.99.0.0/24"] };
    const source = "terraform-aws-modules/vpc/aws";
    const vpc = new TerraformHclModule(this, "vpc", { source, version: "6.5.1", variables });
    const subnets = Token.asList(vpc.get("private_subnets"));
    const each = TerraformIterator.fromList(subnets);
    new TerraformHclModule(this, "nodes", {
      source: "terraform-aws-modules/ec2-instance/aws",
      version: "6.1.1",
      forEach: each,
      dependsOn: [vpc],
      variables: { subnet_id: each.value, port: port.result },
    });
    const own = { source: "./modules/label", variables: { name: pet.id } };
    const label = new TerraformHclModule(this, "label", own);
    const dns = { zoneId: "z", type: "CNAME", ttl: 300, content: vpc.getString("vpc_id") };
    new DnsRecord(this, "dns", { ...dns, name: label.getString("id") });
    const repository = new Repository(this, "repository", { name: "app-" + pet.id, provider, lifecycle });
    new ActionsEnvironmentVariable(this, "variable", {
      provider,
      repository: repository.name,
      environment: "dev",
      variableName: "BUCKET",
      value: Fn.join(",", [bucket.url, Fn.element(subnets, 0)]),
    });
    new TerraformOutput(this, "label-id", { value: label.getString("id") });
  }
}
`;

const proof = new CloneProof("providers");
const { clone, folder } = proof;
const groundwork = (title, args, options) =>
  proof.run(title, "node", ["packages/cli/bin/groundwork.js", ...args], options);

function write(file, text) {
  mkdirSync(path.dirname(path.join(clone, file)), { recursive: true });
  writeFileSync(path.join(clone, file), text);
}

function addElsewhere() {
  proof.run("the packages are installed", "npm", [
    ...["install", "-E", "--no-audit", "--no-fund"],
    ...PACKAGES,
  ]);
  write("stacks/elsewhere.ts", ELSEWHERE);
  write(
    "modules/label/main.tf",
    'variable "name" { type = string }\noutput "id" { value = "x-${var.name}" }\n',
  );
  const file = "stacks/environment-stack.ts";
  const stack = readFileSync(path.join(clone, file), "utf8");
  const composed = stack
    .replace("\nimport", '\nimport { Elsewhere } from "./elsewhere";\nimport')
    .replace("    outputHandOvers(", '    new Elsewhere(this, "elsewhere");\n    outputHandOvers(');
  assert.notEqual(composed, stack);
  write(file, composed);
}

/** @returns the folder of the synth, and the JSON of the stack in it */
function synth(name, env = {}) {
  const CDKTF_OUTDIR = path.join(folder, name);
  proof.run(`the stacks are made: ${name}`, "node", ["packages/cli/synth.js"], {
    env: { ...env, CDKTF_OUTDIR },
  });
  const file = path.join(CDKTF_OUTDIR, "stacks", STACK, "cdk.tf.json");
  return { folder: CDKTF_OUTDIR, file, json: JSON.parse(readFileSync(file, "utf8")) };
}

/** Variables of a shell that asks an emulator which goes on, and what ends it. */
function keptRehearsal() {
  const said = groundwork("the delivery is rehearsed", ["rehearse", STACK, "--delivery", "--keep"]);
  const pid = Number(/To end it: kill (\d+)/.exec(said)[1]);
  const variables = [...said.matchAll(/^ +(?:export )?(\w+)=(\S+)$/gm)];
  return { pid, env: Object.fromEntries(variables.map(([, name, value]) => [name, value])), said };
}

function isReviewed(base, merged, env) {
  // The checkout of a review is the base branch's.
  const review = (title, made) =>
    groundwork(title, ["review", STACK, "--synthesized", made.folder], { env });
  const again = review("what is merged is reviewed", merged);
  assert.match(again, /### dev-stack: nothing to change/);

  const { json } = merged;
  const [pet] = Object.values(json.resource.random_pet);
  const [bucket] = Object.values(json.resource.google_storage_bucket);
  bucket.location = "US";
  json.resource.random_pet.more = { ...pet, length: 3 };
  for (const call of Object.values(json.module)) call.more = 1;
  writeFileSync(merged.file, JSON.stringify(json));
  const changed = review("so is a change of it", merged);
  assert.match(changed, /### dev-stack: 1 to add, \d+ to change/);
  assert.match(changed, /^! vpc, module\.elsewhere_vpc_\w+$/m);

  proof.git("stash", "-q", "--include-untracked");
  proof.git("checkout", "-q", base);
  const brought = review("and the pull request that brought it, by its base branch", merged);
  const waits = brought.split("\n").filter((line) => line.startsWith("it "));
  for (const name of ["cloudflare", "github", "google", "random"]) {
    assert.equal(
      waits.filter((line) => line.startsWith(`it has the provider ${name} (`)).length,
      1,
    );
  }
  assert.equal(waits.filter((line) => line.startsWith("it has the block module.")).length, 3);
  assert.equal(waits.filter((line) => line.startsWith("it has the resource ")).length, 0);
  proof.git("checkout", "-q", "-");
}

/** What only Terraform's registry has. */
function isLocked(env) {
  const args = ["plan", STACK, "--update-locks"];
  const { GROUNDWORK_STAND_INS: _, ...aws } = env;
  const said = groundwork("the providers are locked, where the registry can be had", args, {
    env: aws,
    exits: [0, 1],
  });
  if (!said.includes("Written: locks/")) {
    console.log("Terraform's registry is out of reach, so neither locks nor schemas were tried.");
    return;
  }
  const locks = readFileSync(path.join(clone, `locks/${STACK}.terraform.lock.hcl`), "utf8");
  for (const name of ["aws", "cloudflare", "github", "google", "random"]) {
    assert.match(locks, new RegExp(`^provider "registry\\.[\\w.]+/[\\w-]+/${name}"`, "m"));
  }
  groundwork("and validated", ["validate", STACK]);
}

proof.prove(() => {
  proof.begin();
  proof.git("branch", "base");
  addElsewhere();
  proof.git("add", "-A");
  proof.git("commit", "-qm", "elsewhere");
  groundwork("the policies have no error", ["policies"]);
  const made = synth("for AWS");
  const { random, github, google, cloudflare, aws } = made.json.terraform.required_providers;
  assert.deepEqual([random, github, google, cloudflare, aws].map(Boolean), Array(5).fill(true));
  proof.run("the stacks are those of cdktf's own command", "npx", ["cdktf", "synth"]);
  const own = path.join(clone, "cdktf.out/stacks", STACK, "cdk.tf.json");
  assert.equal(readFileSync(own, "utf8"), readFileSync(made.file, "utf8"));

  const { pid, env, said } = keptRehearsal();
  try {
    assert.match(said, /dev +applied +dev-stack-/);
    groundwork("a plan finds nothing to change", ["plan", STACK], { env });
    isLocked(env);
    isReviewed("base", synth("for the emulator", env), env);
  } finally {
    process.kill(pid);
  }
});
