import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { matchDigest } from "../../operations/state/digest/digest";
import { StateLocks } from "../../operations/state/lock/locks";
import { parseState, withSerial } from "../../operations/state/state-file";
import { Delivery, type Planned } from "../support/delivery";
import { killTree, run, type Ended } from "../support/project";
import { until } from "../support/until";
import { startHoldingProxy } from "../support/holding-proxy";
import { startWriteProxy } from "../support/write-proxy";

jest.setTimeout(240_000);

let delivery: Delivery;
beforeAll(async () => {
  delivery = await Delivery.create("delivery-apply");
});
afterAll(() => delivery?.close());

type Owner = "dev" | "prod";

const results = (owner: Owner, { id }: Planned, name: string) =>
  delivery.readJson(`results/${owner}/${id}/${name}.json`);

/** A command that must change no state. */
async function unchanged(owner: Owner, command: () => Promise<Ended>): Promise<Ended> {
  const before = await delivery.stateText(owner);
  const ended = await command();
  if ((await delivery.stateText(owner)) !== before)
    throw new Error(`the state of ${owner} changed`);
  return ended;
}

/** An end with a code and, among other things, what to do. */
const refused = (code: number, text: string) => ({
  code,
  stderr: expect.stringContaining(text),
});

const status = async ({ id }: Planned): Promise<string> =>
  (await delivery.json(delivery.lee, "show", id)).document.status;

/** The plan was refused before its apply began, so it is good for another try. */
const expectUnused = async (owner: Owner, { id }: Planned) =>
  expect(await delivery.keys(`results/${owner}/${id}/`)).toEqual([]);

describe("an environment without a gate", () => {
  let planned: Planned;
  beforeAll(async () => {
    planned = await delivery.plan("dev-stack");
  });

  test("its plan is applied by whoever has made it, and what came of it is kept", async () => {
    const ended = await delivery.apply(planned);
    expect(ended).toMatchObject({ code: 0, stderr: expect.not.stringContaining("Error") });
    expect(ended.stdout).toContain("Apply complete!");
    const state = parseState((await delivery.stateText("dev"))!)!;
    expect(await results("dev", planned, "outcome")).toMatchObject({
      ok: true,
      exit: 0,
      serial: state.serial,
      counts: { add: state.addresses.length },
      by: { arn: expect.stringMatching(/\/kim$/) },
    });
    expect(await results("dev", planned, "started")).toMatchObject({ sha256: planned.sha256 });
    expect(await results("dev", planned, "outputs")).toEqual({ url: expect.any(String) });
    const log = await delivery.read(`results/dev/${planned.id}/log.txt`);
    expect(log!.toString()).toContain("Apply complete!");
    // Addresses are the stack's own, not those of the stand-ins.
    expect(log!.toString()).toMatch(/^aws_vpc\.\S+: Creation complete/m);
    expect(await status(planned)).toBe("applied");
  });

  test("a second time it is not: 5", async () => {
    expect(await unchanged("dev", () => delivery.apply(planned))).toMatchObject(
      refused(5, "A plan is applied once"),
    );
  });
});

describe("an environment with a gate", () => {
  let planned: Planned;
  let planner: Delivery["kim"];
  beforeAll(async () => {
    planner = delivery.kim;
    planned = await delivery.plan("prod-stack");
  });
  const apply = (env = planner, ...options: string[]) => delivery.apply(planned, env, ...options);

  test("unapproved: 5, and who can help", async () => {
    expect(await unchanged("prod", apply)).toMatchObject(
      refused(5, `npm run approve ${planned.id}`),
    );
    await expectUnused("prod", planned);
  });

  test("nobody approves what he has planned: 6", async () => {
    expect(await unchanged("prod", () => delivery.approve(planned, delivery.kim))).toMatchObject(
      refused(6, "somebody else must approve it"),
    );
    expect(await status(planned)).toBe("waiting");
  });

  test("not by writing to the store either: 5", async () => {
    const approval = {
      verdict: "approved",
      by: { arn: (await summaryOf()).plannedBy.arn },
      at: new Date().toISOString(),
      sha256: planned.sha256,
    };
    const key = `approvals/prod/${planned.id}.json`;
    await delivery.tamper(key, JSON.stringify(approval));
    try {
      expect(await unchanged("prod", apply)).toMatchObject(
        refused(5, "not approved by anybody but"),
      );
    } finally {
      await delivery.remove(key);
    }
  });
  const summaryOf = () => delivery.readJson(`summaries/prod/${planned.id}.json`);

  test("nobody at a terminal, and no hash named: asked, and nothing decided", async () => {
    expect(
      await unchanged("prod", () => delivery.run(delivery.lee, "approve", planned.id)),
    ).toMatchObject(refused(1, "nobody is there to answer"));
    expect(await status(planned)).toBe("waiting");
  });

  test("an approval of another hash: 4", async () => {
    const other = { ...planned, sha256: "0".repeat(64) };
    expect(await unchanged("prod", () => delivery.approve(other))).toMatchObject(
      refused(4, "got --sha256 0000"),
    );
  });

  test("somebody else approves, once, seeing what it is about", async () => {
    const { code, stdout } = await delivery.approve(planned);
    expect(code).toBe(0);
    expect(stdout).toContain("to add");
    expect(stdout).toMatch(/Approved as \S+\/lee\./);
    expect(await status(planned)).toBe("approved");
    expect(await unchanged("prod", () => delivery.approve(planned))).toMatchObject(
      refused(5, "approved already"),
    );
    expect(
      await unchanged("prod", () =>
        delivery.run(delivery.kim, "reject", planned.id, "--why", "late"),
      ),
    ).toMatchObject(refused(5, "approved already"));
  });

  test("approved, but another hash: 4", async () => {
    expect(
      await unchanged("prod", () => delivery.apply({ ...planned, sha256: "0".repeat(64) })),
    ).toMatchObject(refused(4, "got --sha256 0000"));
  });

  test("another commit: 4", async () => {
    const head = await delivery.git("rev-parse", "HEAD");
    await delivery.git("commit", "--quiet", "--allow-empty", "--message", "other");
    try {
      expect(await unchanged("prod", apply)).toMatchObject(
        refused(4, `it was planned at the commit ${head}`),
      );
    } finally {
      await delivery.git("reset", "--quiet", "--hard", head);
    }
  });

  test("a bundle that was swapped, with or without its hash in the summary: 4", async () => {
    const bundle = `plans/prod/${planned.id}/bundle.tgz`;
    const summary = `summaries/prod/${planned.id}.json`;
    const [was, text] = [await delivery.read(bundle), await delivery.read(summary)];
    const dev = (await delivery.keys("plans/dev/")).at(-1)!;
    const other = (await delivery.read(dev))!;
    const { sha256: otherHash } = await delivery.readJson(
      dev.replace("plans", "summaries").replace("/bundle.tgz", ".json"),
    );
    try {
      await delivery.tamper(bundle, other);
      expect(await unchanged("prod", apply)).toMatchObject(
        refused(4, "what lies in the store is not what was planned"),
      );
      // The hash that was printed where the plan was made tells.
      await delivery.tamper(summary, text!.toString().replace(planned.sha256, otherHash));
      expect(await unchanged("prod", apply)).toMatchObject(
        refused(4, "Take the hash from where the plan was made"),
      );
      // And so does the plan itself, if somebody is handed the other hash.
      expect(
        await unchanged("prod", () => delivery.apply({ ...planned, sha256: otherHash })),
      ).toMatchObject(refused(4, "not the one that was packed with the plan"));
    } finally {
      await delivery.tamper(bundle, was!);
      await delivery.tamper(summary, text!);
    }
  });

  test("a summary that was changed: 4", async () => {
    const key = `summaries/prod/${planned.id}.json`;
    const text = (await delivery.read(key))!.toString();
    try {
      await delivery.tamper(key, text.replace(/"expiresAt": "\d+/, '"expiresAt": "2999'));
      expect(await unchanged("prod", apply)).toMatchObject(
        refused(4, "not the one that was packed with the plan"),
      );
    } finally {
      await delivery.tamper(key, text);
    }
  });

  test("expired: 5", async () => {
    const later = await delivery.later(planner, 73);
    expect(await unchanged("prod", () => apply(later))).toMatchObject(refused(5, "expired at"));
  });

  test("another Terraform: 4", async () => {
    const bin = path.join(delivery.copy.root, "dist/bin");
    const { stdout } = await run("sh", ["-c", "command -v terraform"]);
    const script = `#!/bin/sh\n[ "$1" = version ] && echo '{"terraform_version":"1.99.0"}' && exit\nexec ${stdout.trim()} "$@"\n`;
    await mkdir(bin);
    await writeFile(path.join(bin, "terraform"), script);
    await chmod(path.join(bin, "terraform"), 0o755);
    const env = { ...planner, PATH: `${bin}:${process.env["PATH"]}` };
    expect(await unchanged("prod", () => apply(env))).toMatchObject(refused(4, "this is 1.99.0"));
  });

  test("a locked state: 7, and the plan stays good", async () => {
    const locks = new StateLocks(delivery.location, delivery.clients);
    const ended = await locks.holding("prod/terraform.tfstate", "a test", () =>
      unchanged("prod", apply),
    );
    expect(ended).toMatchObject(refused(7, "npm run unlock prod-stack"));
    await expectUnused("prod", planned);
  });

  test("after all of that it is applied, by one of two who have come through all checks at once", async () => {
    const proxy = await startHoldingProxy(delivery.endpoint, /\/started\.json/);
    const late = apply({ ...delivery.lee, AWS_ENDPOINT_URL: proxy.endpoint });
    await until("the mark of the second", () => proxy.held, 60);
    expect(await apply()).toMatchObject({ code: 0 });
    const state = await delivery.stateText("prod");
    proxy.release();
    const loser = await late;
    proxy.close();
    expect(loser).toMatchObject({
      code: 5,
      stderr: expect.stringContaining("another apply of it began just now"),
    });
    expect(await delivery.stateText("prod")).toBe(state);
    const outcome = await results("prod", planned, "outcome");
    expect(outcome).toMatchObject({ ok: true, serial: parseState(state!)!.serial });
    expect((await results("prod", planned, "started")).by.arn).toMatch(/\/kim$/);
    expect(await status(planned)).toBe("applied");
  });
});

test("rejected: 5, with the reason; and that stays", async () => {
  await delivery.change("prod");
  const planned = await delivery.plan("prod-stack");
  const { code } = await delivery.run(delivery.kim, "reject", planned.id, "--why", "not on Friday");
  expect(code).toBe(0);
  expect(await unchanged("prod", () => delivery.approve(planned))).toMatchObject(
    refused(5, "not on Friday"),
  );
  expect(await unchanged("prod", () => delivery.apply(planned))).toMatchObject(
    refused(5, "not on Friday"),
  );
  expect(await status(planned)).toBe("rejected");
});

test("superseded: 5, although approved; the newer one counts, and needs an approval of its own", async () => {
  await delivery.change("prod");
  const older = await delivery.plan("prod-stack");
  expect(await delivery.approve(older)).toMatchObject({ code: 0 });
  const newer = await delivery.plan("prod-stack");
  expect(await unchanged("prod", () => delivery.apply(older))).toMatchObject(
    refused(5, `superseded by ${newer.id}`),
  );
  expect(await unchanged("prod", () => delivery.apply(newer))).toMatchObject(
    refused(5, "not approved"),
  );
});

test("a state that has moved on since the plan: 3, and the plan is used up", async () => {
  await delivery.change();
  const planned = await delivery.plan("dev-stack");
  const state = (await delivery.stateText("dev"))!;
  await delivery.putState("dev", withSerial(state, (await delivery.serial("dev")) + 1));
  await matchDigest(delivery.clients, delivery.location, "dev/terraform.tfstate");
  expect(await unchanged("dev", () => delivery.apply(planned))).toMatchObject(
    refused(3, "the plan is stale"),
  );
  expect(await results("dev", planned, "outcome")).toMatchObject({
    ok: false,
    exit: 3,
    error: expect.stringContaining("the plan is stale"),
  });
  expect(await status(planned)).toBe("failed");
  expect(await unchanged("dev", () => delivery.apply(planned))).toMatchObject(
    refused(5, "the plan is stale"),
  );
});

test("an apply that was killed: the next run says what is known, and how to go on", async () => {
  await delivery.change();
  const planned = await delivery.plan("dev-stack");
  let written = false;
  const proxy = await startWriteProxy(delivery.endpoint, ({ what }) => {
    if (!/^PUT \/[^/]+-tfstate\/dev\/terraform\.tfstate(\?|$)/.test(what)) return undefined;
    written = true;
    // Terraform hears no more of it.
    return new Promise<void>(() => {});
  });
  const victim = spawn(
    process.execPath,
    ["dist/operations/cli.js", "apply", planned.id, "--sha256", planned.sha256],
    {
      cwd: delivery.copy.root,
      env: { ...process.env, ...delivery.kim, AWS_ENDPOINT_URL: proxy.endpoint },
      stdio: "ignore",
    },
  );
  await until("the state's write", () => written, 60);
  const gone = once(victim, "exit");
  await killTree(victim.pid!);
  await gone;
  proxy.close();

  expect(await unchanged("dev", () => delivery.apply(planned))).toMatchObject(
    refused(5, "still under way, or was killed"),
  );
  const again = await delivery.apply(planned);
  expect(again.stderr).toContain("npm run unlock dev-stack");
  const shown = await delivery.run(delivery.lee, "show", planned.id);
  expect(shown.stdout).toContain("started, no outcome is stored");
  expect(shown.stdout).toContain("dev/terraform.tfstate is locked by");
  expect(
    await unchanged("dev", () => delivery.run(delivery.kim, "plan", "dev-stack", "--stand-ins")),
  ).toMatchObject(refused(7, "npm run unlock dev-stack"));

  // As the messages say.
  const unlocked = await delivery.run(
    delivery.kim,
    "unlock",
    "dev-stack",
    "--stand-ins",
    "--force",
    "--yes",
  );
  expect(unlocked).toMatchObject({ code: 0 });
  await delivery.run(
    delivery.kim,
    "repair-digest",
    "dev-stack",
    "--stand-ins",
    "--use-current",
    "--yes",
  );
  await delivery.change();
  expect(await delivery.apply(await delivery.plan("dev-stack"))).toMatchObject({ code: 0 });
});

describe("secrets, and an apply that fails", () => {
  const SECRET = "correct-horse-battery";

  /** A parameter with a secret, outputs of both kinds, and perhaps a condition that cannot hold. */
  const extend = (secret: string, fails: boolean) =>
    delivery.extend(
      "dev-stack",
      `
  const secret = new TerraformVariable(stack, "secret", { type: "string", sensitive: true, default: "${secret}" });
  const parameter = new SsmParameter(stack, "parameter", { name: "secret", type: "String", value: secret.stringValue });
  new TerraformOutput(stack, "told", { value: "plain" });
  new TerraformOutput(stack, "untold", { value: secret.stringValue, sensitive: true });
  if (${fails}) parameter.addOverride("lifecycle.postcondition", [
    { condition: "\${self.arn != self.arn}", error_message: "it is \${self.value}" },
  ]);`,
      `import { TerraformOutput, TerraformVariable } from "cdktf";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";`,
    );

  const said: string[] = [];
  const noted = async (ended: Promise<Ended>) => {
    const { code, stdout, stderr } = await ended;
    said.push(stdout, stderr);
    return { code, stdout, stderr };
  };
  const planned = async (): Promise<Planned> => {
    const { code } = await noted(delivery.run(delivery.kim, "plan", "dev-stack", "--stand-ins"));
    expect(code).toBe(2);
    const { document } = await delivery.json(delivery.kim, "plans", "dev-stack", "--limit", "1");
    return document[0].summary;
  };

  test("what is sensitive is applied, but neither shown nor kept where all may read", async () => {
    await extend(SECRET, false);
    const plan = await planned();
    // Logs of Terraform would hold it.
    const env = { ...delivery.kim, TF_LOG: "TRACE", TF_LOG_PROVIDER: "TRACE" };
    expect(await noted(delivery.apply(plan, env))).toMatchObject({ code: 0 });
    await noted(delivery.run(delivery.lee, "show", plan.id, "--text", "--log"));
    await noted(delivery.run(delivery.lee, "show", plan.id, "--text", "--log", "--json"));
    const outputs = await results("dev", plan, "outputs");
    expect(outputs).toMatchObject({ told: "plain" });
    expect(outputs).not.toHaveProperty("untold");
    expect(await delivery.stateText("dev")).toContain(SECRET);
    const log = await delivery.read(`results/dev/${plan.id}/log.txt`);
    expect(log!.toString()).not.toMatch(/\bTRACE\b/);
  });

  test("a failure keeps its reason, its log and the state's serial: 1, and the plan is used", async () => {
    await extend(`${SECRET}-2`, true);
    const plan = await planned();
    const { code } = await noted(delivery.apply(plan));
    expect(code).toBe(1);
    expect(await results("dev", plan, "outcome")).toMatchObject({
      ok: false,
      exit: 1,
      error: expect.stringContaining("postcondition failed"),
      serial: await delivery.serial("dev"),
    });
    expect((await delivery.read(`results/dev/${plan.id}/log.txt`))!.toString()).toContain(
      "postcondition failed",
    );
    await noted(delivery.run(delivery.lee, "show", plan.id, "--text", "--log"));
    expect(await unchanged("dev", () => noted(delivery.apply(plan)))).toMatchObject(
      refused(5, "and failed: "),
    );
  });

  test("nothing that was said, and nothing in the store but the plans, holds it", async () => {
    expect(said.join("\n")).not.toContain(SECRET);
    expect(said.join("\n")).toContain("(sensitive value)");
    const readable = (await delivery.keys("")).filter((key) => !key.startsWith("plans/"));
    expect(readable.some((key) => key.endsWith("log.txt"))).toBe(true);
    for (const key of readable) {
      expect(`${key}: ${(await delivery.read(key))!.toString()}`).not.toContain(SECRET);
    }
  });
});
