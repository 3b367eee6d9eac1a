import { spawn, type ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { BACKENDS, isProof, type Backend } from "../../support/backends/at-hand";
import { commitAll } from "../../support/committed";
import { makePlanBucket } from "../../support/delivery-store";
import { AS_IN_AWS, clientsOf, sharedEndpoint } from "../../support/emulated";
import { plainStacks, varyStacks } from "../../support/plain-stacks";
import { session, SIGN_ON } from "../../support/sessions";
import { until } from "../../support/until";
import { killTree, ProjectCopy, run, type Ended } from "@groundwork/testing/project";

jest.setTimeout(300_000);

/**
 * Real Terraform with real states in each backend, by the stacks of plain-stacks.ts, which need no
 * provider.
 */
describe.each(BACKENDS)("states in %s", (type, start) => {
  let backend: Backend;
  let copy: ProjectCopy;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    backend = await start();
    copy = await ProjectCopy.create();
    await plainStacks(copy, backend.options);
    const kim = await session(clientsOf(sharedEndpoint()), sharedEndpoint(), SIGN_ON, "kim");
    env = { ...kim, ...AS_IN_AWS, ...backend.env };
  });
  afterAll(async () => {
    await Promise.all([backend?.stop(), copy?.remove()]);
  });

  const command = (args: readonly string[]): Promise<Ended> => copy.groundwork(args, env);

  const folder = (stack: string) => path.join(copy.root, "cdktf.out/stacks", stack);

  /** Terraform in the stack's folder, as cdktf runs it. */
  const terraform = (stack: string, ...args: string[]): Promise<Ended> =>
    run("terraform", args, { cwd: folder(stack), env: beside() });

  const beside = () => ({ ...env, ...backend.besideCommands, TF_IN_AUTOMATION: "1" });

  const APPLY = ["apply", "-auto-approve", "-input=false", "-no-color"];

  const pulled = async (stack: string) => JSON.parse((await command(["pull", stack])).stdout);

  test("where nothing is, pull says where it looked, and nothing is locked", async () => {
    const none = await command(["pull", "dev"]);
    const said = { ...none, stdout: none.stdout.match(/"resources": .*/)?.[0] };
    expect(said).toEqual(
      backend.writesEmpty
        ? { code: 0, stdout: '"resources": [],', stderr: "" }
        : {
            code: 1,
            stdout: undefined,
            stderr: `Error: dev-stack has no state yet: there is nothing at ${backend.place}\n`,
          },
    );
    expect(await command(["unlock", "dev"])).toEqual({
      code: 0,
      stdout: `${backend.place} is not locked; nothing was changed.\n`,
      stderr: "",
    });
  });

  test("two environments are apart; pull reads what an apply wrote, and drift finds nothing", async () => {
    await command(["pull", "prod"]);
    for (const stack of ["dev-stack", "prod-stack"]) {
      expect(await terraform(stack, "init", "-input=false")).toMatchObject({ code: 0 });
      expect(await terraform(stack, ...APPLY)).toMatchObject({ code: 0 });
    }
    const file = path.join(copy.root, "prod.tfstate");
    expect(await command(["pull", "prod", "--out", file])).toMatchObject({ code: 0 });
    const [dev, prod] = [await pulled("dev"), JSON.parse(await readFile(file, "utf8"))];
    const inputOf = (state: any) => state.resources[0].instances[0].attributes.input.value;
    expect([inputOf(dev), inputOf(prod)]).toEqual(["dev: first", "prod: first"]);
    expect(dev.lineage).not.toBe(prod.lineage);
    const { code, stdout, stderr } = await command(["drift", "dev", "prod"]);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stderr: "" });
    expect(stdout).toContain("All clear: dev-stack, prod-stack are as the code says.");
  });

  test("stand-ins have states of their own, as theirs would replace those of real resources", async () => {
    const aside = await copy.groundwork(["pull", "dev"], { ...env, GROUNDWORK_STAND_INS: "1" });
    expect(aside).toEqual({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(
        /^Error: dev-stack has no state yet: there is nothing at \S*\/\.cache\/states\/127.0.0.1-\d+\/dev\/terraform\.tfstate\n$/,
      ),
    });
  });

  test("drift and review tell of a change that was not applied, and change nothing", async () => {
    const before = await pulled("dev");
    await varyStacks(copy, "second");
    const drift = await command(["drift", "dev", "--json"]);
    expect(JSON.parse(drift.stdout)).toMatchObject([
      { stack: "dev-stack", drifted: [], unapplied: { counts: { replace: 1 } } },
    ]);
    expect(drift.code).toBe(2);
    const review = await command(["review", "dev", "--json"]);
    expect({ code: review.code, body: JSON.parse(review.stdout)[0].body }).toEqual({
      code: 0,
      body: expect.stringContaining("terraform_data.kept"),
    });
    expect(await pulled("dev")).toEqual(before);
  });

  test("of two applies one has the lock; unlock tells whose it is, and releases what was left", async () => {
    const first = await holding();
    try {
      const second = await terraform("dev-stack", ...APPLY, "-lock-timeout=0s");
      expect(second).toMatchObject({ code: 1 });
      expect(second.stderr).toContain("Error acquiring the state lock");
      expect(await command(["unlock", "dev", "--yes"])).toEqual({
        code: 7,
        stdout: expect.stringContaining("dev/terraform.tfstate is locked:"),
        stderr: expect.stringMatching(
          /^Error: the lock was not released: \S.* Wait until that run/,
        ),
      });
    } finally {
      await killTree(first.pid!);
    }
    const after = await command(["unlock", "dev", "--yes", "--force"]);
    expect(after).toMatchObject({ code: 0, stderr: "" });
    expect(after.stdout).toContain(
      backend.keepsLocks ? "Released by terraform force-unlock: lock" : "is not locked",
    );
    await varyStacks(copy, "fourth");
    await command(["pull", "dev"]);
    await until("a free state", async () => {
      const { code } = await terraform("dev-stack", ...APPLY);
      return code === 0;
    });
    expect(await command(["drift", "dev"])).toMatchObject({ code: 0 });
  });

  /** An apply that has begun, and goes on for longer than the test. */
  async function holding(): Promise<ChildProcess> {
    await varyStacks(copy, "third", 600);
    await command(["pull", "dev"]);
    const child = spawn("terraform", APPLY, {
      cwd: folder("dev-stack"),
      env: { ...process.env, ...beside() },
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout!.on("data", (text) => (said += text));
    await until("an apply that waits", () => said.includes("Provisioning with"), 60);
    return child;
  }

  if (isProof) {
    test("a plan is applied as it was planned, once, by its commands", async () => {
      await makePlanBucket(clientsOf(sharedEndpoint())).catch(() => undefined);
      await varyStacks(copy, "fifth");
      await commitAll(copy, "fifth");
      // Nobody shares what is planned here.
      const planned = await command(["plan", "dev", "--allow-dirty", "--json"]);
      expect(planned).toMatchObject({ code: 2 });
      const { id, sha256 } = JSON.parse(planned.stdout);
      const apply = ["apply", id, "--sha256", sha256, "--yes"];
      expect(await command(apply)).toMatchObject({ code: 0 });
      expect(await command(apply)).toMatchObject({ code: 5 });
      expect(await command(["drift", "dev"])).toMatchObject({ code: 0 });
    });

    test("dev is rehearsed and delivered, and the backend is left alone", async () => {
      const before = await pulled("dev");
      // By an emulator of its own, with which the states of its stand-ins go.
      const alone = { ...env, AWS_ENDPOINT_URL: "" };
      const rehearsed = await copy.groundwork(["rehearse", "dev", "--delivery"], alone);
      expect(rehearsed).toMatchObject({ code: 0, stderr: "" });
      expect(rehearsed.stdout).toContain(`the backend ${type} is not rehearsed.`);
      expect(await pulled("dev")).toEqual(before);
    });
  }

  test("nothing was asked that is not a state's", () => {
    expect(backend.problems?.() ?? []).toEqual([]);
  });

  test("what S3 alone has says in one line what there is here", async () => {
    const { code, stdout, stderr } = await command(["history", "dev"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      new RegExp(
        `^Error: organization.backend.type: got ${type}, expected s3, .* In place of it: `,
      ),
    );
  });
});
