import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { digest, FakeService } from "../../rollback/fake-service";
import { Delivery, refused, type Planned } from "../../support/delivery";
import { FakeGitHub } from "../../support/fake-github";
import { killedAtWrite } from "../../support/killed-at-write";

jest.setTimeout(600_000);

const STACK = "dev-stack";
const BRANCH = "rollback/dev/web";
const image = (letter: string) => ({ tag: `v1.${letter}`, digest: digest(letter) });
const named = (letter: string) => `"name":"web","image":${JSON.stringify(image(letter))}`;

const MIGRATE = '{"name":"migrate","command":["up"],"run":"before-deployment"}';

let delivery: Delivery;
/** ECS and ECR, as far as they are asked; the emulator runs no tasks. */
let web: FakeService;
let github: FakeGitHub;
let remote: string;
/** When b was applied, after a: dev's state, the commit, and what lay in the store of plans. */
let before: { readonly state: string; readonly commit: string; readonly keys: readonly string[] };
/** Number of the pull request that is open. */
let open: number | undefined;

const env = (): NodeJS.ProcessEnv => ({
  ...delivery.kim,
  ...web.aws.env,
  AWS_ENDPOINT_URL_ECR: web.aws.env["AWS_ENDPOINT_URL_ECS"],
  ...github.env,
});
const rollback = (more: NodeJS.ProcessEnv = {}, ...options: string[]) =>
  delivery.json({ ...env(), ...more }, "rollback", "dev", "web", "--yes", ...options);

beforeAll(async () => {
  remote = await mkdtemp(path.join(tmpdir(), "groundwork-origin-"));
  execFileSync("git", ["init", "--quiet", "--bare", remote]);
  web = new FakeService();
  await web.aws.start();
  github = await FakeGitHub.start(({ method, path: asked }) => {
    if (method === "GET")
      return open === undefined ? [] : [{ number: open, html_url: `pull/${open}` }];
    if (method === "POST" && asked === "/pulls") open = 7;
    return { number: 7, html_url: "pull/7" };
  });
  delivery = await Delivery.createApplied("rollback");
  await delivery.git("remote", "add", "origin", remote);
  await delivery.copy.edit("environments/dev.ts", '"http":{}', `"http":{},"tasks":[${MIGRATE}]`);
  for (const letter of ["a", "b"]) {
    await delivery.copy.edit(
      "environments/dev.ts",
      /"name":"web"(,"image":\{[^}]*\})?/,
      named(letter),
    );
    const commit = await delivery.commit(letter);
    const { code, stderr } = await delivery.apply(await delivery.plan(STACK));
    if (code !== 0) throw new Error(stderr);
    const [state, keys] = [await delivery.stateText("dev"), await delivery.keys("")];
    before = { commit, state: state!, keys };
  }
});
afterAll(async () => {
  web?.aws.close();
  await Promise.all([
    delivery?.close(),
    github?.stop(),
    rm(remote, { recursive: true, force: true }),
  ]);
});
beforeEach(async () => {
  web.deployments.clear();
  web.revision(1, "a").revision(2, "b").deploys(1, 0, "SUCCESSFUL").deploys(2, 10, "SUCCESSFUL");
  open = undefined;
  const known = new Set(before.keys);
  const added = (await delivery.keys("")).filter((key) => !known.has(key));
  await Promise.all(added.map((key) => delivery.remove(key)));
  await delivery.git("reset", "--quiet", "--hard", before.commit);
  await delivery.commit("as before");
  const later = (await delivery.serial("dev")) + 1;
  await delivery.haveState("dev", JSON.stringify({ ...JSON.parse(before.state), serial: later }));
});

/** The image that the state has web run. */
async function applied(): Promise<string | undefined> {
  const text = (await delivery.stateText("dev"))!;
  return /groundwork\/web@(sha256:[0-9a-f]{64})/.exec(text)?.[1];
}

/** Takes over what the pull request has, as a merge of it does. */
async function merge(): Promise<void> {
  await delivery.git("fetch", "--quiet", "origin", BRANCH);
  await delivery.git("reset", "--quiet", "--hard", "FETCH_HEAD");
  await delivery.copy.build();
}

const expectNothingToPlan = async () =>
  expect(await delivery.run(delivery.kim, "plan", STACK)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("nothing to change"),
  });

test("the image before is out, and a pull request names it: merged, there is nothing to plan", async () => {
  expect(await applied()).toBe(digest("b"));
  const { code, document, stderr } = await rollback({}, "--why", "answers of 500");
  expect({ code, document }).toMatchObject({
    code: 0,
    document: {
      to: image("a"),
      outcome: { ok: true },
      summary: { rollback: { service: "web", to: image("a"), from: { digest: digest("b") } } },
      proposal: { pullRequest: "pull/7" },
    },
  });
  expect(stderr).toContain("To make it last, merge pull/7");
  const log = await delivery.read(`results/dev/${document.summary.id}/log.txt`);
  expect(String(log)).toContain("migrate of web is not run: web goes back to a version");
  expect(await applied()).toBe(digest("a"));
  expect(await delivery.git("status", "--porcelain")).toBe("");

  // Until it is merged.
  const undoing = await delivery.json(delivery.kim, "plan", STACK);
  expect(undoing).toMatchObject({ code: 2, stderr: expect.stringContaining("undoes-rollback") });
  await merge();
  const file = await delivery.copy.read("environments/dev.ts");
  expect(file.includes(digest("a")) && !file.includes(digest("b"))).toBe(true);
  await expectNothingToPlan();
});

test("a deployment under way is stopped, by the next run where this one was killed, and what comes back is written down", async () => {
  await delivery.copy.edit("environments/dev.ts", named("b"), named("c"));
  await delivery.commit("c");
  // After what is stored of the applies before.
  const minutes = (Date.now() - Date.parse("2026-11-30T03:00:00Z")) / 60_000;
  web.revision(3, "c").deploys(3, minutes, "IN_PROGRESS");
  web.serves = 2;
  const look = await delivery.json(env(), "rollback", "dev", "web", "--only", "look");
  expect(look).toMatchObject({ code: 0, document: { underWay: { id: "d-3" } } });
  expect(await delivery.run(env(), "rollback", "dev", "web", "--only", "plan")).toMatchObject(
    refused(1, "the deployment d-3 is under way, expected none to plan"),
  );
  const line = ["rollback", "dev", "web", "--yes"];
  await killedAtWrite(delivery.copy.root, line, env(), /^PUT .*results\/dev\/stops\//);
  const first = web.aws.actions.filter((action) => action === "StopServiceDeployment").length;
  const { code, document } = await rollback();
  expect({ code, document }).toMatchObject({
    code: 0,
    document: { stopped: { id: "d-3" }, to: image("b"), changes: false },
  });
  const stops = web.aws.actions.filter((action) => action === "StopServiceDeployment");
  expect([first, stops.length]).toEqual([0, 1]);
  expect(await applied()).toBe(digest("b"));
  await merge();
  await expectNothingToPlan();
});

describe("killed after a write, and run again", () => {
  const kill = (what: RegExp) =>
    killedAtWrite(delivery.copy.root, ["rollback", "dev", "web", "--yes"], env(), what);
  /** As in AWS when the apply is done, or has come as far as it has. */
  const serve = (revision: number) => {
    web.serves = revision;
  };
  /** The image before is what the state and, once merged, the file have. */
  const expectToLast = async () => {
    expect(await applied()).toBe(digest("a"));
    await merge();
    await expectNothingToPlan();
  };

  test("of the plan: it is planned anew", async () => {
    await kill(/^PUT .*-plans\/summaries\/dev\/dev-stack-/);
    expect(await rollback()).toMatchObject({ code: 0, document: { to: image("a") } });
    await expectToLast();
  });

  test("of the mark that the apply begins: it goes on once that is sure", async () => {
    await kill(/^PUT .*-plans\/results\/dev\/.*\/started\.json/);
    expect(await rollback()).toMatchObject(refused(7, "If that was killed: this once more"));
    const later = await delivery.later(env(), 1);
    expect(await rollback(later)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("was killed; this goes on from there"),
      document: { to: image("a"), outcome: { ok: true } },
    });
    await expectToLast();
  });

  test("of the state: what it says frees the state, and what was given up does not come back", async () => {
    await kill(/^PUT \/[^/]+-tfstate\/dev\/terraform\.tfstate(\?|$)/);
    serve(1);
    expect(await rollback()).toMatchObject(refused(7, "groundwork unlock dev-stack"));
    for (const line of [
      ["unlock", STACK, "--force", "--yes"],
      ["repair-digest", STACK, "--use-current", "--yes"],
    ]) {
      expect(await delivery.run(delivery.kim, ...line)).toMatchObject({ code: 0 });
    }
    const later = await delivery.later(env(), 1);
    expect(await rollback(later)).toMatchObject({
      code: 0,
      document: { to: image("a"), changes: false, proposal: { pullRequest: "pull/7" } },
    });
    await expectToLast();
  });

  test("of the outcome: it is written down", async () => {
    await kill(/^PUT .*-plans\/results\/dev\/.*\/outcome\.json/);
    serve(1);
    expect(await rollback()).toMatchObject({
      code: 0,
      document: { to: image("a"), changes: false, proposal: { pullRequest: "pull/7" } },
    });
    await expectToLast();
  });
});

test("where somebody must approve it, it waits for another person, and applies then", async () => {
  await delivery.copy.edit(
    "environments/dev.ts",
    '"logRetentionDays":7',
    '"delivery":{"approval":true},"logRetentionDays":7',
  );
  await delivery.commit("gate");
  const alone = await rollback({}, "--only", "plan");
  expect(alone).toMatchObject({ code: 2, document: { summary: { needsApproval: true } } });
  const planned = alone.document as Planned;
  const again = await rollback();
  expect(again).toMatchObject({ code: 2, document: { id: planned.id } });
  expect(again.stderr).toContain("Nothing was planned anew");
  expect(await delivery.run(env(), "approve", planned.id, "--yes")).toMatchObject(
    refused(6, "has planned it"),
  );
  expect(
    await delivery.run(delivery.lee, "reject", planned.id, "--why", "a try", "--yes"),
  ).toMatchObject({ code: 0 });

  const waiting = rollback();
  let newest = planned.id;
  while (newest === planned.id) {
    const { document } = await delivery.json(delivery.lee, "plans", STACK, "--limit", "1");
    newest = document.plans?.[0]?.summary.id ?? document[0]?.summary?.id ?? newest;
  }
  expect(await delivery.run(delivery.lee, "approve", newest, "--yes")).toMatchObject({ code: 0 });
  expect(await waiting).toMatchObject({ code: 0, document: { id: newest, outcome: { ok: true } } });
  expect(await applied()).toBe(digest("a"));
});
