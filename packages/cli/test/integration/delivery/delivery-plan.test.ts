import { execFileSync } from "node:child_process";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sha256 } from "../../../src/delivery/store/bundle";
import { StateLocks } from "../../../src/state/lock/locks";
import { DESTROYED } from "../../support/destroyed-state";
import { appliedDev, Delivery, type Planned } from "../../support/delivery";

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
    const run = await delivery.json(delivery.kim, "plan", "dev-stack");
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

  test("is drawn as the stack that it is of, with each change", async () => {
    const drawn = await delivery.run(delivery.lee, "graph", "--plan", planned.id, "--format=json");
    const [{ stack, boxes, nodes, others, connections }] = JSON.parse(drawn.stdout).stacks;
    expect(stack).toBe("dev-stack");
    expect(connections).toContainEqual(
      expect.objectContaining({ from: "n_outside_Internet", to: "n_load_balancer" }),
    );
    const changes = [...boxes, ...nodes, ...others].flatMap((one: any) => one.changes ?? []);
    const created = document.summary.resources.map((one: any) => [one.address, "create"]);
    expect(changes.map((one: any) => [one.address, one.change]).toSorted()).toEqual(
      created.toSorted(),
    );
  });
});

test("a checkout with changes is not planned: the commit would be a lie; allowed, it supersedes the one before", async () => {
  const before = await delivery.keys("");
  await delivery.copy.write("environments/notes.ts", "export {};\n");
  try {
    const refused = await delivery.run(delivery.kim, "plan", "dev-stack");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("environments/notes.ts");
    expect(refused.stderr).toContain("--allow-dirty");
    const options = ["--allow-dirty"];
    const prod = await delivery.run(delivery.kim, "plan", "prod-stack", ...options);
    expect(prod).toMatchObject({ code: 1, stdout: "" });
    expect(prod.stderr).toContain("--allow-dirty is not for prod-stack");
    expect(await delivery.keys("")).toEqual(before);
    const dev = await delivery.json(delivery.kim, "plan", "dev-stack", ...options);
    expect(dev).toMatchObject({ code: 2, document: { summary: { dirty: true } } });
    const { document: all } = await delivery.json(delivery.lee, "plans");
    expect(all.map(({ summary, status }: any) => [summary.id, status])).toEqual([
      [dev.document.id, "waiting"],
      [expect.stringMatching(/^dev-stack-/), "superseded"],
    ]);
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
    const unknown = await delivery.run(delivery.kim, "plan", "dev-stack");
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("is not known") });
    const env = { ...delivery.kim, ...build };
    const known = await delivery.json(env, "plan", "dev-stack");
    expect(known).toMatchObject({ code: 2, document: { summary: { commit } } });
  } finally {
    await rename(path.join(root, "dist/.git"), path.join(root, ".git"));
  }
});

test("nothing to change: says so, stores nothing", async () => {
  await delivery.haveState("dev", await appliedDev());
  const before = await delivery.keys("");
  const plan = await delivery.json(delivery.kim, "plan", "dev-stack");
  expect(plan).toMatchObject({ code: 0, document: { changes: false, findings: [] } });
  expect(plan.stderr).toContain("dev-stack: nothing to change at this commit; no plan was stored.");
  expect(await delivery.keys("")).toEqual(before);
});

test("a state that somebody has locked: 7, with who and how to go on", async () => {
  const locks = new StateLocks(delivery.location, delivery.clients);
  await locks.holding("dev/terraform.tfstate", "a test", async () => {
    const { code, stderr } = await delivery.run(delivery.kim, "plan", "dev-stack");
    expect(code).toBe(7);
    expect(stderr).toContain("npx --no -- groundwork unlock dev-stack");
  });
});

describe("policies", () => {
  const KMS = "aws_kms_key.extra-key";
  // Its key is not taken for a type, nor what a replacement has left of it for the current one.
  const BUCKET = 'aws_s3_bucket.data["logs[0].archive"]';
  const DEPOSED = `${BUCKET} (deposed object 0a1b2c3d)`;
  beforeAll(() => delivery.haveState("prod", JSON.stringify(DESTROYED)));

  const plan = (...allowed: string[]) => {
    const flags = allowed.length > 0 ? ["--allow-destroy", ...allowed] : [];
    return delivery.json(delivery.kim, "plan", "prod-stack", ...flags);
  };

  test("what would be destroyed with its data stops a plan in production: 6, nothing stored", async () => {
    const before = await delivery.keys("");
    const { code, stderr, document } = await plan();
    expect(code).toBe(6);
    for (const address of [KMS, BUCKET]) {
      expect(stderr).toContain(`${address} is destroyed, with what it holds [destroys-data]`);
    }
    expect(document.changes).toBe(true);
    const error = { rule: "destroys-data", severity: "error" };
    expect(document.findings).toMatchObject([
      { ...error, address: KMS },
      { ...error, address: BUCKET },
      { ...error, address: DEPOSED },
    ]);
    expect(document.id).toBeUndefined();
    expect(await delivery.keys("")).toEqual(before);
  });

  test("until all of it is named for this one plan, and that is kept with it", async () => {
    const some = await plan(KMS);
    expect(some.code).toBe(6);
    expect(some.stderr).toContain(`--allow-destroy '${BUCKET}`);
    const all = await plan(KMS, BUCKET, DEPOSED);
    expect(all).toMatchObject({ code: 2, document: { summary: { counts: { destroy: 3 } } } });
    const { resources, findings } = all.document.summary;
    expect(resources).toContainEqual(expect.objectContaining({ address: KMS, action: "destroy" }));
    const acknowledged = "--allow-destroy";
    expect(findings).toMatchObject([
      { address: KMS, acknowledged },
      { address: BUCKET, acknowledged },
      { address: DEPOSED, acknowledged },
    ]);
  });

  test("or until an entry in the code says why", async () => {
    const entry = `{ stack: "prod-stack", address: "${KMS}", reason: "unused since May", until: "2999-12-31" }`;
    await delivery.copy.edit("environments/allowed-destroys.ts", "[] = [", `[] = [${entry},`);
    await delivery.commit("allow");
    const { code, document } = await plan(BUCKET, DEPOSED);
    expect(code).toBe(2);
    expect(document.summary.findings).toContainEqual(
      expect.objectContaining({
        address: KMS,
        acknowledged: expect.stringContaining("unused since May"),
      }),
    );
  });

  test("a finding of the synth stops it as well, and only in its own stack", async () => {
    await delivery.extend(
      "prod-stack",
      'new KmsKey(stack, "bad-key", { enableKeyRotation: false });',
      'import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";',
    );
    const { code, stderr } = await delivery.run(delivery.kim, "plan", "prod-stack");
    expect({ code, stderr }).toEqual({
      code: 6,
      stderr: expect.stringContaining("prod-stack/bad-key"),
    });
    await delivery.alter();
    await delivery.plan("dev-stack");
  });
});
