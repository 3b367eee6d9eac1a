import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { matchDigest } from "../../../src/state/state-digest";
import { withSerial } from "../../../src/terraform/state-file";
import { Delivery, refused, type Planned } from "../../support/delivery";
import type { Ended } from "@groundwork/testing/project";
import { killedAtWrite } from "../../support/killed-at-write";

jest.setTimeout(240_000);

let delivery: Delivery;
beforeAll(async () => {
  delivery = await Delivery.createApplied("delivery-apply-ended");
});
afterAll(() => delivery?.close());

describe("an environment that was applied", () => {
  beforeAll(() => delivery.alter());

  test("a state that has moved on since the plan: 3, and the plan is used up", async () => {
    const planned = await delivery.plan("dev-stack");
    const state = (await delivery.stateText("dev"))!;
    await delivery.putState("dev", withSerial(state, (await delivery.serial("dev")) + 1));
    await matchDigest(delivery.clients, delivery.location, "dev/terraform.tfstate");
    expect(await delivery.unchanged("dev", () => delivery.apply(planned))).toMatchObject(
      refused(3, "the plan is stale"),
    );
    expect(await delivery.result("dev", planned, "outcome")).toMatchObject({
      ok: false,
      exit: 3,
      error: expect.stringContaining("the plan is stale"),
    });
    expect(await delivery.status(planned)).toBe("failed");
  });

  /** A plan of what was killed, under way. */
  let planning: Promise<Ended>;

  test("an apply that was killed: the next run says what is known, and how to go on", async () => {
    const planned = await delivery.plan("dev-stack");
    await killedAtWrite(
      delivery.copy.root,
      ["apply", planned.id, "--sha256", planned.sha256],
      delivery.kim,
      /^PUT \/[^/]+-tfstate\/dev\/terraform\.tfstate(\?|$)/,
    );

    // Terraform tries for 10 s to read a state that its digest does not match.
    planning = delivery.unchanged("dev", () => delivery.run(delivery.kim, "plan", "dev-stack"));
    const again = await delivery.unchanged("dev", () => delivery.apply(planned));
    expect(again).toMatchObject(refused(5, "still under way, or was killed"));
    expect(again.stderr).toContain("npx --no -- groundwork unlock dev-stack");
    const shown = await delivery.run(delivery.lee, "show", planned.id);
    expect(shown.stdout).toContain("started, no outcome is stored");
    expect(shown.stdout).toContain("dev/terraform.tfstate is locked by");
  });

  // Until Terraform gives up: this is of another stack.
  test("rejected: 5, with the reason; and that stays", async () => {
    const planned = await delivery.plan("prod-stack");
    const { id } = planned;
    const { code } = await delivery.run(delivery.kim, "reject", id, "--why", "not on Friday");
    expect(code).toBe(0);
    expect(await delivery.unchanged("prod", () => delivery.approve(planned))).toMatchObject(
      refused(5, "not on Friday"),
    );
    expect(await delivery.status(planned)).toBe("rejected");
  });

  test("what was killed is not planned either: 7; what the messages say repairs it", async () => {
    expect(await planning).toMatchObject(refused(7, "npx --no -- groundwork unlock dev-stack"));
    const unlocked = await delivery.run(delivery.kim, "unlock", "dev-stack", "--force", "--yes");
    expect(unlocked).toMatchObject({ code: 0 });
    const repaired = await delivery.run(
      delivery.kim,
      "repair-digest",
      "dev-stack",
      "--use-current",
      "--yes",
    );
    expect(repaired).toMatchObject({ code: 0 });
  });
});

/** In the environment in which an apply was killed, so that what repaired it is seen to have helped. */
describe("secrets, and an apply that fails", () => {
  const SECRET = "correct-horse-battery";
  /** More than 32,768 characters. */
  const LARGE = Array.from(
    { length: 1200 },
    (_, line) => `${SECRET}-line-${line}-${"k".repeat(20)}`,
  ).join("\n");

  /** A parameter with a secret, a large secret, outputs of both kinds, and conditions that variables have fail. */
  const extend = () =>
    delivery.extend(
      "dev-stack",
      `
  const bool = { type: "bool", default: true };
  for (const name of ["plans", "applies"]) new TerraformVariable(stack, name, bool);
  const secret = new TerraformVariable(stack, "secret", { type: "string", sensitive: true, default: "${SECRET}" });
  acknowledge(secret, "no-plain-secret", "It is none.");
  const parameter = new SsmParameter(stack, "parameter", { name: "secret", type: "String", value: secret.stringValue });
  new TerraformOutput(stack, "told", { value: "plain" });
  new TerraformOutput(stack, "untold", { value: secret.stringValue, sensitive: true });
  const large = new TerraformVariable(stack, "large", { type: "string", sensitive: true, default: ${JSON.stringify(LARGE)} });
  new TerraformOutput(stack, "large-output", { value: large.stringValue, sensitive: true });
  parameter.addOverride("lifecycle.postcondition", [
    { condition: "\${var.applies || self.arn != self.arn}", error_message: "it is \${self.value}" },
  ]);
  const told = \`${SECRET}-line-7-${"k".repeat(20)}\`;
  new SsmParameter(stack, "fails", { name: "fails", type: "String", value: "a" }).addOverride(
    "lifecycle.precondition", [{ condition: "\${var.plans}", error_message: \`it is \${told}\` }],
  );`,
      `import { acknowledge } from "@groundwork/policies/acknowledge";
import { TerraformOutput, TerraformVariable } from "cdktf";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";`,
    );

  const said: string[] = [];
  const noted = async (ended: Promise<Ended>) => {
    const { code, stdout, stderr } = await ended;
    said.push(stdout, stderr);
    return { code, stdout, stderr };
  };
  /** @param variables of the stack */
  const plan = (variables: Readonly<Record<string, string>> = {}): Promise<Ended> => {
    const given = Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value]);
    const env = { ...delivery.kim, ...Object.fromEntries(given) };
    return noted(delivery.run(env, "plan", "dev-stack"));
  };
  const planned = async (variables?: Readonly<Record<string, string>>): Promise<Planned> => {
    const { code, stdout } = await plan(variables);
    expect(code).toBe(2);
    const [id] = /\bdev-stack-\d{8}T\w+-\w+-\w+/.exec(stdout)!;
    return delivery.readJson(`summaries/dev/${id}.json`);
  };

  test("what is sensitive is applied, but neither shown nor kept where all may read", async () => {
    await extend();
    const made = await planned();
    // Logs of Terraform would hold it.
    const env = { ...delivery.kim, TF_LOG: "TRACE", TF_LOG_PROVIDER: "TRACE" };
    expect(await noted(delivery.apply(made, env))).toMatchObject({ code: 0 });
    await noted(delivery.run(delivery.lee, "show", made.id, "--text", "--log", "--json"));
    said.push(String(await delivery.read(`summaries/dev/details/${made.id}.json`)));
    const outputs = await delivery.result("dev", made, "outputs");
    expect(outputs).toMatchObject({ told: "plain" });
    expect(outputs).not.toHaveProperty("untold");
    expect(await delivery.stateText("dev")).toContain(SECRET);
    const log = await delivery.read(`results/dev/${made.id}/log.txt`);
    expect(log!.toString()).not.toMatch(/\bTRACE\b/);
  });

  test("a page of it has its values and a drawing, for its reader alone, and is kept", async () => {
    const made = await planned({ secret: `${SECRET}-3` });
    // In the copy, and below what git leaves alone.
    const file = path.join(delivery.copy.root, "dist", "plan.html");
    const make = () => noted(delivery.run(delivery.lee, "show", made.id, "--html", file));
    expect(await make()).toMatchObject({ code: 0, stdout: expect.stringContaining(file) });
    const page = await readFile(file, "utf8");
    said.push(page);
    expect(page).toContain("(sensitive value)");
    expect(page).toContain('class="groundwork-drawing"');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await make();
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("is not overwritten") });
  });

  test("a failure keeps its reason, its log and the state's serial: 1, and the plan is used", async () => {
    const made = await planned({ secret: `${SECRET}-2`, applies: "false" });
    const { code } = await noted(delivery.apply(made));
    expect(code).toBe(1);
    expect(await delivery.result("dev", made, "outcome")).toMatchObject({
      ok: false,
      exit: 1,
      error: expect.stringContaining("postcondition failed"),
      serial: await delivery.serial("dev"),
    });
    expect((await delivery.read(`results/dev/${made.id}/log.txt`))!.toString()).toContain(
      "postcondition failed",
    );
    await noted(delivery.run(delivery.lee, "show", made.id, "--text", "--log"));
    expect(await delivery.unchanged("dev", () => noted(delivery.apply(made)))).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/ and failed: [^]*postcondition failed/),
    });
  });

  test("nor is one of more than 32,768 characters by a plan that fails", async () => {
    // In the state now; a condition that fails as the plan is made says it.
    const failed = await plan({ plans: "false" });
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("it is (sensitive") });
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
