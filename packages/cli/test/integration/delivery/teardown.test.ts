import { appliedDev, Delivery, refused } from "../../support/delivery";
import { parseState } from "../../../src/terraform/state-file";

jest.setTimeout(240_000);

let delivery: Delivery;
beforeAll(async () => {
  delivery = await Delivery.createApplied("teardown");
});
afterAll(() => delivery?.close());

const teardown = (...args: string[]) => delivery.run(delivery.kim, "teardown", ...args);
const NAMED = ["dev", "--confirm", "dev"];

test("never production, nor what all share, nor what is not there; and no agent does it", async () => {
  const before = await delivery.keys("");
  expect(await teardown("prod", "--confirm", "prod")).toMatchObject(
    refused(6, "set production: false in environments/prod.ts"),
  );
  expect(await teardown("registry", "--confirm", "registry")).toMatchObject(
    refused(1, "which all environments share, expected one of dev, prod"),
  );
  expect(await teardown("def")).toMatchObject(refused(1, "Did you mean dev?"));
  expect(await teardown("dev", "--confirm", "prod")).toMatchObject(
    refused(1, "--confirm: got prod, expected dev"),
  );
  const agent = { CLAUDECODE: "1", GROUNDWORK_STAND_INS: "", AWS_ENDPOINT_URL: "" };
  expect(await delivery.run({ ...delivery.kim, ...agent }, "teardown", ...NAMED)).toMatchObject(
    refused(6, "teardown is for a person to decide"),
  );
  expect(await delivery.keys("")).toEqual(before);
});

test("what AWS protects stops it before anything is destroyed, with how to lift it: 6", async () => {
  const state = JSON.parse((await delivery.stateText("dev"))!);
  const lb = state.resources.find(({ name }: { name: string }) => name.startsWith("aws_lb__"));
  const { attributes } = lb.instances[0];
  for (const { value } of [attributes.input, attributes.output]) {
    value.enable_deletion_protection = true;
  }
  state.serial += 1;
  await delivery.haveState("dev", JSON.stringify(state));
  const { code, document, stderr } = await delivery.json(delivery.kim, "teardown", ...NAMED);
  expect({ code, serial: await delivery.serial("dev") }).toEqual({ code: 6, serial: state.serial });
  expect(document.protections).toMatchObject([
    { path: "dev-stack/load-balancer/load-balancer", by: "enable_deletion_protection" },
  ]);
  expect(stderr).toContain("set loadBalancer.deletionProtection: false in environments/dev.ts");
  await delivery.haveState("dev", await appliedDev());
});

test("what the code guards stops it before Terraform is asked, all of it at once: 6", async () => {
  const before = await delivery.git("rev-parse", "HEAD");
  await delivery.extend(
    "dev-stack",
    'for (const id of ["kept-one", "kept-two", "never-made"]) new KmsKey(stack, id, { enableKeyRotation: true, lifecycle: { preventDestroy: true } });',
    'import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";',
  );
  const state = JSON.parse((await delivery.stateText("dev"))!);
  const key = state.resources.find(({ name }: { name: string }) =>
    name.startsWith("aws_kms_key__"),
  );
  for (const name of ["kept-one", "kept-two"]) {
    state.resources.push({ ...key, name: `aws_kms_key__${name}` });
  }
  await delivery.haveState("dev", JSON.stringify({ ...state, serial: state.serial + 1 }));
  const { code, document, stderr } = await delivery.json(delivery.kim, "teardown", ...NAMED);
  const kept = (id: string) => ({ path: `dev-stack/${id}`, by: "prevent_destroy" });
  expect({ code, protections: document.protections }).toMatchObject({
    code: 6,
    protections: [kept("kept-one"), kept("kept-two")],
  });
  expect(stderr).toContain("dev has 2 resources that are protected; nothing was destroyed");
  await delivery.git("reset", "--quiet", "--hard", before);
  await delivery.commit("as before");
  await delivery.haveState("dev", await appliedDev());
});

test("an agent may have it said what would go and what stays: 2, nothing is stored", async () => {
  const before = await delivery.keys("");
  const agent = { ...delivery.kim, CLAUDECODE: "1" };
  const { code, document } = await delivery.json(agent, "teardown", "dev", "--dry-run");
  expect({ code, stack: document.stack }).toEqual({ code: 2, stack: "dev-stack" });
  const { addresses } = parseState(await appliedDev())!;
  expect(document.resources).toHaveLength(addresses.length);
  const rules = document.findings.map(({ address }: { address: string }) => address.split(".")[0]);
  expect(rules).toEqual(["aws_cloudwatch_log_group", "aws_kms_key"]);
  expect(document.stays).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^1 resource of the type aws_ecs_task_definition, .*\(skip_destroy\)$/),
      expect.stringMatching(/^aws_kms_key\.\S+ for 30 days/),
    ]),
  );
  expect(await delivery.keys("")).toEqual(before);
});

describe("an environment that demands an approval", () => {
  const GATE = '"delivery":{"approval":true},"logRetentionDays":7';
  beforeAll(async () => {
    await delivery.copy.edit("environments/dev.ts", '"logRetentionDays":7', GATE);
    await delivery.commit("gate");
  });
  afterAll(async () => {
    await delivery.copy.edit("environments/dev.ts", GATE, '"logRetentionDays":7');
    await delivery.commit("no gate");
  });

  test("has the plan wait for it, and nobody applies it before: 5", async () => {
    const { code, document } = await delivery.json(delivery.kim, "teardown", ...NAMED);
    expect({ code, summary: document.summary }).toMatchObject({
      code: 2,
      summary: { destroy: true, needsApproval: true },
    });
    expect(await delivery.unchanged("dev", () => delivery.apply(document))).toMatchObject(
      refused(5, "not approved"),
    );
  });
});

test("asks for the name, and goes whole by a plan that is kept with its outcome; then there is nothing", async () => {
  expect(await delivery.unchanged("dev", () => teardown("dev"))).toMatchObject(
    refused(1, "add --confirm dev"),
  );
  const { code, document, stderr } = await delivery.json(delivery.kim, "teardown", ...NAMED);
  expect({ code, outcome: document.outcome }).toMatchObject({ code: 0, outcome: { ok: true } });
  expect(stderr).toContain("dev is gone: nothing is left in the state of dev-stack.");
  expect(stderr).toContain("a commit takes environments/dev.ts away");
  expect(parseState((await delivery.stateText("dev"))!)!.addresses).toEqual([]);
  expect(await delivery.result("dev", document, "outcome")).toMatchObject({ ok: true });
  expect(await teardown(...NAMED)).toMatchObject({
    code: 0,
    stdout: "dev-stack: the state has nothing in it, so nothing was destroyed.\n",
  });
});
