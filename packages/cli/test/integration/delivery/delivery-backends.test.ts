import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { ProjectCopy, run, type Ended } from "@groundwork/testing/project";
import { META_FILE, pack, sha256 as hashOf, unpack } from "../../../src/delivery/store/bundle";
import { FolderObjects } from "../../../src/delivery/store/folder-objects";
import { planId } from "../../../src/delivery/store/plan-id";
import { metaText } from "../../../src/delivery/store/plan-meta";
import { PlanStore } from "../../../src/delivery/store/plan-store";
import { BACKENDS, type Backend } from "../../support/backends/at-hand";
import { git } from "../../support/committed";
import { refused, type Planned } from "../../support/delivery";
import { plainStacks, varyStacks } from "../../support/plain-stacks";
import { until } from "../../support/until";

jest.setTimeout(300_000);

/** A laptop that knows nothing of AWS: whatever asks it for anything fails. */
const LAPTOP = {
  AWS_ENDPOINT_URL: "",
  AWS_ACCESS_KEY_ID: "",
  AWS_SECRET_ACCESS_KEY: "",
  AWS_EC2_METADATA_DISABLED: "true",
  GROUNDWORK_STAND_INS: "",
  GITHUB_ACTIONS: "",
  CODEBUILD_BUILD_ID: "",
};

const JOB = {
  GITHUB_ACTIONS: "true",
  GITHUB_ACTOR: "kim",
  ACTIONS_ID_TOKEN_REQUEST_URL: "http://127.0.0.1:1/token",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "x",
};

/**
 * Real Terraform with real states in each backend, by the stacks of plain-stacks.ts, which need no
 * provider. Every run has the local one; `npm run prove -- backends` has all.
 */
describe.each(BACKENDS)("plans in a folder, with states in %s", (_type, start) => {
  let backend: Backend;
  let copy: ProjectCopy;
  let env: NodeJS.ProcessEnv;
  let plans: string;
  beforeAll(async () => {
    backend = await start();
    copy = await ProjectCopy.create();
    // Beside the checkout, as a run of a workflow has none that stays.
    plans = `${copy.root}-plans`;
    const store = `{ type: "folder", path: "${plans}", github: { repositoryId: "42" } }`;
    await plainStacks(copy, `${backend.options}, delivery: { store: ${store} }`);
    await copy.write(
      ".gitignore",
      "node_modules\n.cache\ndist\ncdktf.out\n*.tsbuildinfo\n*.tfstate*\n",
    );
    await git(copy, "init", "--quiet", "--initial-branch=main");
    await git(copy, "init", "--quiet", "--bare", shared());
    await git(copy, "remote", "add", "origin", shared());
    env = { ...LAPTOP, ...backend.env };
  });
  afterAll(async () => {
    const folders = [plans, shared()].map((folder) => rm(folder, { recursive: true }));
    await Promise.all([backend?.stop(), copy?.remove(), ...folders]);
  });
  /** The repository that all share. */
  const shared = () => `${copy.root}-shared`;
  const push = (...options: string[]) => git(copy, "push", "--quiet", ...options, "origin", "main");

  const command = (...args: string[]): Promise<Ended> => copy.groundwork(args, env);

  /** Commits what is there, and pushes and plans dev at it. */
  async function plan(): Promise<Planned> {
    await commit();
    await push();
    const { code, stdout, stderr } = await command("plan", "dev", "--json");
    if (code !== 2) throw new Error(stderr);
    return JSON.parse(stdout);
  }
  async function commit(): Promise<void> {
    await git(copy, "add", "--all");
    await git(copy, "commit", "--quiet", "--message", "next");
  }
  const apply = ({ id, sha256 }: Planned) => command("apply", id, "--sha256", sha256);

  test("what nobody else has is not planned, and not applied once it is gone from there: 1 and 4", async () => {
    await commit();
    expect(await command("plan", "dev")).toMatchObject(refused(1, "origin has no branch main yet"));
    await push();
    const { stdout } = await command("plan", "dev", "--json");
    const planned = JSON.parse(stdout);
    expect(planned.summary).toMatchObject({ sharedBranch: "origin/main" });
    expect((await command("show", planned.id)).stdout).toContain(" on main, which origin/main has");
    await git(copy, "push", "--quiet", "origin", "--delete", "main");
    expect(await apply(planned)).toMatchObject(refused(4, "origin has no branch main yet"));
    await writeFile(path.join(copy.root, "notes.txt"), "");
  });

  test("a plan is approved by nobody in particular, and applied once", async () => {
    const planned = await plan();
    const { id, sha256 } = planned;
    expect(await command("approve", id, "--sha256", sha256)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Approved as \S+@\S+ \(unproved\)\.$/m),
    });
    const applied = await apply(planned);
    expect(applied).toMatchObject({ code: 0, stderr: "" });
    expect(applied.stdout).toContain(`Applied ${id}; the state has the serial`);
    expect(await apply(planned)).toMatchObject(
      refused(5, "and was applied. A plan is applied once"),
    );
    const [listed] = JSON.parse((await command("plans", "--json")).stdout);
    expect(listed).toMatchObject({ status: "applied", approval: { by: { proof: "none" } } });
    const [status] = JSON.parse((await command("status", "dev", "--json")).stdout);
    const serial = backend.writesEmpty ? 2 : 1;
    expect(status).toMatchObject({ serial, lastWrite: { plan: id }, problems: [] });
  });

  test("a plan outlives a lock, and is stale when its state has changed: 7 and 3", async () => {
    await varyStacks(copy, "second");
    const planned = await plan();
    const ended = await whileApplying(async () => {
      expect(await apply(planned)).toMatchObject(refused(7, "the state of dev-stack is locked"));
    });
    expect(ended).toBe(0);
    expect(await apply(planned)).toMatchObject(refused(3, "the plan is stale"));
    const { stdout } = await command("show", planned.id);
    expect(stdout).toContain(": failed\n");
    // What was stale before it began is no failed change.
    const measured = await command("metrics", "--days", "1");
    expect(measured).toMatchObject({ code: 0, stderr: "" });
    expect(measured.stdout).toMatch(/^dev-stack +1 +1\.0 +\d+ s +none$/m);
  });

  /** Does something while an apply of Terraform's own is under way, and waits for that. */
  async function whileApplying(work: () => Promise<void>): Promise<number> {
    const dir = path.join(copy.root, "cdktf.out/stacks/dev-stack");
    await varyStacks(copy, "third", 8);
    await command("pull", "dev");
    const all = { ...process.env, ...env, ...backend.besideCommands };
    expect(await run("terraform", ["init", "-input=false"], { cwd: dir, env: all })).toMatchObject({
      code: 0,
    });
    const args = ["apply", "-auto-approve", "-input=false", "-no-color"];
    const child = spawn("terraform", args, { cwd: dir, env: all });
    const gone = once(child, "exit");
    let said = "";
    child.stdout.on("data", (text) => (said += text));
    await until("an apply that waits", () => said.includes("Provisioning with"), 60);
    await git(copy, "checkout", "--quiet", "stacks");
    await copy.build();
    await work();
    return (await gone)[0];
  }

  test("an approval that counts is nobody's on a laptop: 6, and none that is written there: 5 and 4", async () => {
    // A job that GitHub does not vouch for has made none.
    expect(await copy.groundwork(["plan", "prod"], { ...env, ...JOB })).toMatchObject(
      refused(1, "http://127.0.0.1:1/token was asked for GitHub's word on who this is"),
    );
    const { stdout } = await command("plan", "prod", "--json");
    const planned: Planned = JSON.parse(stdout);
    expect(JSON.parse((await command("plans", "prod", "--json")).stdout)).toHaveLength(1);
    const approved = await command("approve", planned.id, "--sha256", planned.sha256);
    expect(approved).toMatchObject(refused(6, "(unproved) is not proved to be anybody"));
    expect(await apply(planned)).toMatchObject(refused(5, "not approved. Somebody other than"));
    expect(await apply(await forged(planned))).toMatchObject(
      refused(
        4,
        "nothing proves that kim (acme/shop, run 7) planned it: there is no token beside it",
      ),
    );
  });

  /** A plan as somebody writes it into the folder who says that kim has planned it, and lee approved. */
  async function forged({ id }: Planned): Promise<Planned> {
    const store = new PlanStore(new FolderObjects({ folder: plans, retentionDays: {} }));
    const by = (actor: string) => ({ arn: "acme/shop, run 7", actor, proof: "token" }) as const;
    const { sha256: _, ...meta } = (await store.record(id))!.summary;
    const another = {
      ...meta,
      id: planId("prod-stack", meta.commit, new Date()),
      plannedBy: by("kim"),
    };
    const dir = path.join(copy.root, "dist/forged");
    await mkdir(dir);
    await unpack(await store.getBundle(id), dir);
    await writeFile(path.join(dir, META_FILE), metaText(another));
    const bundle = await pack(dir);
    const sha256 = hashOf(bundle);
    await store.putBundle(another.id, bundle);
    await store.putSummary({ ...another, sha256 });
    const at = new Date().toISOString();
    await store.putApproval(another.id, { verdict: "approved", by: by("lee"), at, sha256 });
    return { id: another.id, sha256 };
  }
});
