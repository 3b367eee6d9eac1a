import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Delivery } from "../../support/delivery";
import { DriftingProvider } from "../../support/drifting-provider";
import { CACHE_VARIABLE, INIT, LoggedTerraform } from "../../support/logged-terraform";
import { SnsInbox } from "../../support/sns-inbox";

jest.setTimeout(600_000);

const STACK = "dev-stack";
/** Its construct, and what the code says of it. */
const VPC = { path: "dev-stack/network/vpc", type: "aws_vpc" };
/** What drift-ignore.ts accepts of it. */
const ACCEPTED = {
  entry: { stack: STACK, address: "aws_vpc.*", attribute: "input.enable_dns_hostnames" },
  reason: "the network team sets it",
};
const isVpc = (input: object) => "enable_dns_hostnames" in input && "cidr_block" in input;

let delivery: Delivery;
let provider: DriftingProvider;
let inbox: SnsInbox;
/** Where copies of messages are kept. */
let folder: string;

beforeAll(async () => {
  provider = await DriftingProvider.start();
  delivery = await Delivery.createApplied("drift");
  // Another reason is given by a variable.
  await delivery.copy.edit(
    "environments/drift-ignore.ts",
    /= \[[^]*\];/,
    `= [{ ...${JSON.stringify(ACCEPTED.entry)}, reason: process.env["REASON"] ?? "${ACCEPTED.reason}" }];`,
  );
  await delivery.commit("accept");
  inbox = await SnsInbox.create(delivery.endpoint, "groundwork-dev-delivery");
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-messages-"));
});
afterEach(() => provider.restore());
afterAll(async () => {
  inbox?.close();
  await Promise.all([
    delivery?.close(),
    provider?.close(),
    rm(folder, { recursive: true, force: true }),
  ]);
});

/** `groundwork drift` by real Terraform, which asks the provider how things are. It changes nothing. */
async function look(...options: string[]) {
  const env = { ...delivery.kim, ...provider.env, DELIVERY_MESSAGES_DIR: folder };
  const before = await delivery.stateText("dev");
  const ended = await delivery.json(env, "drift", STACK, ...options);
  expect(await delivery.stateText("dev")).toBe(before);
  return { ...ended, report: ended.document[0] };
}

const messages = async () =>
  (await readdir(folder)).map((file) => file.replace(/^\w+\.\d+Z-/, "")).toSorted();

test("what changed past Terraform is found, is no change that somebody merged, and is told once; an all clear as well, whatever is accepted", async () => {
  const secret = "10.99.0.0/16";
  provider.tamper(isVpc, (input) => ({ ...input, cidr_block: secret }));
  const { code, stderr, report } = await look("--notify");
  expect(report.drifted).toEqual([
    {
      address: expect.stringMatching(/^aws_vpc\.network_vpc_/),
      ...VPC,
      action: "changed",
      attributes: ["input.cidr_block"],
    },
  ]);
  expect(report.ignored).toEqual([]);
  expect(report).not.toHaveProperty("unapplied");
  expect(code).toBe(2);
  expect(stderr).toContain(`Not clear: not as the code says: ${STACK}.`);

  expect(stderr).not.toContain("Warning");
  const told = await inbox.received("drift-found");
  expect(told).toMatchObject({
    Subject: "dev: drift: 1 changed past Terraform",
    MessageAttributes: { environment: { Value: "dev" } },
  });
  expect(told.Message).toContain("(dev-stack/network/vpc): input.cidr_block");
  expect(await messages()).toEqual(["dev-drift-found.slack.json", "dev-drift-found.txt"]);
  const said = [stderr, JSON.stringify(report), JSON.stringify(told)].join();
  expect(said).not.toContain(secret);

  // The number of tasks is autoscaling's, and the list accepts the other, with its reason.
  provider.restore();
  provider.tamper(
    (input) => "desired_count" in input && "task_definition" in input,
    (input) => ({ ...input, desired_count: 7 }),
  );
  provider.tamper(isVpc, (input) => ({ ...input, enable_dns_hostnames: false }));
  const clear = await look("--notify");
  expect(clear.report).toMatchObject({ stack: STACK, drifted: [], notes: [] });
  expect(clear.report.ignored).toMatchObject([{ ...VPC, reason: ACCEPTED.reason }]);
  expect(clear.report).not.toHaveProperty("unapplied");
  expect(clear.stderr.replace(/aws_vpc\.\w+/, "VPC")).toBe(
    `${STACK}: no drift
  accepted by environments/drift-ignore.ts:
    VPC (${VPC.path}): ${ACCEPTED.entry.attribute}: ${ACCEPTED.reason}
All clear: ${STACK} is as the code says.
`,
  );
  expect(clear.code).toBe(0);
  const gone = await inbox.received("drift-gone");
  expect(gone.Subject).toBe("dev: drift gone, all clear");
  expect(gone.Message).toMatch(/^All clear: dev is as the code says again\./);
  const slack = (await readdir(folder)).filter((file) => file.endsWith(".slack.json")).toSorted();
  const threads = await Promise.all(
    slack.map(
      async (file) => JSON.parse(await readFile(path.join(folder, file), "utf8")).metadata.threadId,
    ),
  );
  expect(new Set(threads).size).toBe(1);
  expect(inbox.of("drift-found")).toHaveLength(1);
  expect(inbox.of("drift-gone")).toHaveLength(1);
});

describe("what is to stay, and what is to go back", () => {
  const LOG = { path: "dev-stack/services/web/task/log-group", type: "aws_cloudwatch_log_group" };
  const hasDays = (input: object) => "retention_in_days" in input;
  const alterLog = () => provider.tamper(hasDays, (input) => ({ ...input, retention_in_days: 30 }));
  beforeEach(alterLog);

  test("is proposed as a patch, in which the option has the value in AWS; with it nothing has drifted, and nothing waits to be applied", async () => {
    provider.tamper(isVpc, () => undefined);
    const env = { ...delivery.kim, ...provider.env };
    const { code, stdout, stderr } = await delivery.run(env, "drift", STACK, "--propose");
    expect(code).toBe(2);
    expect(stderr).toMatch(/\n {4}dev\.logRetentionDays: 7 -> 30 .*: input\.retention_in_days\n/);
    expect(stderr).toMatch(/left to a plan, by npx .* drift dev-stack --revert:\n.*: it is gone\n/);
    expect(stdout).toMatch(/^diff --git a\/environments\/dev\.ts [^]*\n\+.*"logRetentionDays":30/);
    expect(await delivery.git("status", "--porcelain")).toBe("");

    await delivery.patch(stdout);
    await delivery.copy.build();
    provider.restore();
    alterLog();
    const clear = await look();
    expect(clear.report).toMatchObject({ drifted: [], ignored: [] });
    expect(clear.report).not.toHaveProperty("unapplied");
    await delivery.patch(stdout, "--reverse");
    await delivery.copy.build();
  });

  test("is planned back by a plan as any other", async () => {
    const env = { ...delivery.kim, ...provider.env };
    const { document } = await delivery.json(env, "drift", STACK, "--revert");
    const summary = { counts: { add: 0, change: 1, destroy: 0 }, resources: [LOG] };
    expect(document).toMatchObject([{ drifted: [LOG], plan: { stack: STACK, summary } }]);
    const { id } = document[0].plan;
    expect((await delivery.run(env, "reject", id, "--why", "it was a try", "--yes")).code).toBe(0);
  });
});

describe("a change of the code", () => {
  beforeAll(() => delivery.alter());

  test("that was not applied is told apart from drift, and both are found at once; who only looks tells nobody", async () => {
    provider.tamper(isVpc, () => undefined);
    const before = await messages();
    const { code, report, stderr } = await look();
    expect(await messages()).toEqual(before);
    expect(report.drifted).toEqual([
      { address: expect.any(String), ...VPC, action: "gone", attributes: [] },
    ]);
    expect(report.unapplied.counts).toMatchObject({ add: 0, destroy: 0 });
    expect(report.unapplied.counts.change).toBeGreaterThan(0);
    expect(report.unapplied.addresses.join()).not.toContain("aws_vpc");
    expect(stderr).toContain("\n  merged but not applied: ");
    expect(code).toBe(2);
  });

  describe("that is planned", () => {
    let id: string;
    let before: string | undefined;
    let ended: Awaited<ReturnType<Delivery["json"]>>;
    let terraform: LoggedTerraform;
    /** By their stacks. */
    let reports: Readonly<Record<string, any>>;
    beforeAll(async () => {
      ({ id } = await delivery.plan(STACK));
      provider.tamper(isVpc, (input) => ({ ...input, cidr_block: "10.99.0.0/16" }));
      await delivery.putState("registry", "garbage");
      terraform = await LoggedTerraform.create(CACHE_VARIABLE);
      const env = { ...delivery.kim, ...provider.env, ...terraform.env };
      const stacks = [STACK, "registry-stack", "prod-stack"];
      before = await delivery.stateText("dev");
      ended = await delivery.json(env, "drift", ...stacks, "--notify");
      reports = Object.fromEntries(
        ended.document.map((report: { stack: string }) => [report.stack, report]),
      );
    });
    afterAll(() => terraform?.remove());

    test("waits; drift is found all the same", async () => {
      expect(reports[STACK]).toMatchObject({ waiting: id, drifted: [VPC] });
      expect(reports[STACK]).not.toHaveProperty("unapplied");
      expect(await delivery.stateText("dev")).toBe(before);
    });

    test("a stack that cannot be looked at is an error, and hides nothing of the others; stacks are initialised one after another, and all before the first plan", async () => {
      expect(reports["registry-stack"]).toMatchObject({
        error: expect.stringContaining("registry-stack: terraform"),
      });
      expect(reports[STACK]).not.toHaveProperty("error");
      expect(ended.code).toBe(1);
      expect(await terraform.initsBeforePlans()).toEqual([...INIT, ...INIT, ...INIT]);
    });

    test("a topic that is missing is warned of, and changes nothing", () => {
      expect(reports["prod-stack"]).toMatchObject({
        unapplied: { counts: { add: expect.any(Number), destroy: 0 } },
      });
      expect(reports["prod-stack"]).not.toHaveProperty("error");
      expect(ended.stderr).toMatch(
        /Warning: nobody was told \(drift-found\): arn:aws:sns:\S+:groundwork-prod-delivery: NotFound/,
      );
      expect(ended.stderr).toContain(
        `Not clear: not as the code says: ${STACK}, prod-stack; not known: registry-stack.`,
      );
    });

    test("and whose apply is under way is not looked at", async () => {
      await delivery.tamper(
        `results/dev/${id}/started.json`,
        JSON.stringify({ by: { arn: "arn" }, at: new Date().toISOString(), sha256: "" }),
      );
      const { code, report, stderr } = await look();
      expect(report).toMatchObject({ skipped: expect.stringContaining(id), drifted: [] });
      expect(stderr).toContain(`Not clear: not known: ${STACK}.`);
      expect(code).toBe(0);
    });
  });
});

test("a wrong list of what is accepted stops it, and so do both ways out of drift at once", async () => {
  const env = { ...delivery.kim, ...provider.env, REASON: "noise" };
  const refused = await delivery.run(env, "drift", STACK);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("environments/drift-ignore.ts: [0].reason: got noise, expected");
  const both = await delivery.run(env, "drift", STACK, "--propose", "--revert");
  expect(both.stderr).toContain("got --propose and --revert, expected one of them");
});
