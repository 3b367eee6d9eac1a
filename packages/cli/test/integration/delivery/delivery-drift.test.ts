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
const isVpc = (input: object) => "enable_dns_hostnames" in input && "cidr_block" in input;

let delivery: Delivery;
let provider: DriftingProvider;
let inbox: SnsInbox;
/** The state as it was at first. */
let applied: string;
/** Where copies of messages are kept. */
let folder: string;

beforeAll(async () => {
  provider = await DriftingProvider.start();
  delivery = await Delivery.createApplied("drift");
  inbox = await SnsInbox.create(delivery.endpoint, "groundwork-dev-delivery");
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-messages-"));
  applied = (await delivery.stateText("dev"))!;
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

/** `npm run drift` by real Terraform, which asks the provider how things are. It changes nothing. */
async function look(...options: string[]) {
  const env = { ...delivery.kim, ...provider.env, DELIVERY_MESSAGES_DIR: folder };
  const before = await delivery.stateText("dev");
  const ended = await delivery.json(env, "drift", STACK, "--stand-ins", ...options);
  expect(await delivery.stateText("dev")).toBe(before);
  return { ...ended, report: ended.document[0] };
}

const messages = async () =>
  (await readdir(folder)).map((file) => file.replace(/^\w+\.\d+Z-/, "")).toSorted();

test("the number of tasks is autoscaling's, and no drift: an all clear, and nobody is told", async () => {
  provider.tamper(
    (input) => "desired_count" in input && "task_definition" in input,
    (input) => ({ ...input, desired_count: 7 }),
  );
  const { code, stderr, report } = await look("--notify");
  expect(report).toMatchObject({ stack: STACK, drifted: [], ignored: [], notes: [] });
  expect(report).not.toHaveProperty("unapplied");
  expect(stderr).toBe(`${STACK}: no drift\nAll clear: ${STACK} is as the code says.\n`);
  expect(code).toBe(0);
  expect(await messages()).toEqual([]);
});

test("what changed past Terraform is found, is no change that somebody merged, and is told once", async () => {
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

  // Something else, and who only looks tells nobody, whatever there is.
  provider.restore();
  provider.tamper(isVpc, () => undefined);
  const looked = await look();
  expect(looked.report.drifted).toEqual([
    { address: expect.any(String), ...VPC, action: "gone", attributes: [] },
  ]);
  expect(looked.code).toBe(2);
  expect(await messages()).toHaveLength(2);

  provider.restore();
  expect((await look("--notify")).code).toBe(0);
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

describe("a change of the code", () => {
  beforeAll(() => delivery.alter());

  test("that was not applied is told apart from drift, and both are found at once", async () => {
    provider.tamper(isVpc, (input) => ({ ...input, cidr_block: "10.99.0.0/16" }));
    const { code, report, stderr } = await look();
    expect(report.drifted).toMatchObject([VPC]);
    expect(report.unapplied.counts).toMatchObject({ add: 0, destroy: 0 });
    expect(report.unapplied.counts.change).toBeGreaterThan(0);
    expect(report.unapplied.addresses.join()).not.toContain("aws_vpc");
    expect(stderr).toContain("\n  merged but not applied: ");
    expect(code).toBe(2);
  });

  test("that is planned waits; drift is found all the same", async () => {
    const { id } = await delivery.plan(STACK);
    provider.tamper(isVpc, (input) => ({ ...input, cidr_block: "10.99.0.0/16" }));
    const { code, report } = await look();
    expect(report).toMatchObject({ waiting: id, drifted: [VPC] });
    expect(report).not.toHaveProperty("unapplied");
    expect(code).toBe(2);

    // As the apply of it leaves it that is under way.
    await delivery.tamper(
      `results/dev/${id}/started.json`,
      JSON.stringify({ by: { arn: "arn" }, at: new Date().toISOString(), sha256: "" }),
    );
    const during = await look();
    expect(during.report).toMatchObject({ skipped: expect.stringContaining(id), drifted: [] });
    expect(during.stderr).toContain(`Not clear: not known: ${STACK}.`);
    expect(during.code).toBe(0);
  });
});

test("a stack that cannot be looked at is an error, and hides nothing of the others; stacks are initialised one after another, and all before the first plan", async () => {
  await delivery.putState("registry", "garbage");
  const terraform = await LoggedTerraform.create(CACHE_VARIABLE);
  const env = { ...delivery.kim, ...provider.env, ...terraform.env };
  const stacks = [STACK, "registry-stack"];
  const { code, document } = await delivery.json(
    env,
    "drift",
    ...stacks,
    "--stand-ins",
    "--notify",
  );
  const reports = Object.fromEntries(
    document.map((report: { stack: string }) => [report.stack, report]),
  );
  expect(reports["registry-stack"]).toMatchObject({
    error: expect.stringContaining("registry-stack: terraform"),
  });
  expect(reports[STACK]).not.toHaveProperty("error");
  expect(code).toBe(1);
  expect(await terraform.initsBeforePlans()).toEqual([...INIT, ...INIT]);
  await terraform.remove();
});

test("a topic that is missing is warned of, and changes nothing", async () => {
  const { code, stderr, document } = await delivery.json(
    delivery.kim,
    "drift",
    "prod-stack",
    "--stand-ins",
    "--notify",
  );
  expect(document[0]).toMatchObject({
    unapplied: { counts: { add: expect.any(Number), destroy: 0 } },
  });
  expect(stderr).toMatch(
    /Warning: nobody was told \(drift-found\): arn:aws:sns:\S+:groundwork-prod-delivery: NotFound/,
  );
  expect(code).toBe(2);
});

test("drift on the list is accepted, with its reason, and a wrong list stops it", async () => {
  const list = "environments/drift-ignore.ts";
  const entry = { stack: STACK, address: "aws_vpc.*", attribute: "input.cidr_block" };
  const write = async (more: object) => {
    const text = `[${JSON.stringify({ ...entry, ...more })}]`;
    const source = await readFile(path.join(delivery.copy.root, list), "utf8");
    await delivery.copy.write(
      list,
      source.replace(/= \[[^]*\];/, () => `= ${text};`),
    );
    await delivery.copy.build();
  };
  await write({ reason: "the network team sets it" });
  // The change that waits, and the apply of it, are out of the way.
  await delivery.haveState("dev", applied);
  for (const key of await delivery.keys("")) await delivery.remove(key);
  provider.tamper(isVpc, (input) => ({ ...input, cidr_block: "10.99.0.0/16" }));
  const { code, report } = await look();
  expect(report.drifted).toEqual([]);
  expect(report.ignored).toMatchObject([{ ...VPC, reason: "the network team sets it" }]);
  expect(code).toBe(0);

  await write({ reason: "noise" });
  const env = { ...delivery.kim, ...provider.env };
  const refused = await delivery.run(env, "drift", STACK, "--stand-ins");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("environments/drift-ignore.ts: [0].reason: got noise, expected");
});
