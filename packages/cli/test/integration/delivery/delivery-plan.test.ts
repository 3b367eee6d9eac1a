import { execFileSync } from "node:child_process";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sha256 } from "../../../src/delivery/store/bundle";
import { matchDigest } from "../../../src/state/state-digest";
import { StateLocks } from "../../../src/state/lock/locks";
import { writeState } from "../../../src/state/state-object";
import { Delivery, type Planned } from "../../support/delivery";

jest.setTimeout(180_000);

let delivery: Delivery;
beforeAll(async () => {
  delivery = await Delivery.create("delivery-plan");
});
afterAll(() => delivery?.close());

const key = (part: string, owner: string, { id }: Planned) => `${part}/${owner}/${id}`;

describe("a plan of dev-stack", () => {
  let planned: Planned;
  let document: any;
  let code: number;
  beforeAll(async () => {
    const run = await delivery.json(delivery.kim, "plan", "dev-stack", "--stand-ins");
    ({ document } = run);
    planned = document;
    code = run.code;
  });

  test("says commit, person, counts and hash, and names constructs", async () => {
    const head = await delivery.git("rev-parse", "HEAD");
    expect({ code, document }).toMatchObject({
      code: 2,
      document: { stack: "dev-stack", changes: true },
    });
    const { summary } = document;
    expect(summary).toMatchObject({
      id: planned.id,
      stack: "dev-stack",
      commit: head,
      branch: "main",
      sha256: planned.sha256,
      needsApproval: false,
      standIns: true,
      plannedBy: { arn: expect.stringMatching(/assumed-role\/AWSReservedSSO_Deploy_\w+\/kim$/) },
    });
    expect(planned.id).toMatch(new RegExp(`^dev-stack-\\d{8}T\\d{6}Z-${head.slice(0, 8)}-`));
    expect(summary.counts).toMatchObject({ add: summary.resources.length, destroy: 0 });
    expect(summary.counts.add).toBeGreaterThan(10);
    const vpc = summary.resources.find(({ type }: { type: string }) => type === "aws_vpc");
    expect(vpc).toMatchObject({
      path: expect.stringMatching(/^dev-stack\/network\//),
      action: "create",
    });
    expect(Date.parse(summary.expiresAt) - Date.parse(summary.plannedAt)).toBe(72 * 3_600_000);
    expect(await delivery.readJson(`${key("summaries", "dev", planned)}.json`)).toEqual(summary);
  });

  test("lies in the store with all that its apply needs, under its hash", async () => {
    const bundle = await delivery.read(`${key("plans", "dev", planned)}/bundle.tgz`);
    expect(sha256(bundle!)).toBe(planned.sha256);
    const dir = await mkdtemp(path.join(tmpdir(), "groundwork-bundle-"));
    try {
      await writeFile(path.join(dir, "bundle.tgz"), bundle!);
      const listed = execFileSync("tar", ["-tzf", "bundle.tgz"], { cwd: dir, encoding: "utf8" });
      expect(listed.trim().split("\n")).toEqual([
        "cdk.tf.json",
        "plan.json",
        "plan.tfplan",
        "plan.txt",
      ]);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test("changes no state, and leaves no lock", async () => {
    expect(await delivery.serial("dev")).toBe(0);
    const locks = new StateLocks(delivery.location, delivery.clients);
    expect(await locks.read("dev/terraform.tfstate")).toEqual({});
  });

  test("is listed as waiting, and shown to people", async () => {
    const listed = await delivery.json(delivery.lee, "plans", "dev-stack");
    expect(listed.document).toMatchObject([{ status: "waiting", summary: { id: planned.id } }]);
    const shown = await delivery.run(delivery.lee, "show", planned.id, "--text");
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain(`${planned.id}: waiting for its apply`);
    expect(shown.stdout).toContain(`sha256   ${planned.sha256}`);
    expect(shown.stdout).toContain("will be created");
  });

  test("is superseded by the next one", async () => {
    const next = await delivery.plan("dev-stack");
    const { document: all } = await delivery.json(delivery.lee, "plans");
    expect(all.map(({ summary, status }: any) => [summary.id, status])).toEqual([
      [next.id, "waiting"],
      [planned.id, "superseded"],
    ]);
  });
});

test("a checkout with changes is not planned: the commit would be a lie", async () => {
  const before = await delivery.keys("");
  await delivery.copy.write("environments/notes.ts", "export {};\n");
  try {
    const refused = await delivery.run(delivery.kim, "plan", "dev-stack", "--stand-ins");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("environments/notes.ts");
    expect(refused.stderr).toContain("--allow-dirty");
    const options = ["--stand-ins", "--allow-dirty"];
    const prod = await delivery.run(delivery.kim, "plan", "prod-stack", ...options);
    expect(prod).toMatchObject({ code: 1, stdout: "" });
    expect(prod.stderr).toContain("--allow-dirty is not for prod-stack");
    expect(await delivery.keys("")).toEqual(before);
    const dev = await delivery.json(delivery.kim, "plan", "dev-stack", ...options);
    expect(dev).toMatchObject({ code: 2, document: { summary: { dirty: true } } });
  } finally {
    await rm(path.join(delivery.copy.root, "environments/notes.ts"));
  }
});

test("in a pipeline without the repository the build says which commit it is", async () => {
  const { root } = delivery.copy;
  const commit = "c0ffee00".repeat(5);
  const build = { CODEBUILD_BUILD_ID: "plan:1", CODEBUILD_RESOLVED_SOURCE_VERSION: commit };
  await rename(path.join(root, ".git"), path.join(root, "dist/.git"));
  try {
    const unknown = await delivery.run(delivery.kim, "plan", "dev-stack", "--stand-ins");
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("is not known") });
    const env = { ...delivery.kim, ...build };
    const known = await delivery.json(env, "plan", "dev-stack", "--stand-ins");
    expect(known).toMatchObject({ code: 2, document: { summary: { commit } } });
  } finally {
    await rename(path.join(root, "dist/.git"), path.join(root, ".git"));
  }
});

test("nothing to change: says so, stores nothing", async () => {
  const planned = await delivery.plan("dev-stack");
  expect(await delivery.apply(planned)).toMatchObject({ code: 0 });
  const before = await delivery.keys("");
  const { code, stdout } = await delivery.run(delivery.kim, "plan", "dev-stack", "--stand-ins");
  expect(code).toBe(0);
  expect(stdout).toContain("dev-stack: nothing to change at this commit; no plan was stored.");
  const { document } = await delivery.json(delivery.kim, "plan", "dev-stack", "--stand-ins");
  expect(document).toMatchObject({ changes: false, findings: [] });
  expect(await delivery.keys("")).toEqual(before);
});

test("a state that somebody has locked: 7, with who and how to go on", async () => {
  const locks = new StateLocks(delivery.location, delivery.clients);
  await delivery.change();
  await locks.holding("dev/terraform.tfstate", "a test", async () => {
    const { code, stderr } = await delivery.run(delivery.kim, "plan", "dev-stack", "--stand-ins");
    expect(code).toBe(7);
    expect(stderr).toContain("npm run unlock dev-stack");
  });
});

test("stand-ins never go to AWS itself", async () => {
  const env = { ...delivery.kim, AWS_ENDPOINT_URL: "" };
  const { code, stderr } = await delivery.run(env, "plan", "dev-stack", "--stand-ins");
  expect(code).toBe(1);
  expect(stderr).toContain("got no AWS_ENDPOINT_URL");
});

test("a stack that there is not, and a plan that there is not", async () => {
  const stack = await delivery.run(delivery.kim, "plan", "qa-stack", "--stand-ins");
  expect(stack).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("got the stack qa-stack"),
  });
  const id = "dev-stack-20200101T000000Z-00000000-0000";
  for (const command of [
    ["show", id],
    ["approve", id],
    ["reject", id, "--why", "x"],
    ["apply", id, "--sha256", "0"],
  ]) {
    const { code, stderr } = await delivery.run(delivery.kim, ...command);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("npm run plans") });
  }
});

describe("policies", () => {
  const KMS = 'import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";';

  let address: string;
  beforeAll(async () => {
    await delivery.extend(
      "prod-stack",
      'new KmsKey(stack, "extra-key", { enableKeyRotation: true, lifecycle: { preventDestroy: true } });',
      KMS,
    );
    const planned = await delivery.plan("prod-stack");
    const { summary } = await delivery
      .json(delivery.kim, "show", planned.id)
      .then(({ document }) => document);
    address = summary.resources.find(({ path: at }: any) => at === "prod-stack/extra-key").address;
    await delivery.approve(planned);
    const applied = await delivery.apply(planned);
    if (applied.code !== 0) throw new Error(applied.stderr);
    // Gone from the code, where prevent_destroy went with it.
    await delivery.extend("prod-stack", "");
  });

  test("what would be destroyed with its data stops a plan in production: 6, nothing stored", async () => {
    const before = await delivery.keys("");
    const { code, stderr, document } = await delivery.json(
      delivery.kim,
      "plan",
      "prod-stack",
      "--stand-ins",
    );
    expect(code).toBe(6);
    expect(stderr).toContain(`${address} is destroyed, with what it holds [destroys-data]`);
    expect(document).toMatchObject({
      changes: true,
      findings: [{ rule: "destroys-data", severity: "error", address }],
    });
    expect(document.id).toBeUndefined();
    expect(await delivery.keys("")).toEqual(before);
  });

  test("until it is named for this one plan, and that is kept with it", async () => {
    const wrong = await delivery.run(
      delivery.kim,
      "plan",
      "prod-stack",
      "--stand-ins",
      "--allow-destroy",
      "aws_kms_key.other",
    );
    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("got aws_kms_key.other"),
    });
    const right = await delivery.json(
      delivery.kim,
      "plan",
      "prod-stack",
      "--stand-ins",
      "--allow-destroy",
      address,
    );
    expect(right).toMatchObject({
      code: 2,
      document: {
        summary: {
          resources: expect.arrayContaining([
            expect.objectContaining({ address, action: "destroy" }),
          ]),
          findings: [{ address, acknowledged: "--allow-destroy" }],
        },
      },
    });
  });

  test("or until an entry in the code says why", async () => {
    const entry = `{ stack: "prod-stack", address: "${address}", reason: "unused since May", until: "2999-12-31" }`;
    await delivery.copy.edit("environments/allowed-destroys.ts", "[] = [", `[] = [${entry},`);
    await delivery.commit("allow");
    const { code, document } = await delivery.json(
      delivery.kim,
      "plan",
      "prod-stack",
      "--stand-ins",
    );
    expect(code).toBe(2);
    expect(document.summary.findings).toMatchObject([
      { acknowledged: expect.stringContaining("unused since May") },
    ]);
  });

  test("a finding of the synth stops it as well, and only in its own stack", async () => {
    await delivery.extend(
      "prod-stack",
      'new KmsKey(stack, "bad-key", { enableKeyRotation: false });',
      KMS,
    );
    const { code, stderr } = await delivery.run(delivery.kim, "plan", "prod-stack", "--stand-ins");
    expect({ code, stderr }).toEqual({
      code: 6,
      stderr: expect.stringContaining("prod-stack/bad-key"),
    });
    await delivery.change();
    await delivery.plan("dev-stack");
  });

  test("a key is not taken for a type, nor what a replacement has left for the current one", async () => {
    await delivery.extend("prod-stack", "");
    const state = JSON.parse((await delivery.stateText("prod"))!);
    const attributes = { id: "made-up", input: null, output: null, triggers_replace: null };
    const instance = { index_key: "logs[0].archive", schema_version: 0, attributes };
    state.serial += 1;
    state.resources.push({
      mode: "managed",
      type: "terraform_data",
      name: "aws_s3_bucket__data",
      provider: 'provider["terraform.io/builtin/terraform"]',
      instances: [instance, { ...instance, deposed: "0a1b2c3d" }],
    });
    const { clients, location } = delivery;
    const stateKey = "prod/terraform.tfstate";
    await writeState(clients, location, stateKey, JSON.stringify(state));
    await matchDigest(clients, location, stateKey);
    const plan = ["plan", "prod-stack", "--stand-ins", "--allow-destroy", address];
    const { code, stderr, document } = await delivery.json(delivery.kim, ...plan);
    const bucket = 'aws_s3_bucket.data["logs[0].archive"]';
    expect(code).toBe(6);
    expect(stderr).toContain(`${bucket} is destroyed, with what it holds [destroys-data]`);
    expect(stderr).toContain(`--allow-destroy '${bucket}`);
    expect(document.findings).toMatchObject([
      { address },
      { rule: "destroys-data", severity: "error", address: bucket },
      { severity: "error", address: `${bucket} (deposed object 0a1b2c3d)` },
    ]);
    const both = [bucket, `${bucket} (deposed object 0a1b2c3d)`];
    const allowed = await delivery.json(delivery.kim, ...plan, ...both);
    expect(allowed).toMatchObject({ code: 2, document: { summary: { counts: { destroy: 3 } } } });
  });
});
