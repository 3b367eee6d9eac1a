import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { reviewComments, writeComments } from "../../../src/delivery/review/review-comments";
import { reviewedPlan } from "../../../src/delivery/review/reviewed-plan";
import { StateLocks } from "../../../src/state/lock/locks";
import { commentsIn } from "../../support/comments";
import { Delivery } from "../../support/delivery";
import { run } from "@groundwork/testing/project";

jest.setTimeout(600_000);

const STACK = "dev-stack";
/** Marked as sensitive in what is planned. */
const SECRET = "correct-horse-battery";
/** Thirty of each, as Terraform takes long for many of one. */
const EACH = 30;

/** A state of so many resources, each with a sensitive value. */
const stateOf = (count: number) => ({
  version: 4,
  terraform_version: "1.11.0",
  serial: 1,
  lineage: "3a388bb0-0000-4000-8000-000000000000",
  outputs: {},
  resources: Array.from({ length: count / EACH }, (_, name) => ({
    mode: "managed",
    type: "terraform_data",
    name: `service-${name}`,
    provider: 'provider["terraform.io/builtin/terraform"]',
    instances: Array.from({ length: EACH }, (_, index) => ({
      index_key: index,
      schema_version: 0,
      attributes: {
        id: `id-${name}-${index}`,
        input: { value: SECRET, type: "string" },
        output: { value: SECRET, type: "string" },
        triggers_replace: null,
      },
      sensitive_attributes: [
        [{ type: "get_attr", value: "input" }],
        [{ type: "get_attr", value: "output" }],
      ],
    })),
  })),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-review-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("plans of Terraform", () => {
  const env = { TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
  let dir: string;

  const terraform = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run("terraform", args, { cwd: dir, env });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  const configure = (resource?: object) =>
    writeFile(
      path.join(dir, "main.tf.json"),
      JSON.stringify(resource ? { resource: { terraform_data: resource } } : {}),
    );
  /** Plans, and leaves the plan in a folder. */
  async function planInto(plans: string): Promise<void> {
    await mkdir(plans, { recursive: true });
    await terraform("plan", "-input=false", "-out=x.tfplan");
    await writeFile(
      path.join(plans, `${STACK}.json`),
      await terraform("show", "-json", "x.tfplan"),
    );
    await writeFile(
      path.join(plans, `${STACK}.txt`),
      await terraform("show", "-no-color", "x.tfplan"),
    );
  }

  beforeEach(async () => {
    dir = await mkdtemp(path.join(folder, "terraform-"));
    await configure();
    await terraform("init", "-input=false");
  });

  /** What the command makes of Terraform's plan. */
  async function review(plans: string, out: string) {
    const [plan, text] = await Promise.all(
      ["json", "txt"].map((kind) => readFile(path.join(plans, `${STACK}.${kind}`), "utf8")),
    );
    const stack = { name: STACK, json: {} };
    const reviewed = reviewedPlan(stack, { plan: plan!, text: text! }, () => []);
    const facts = { commit: "3a388bb0".repeat(5) };
    await writeComments(out, reviewComments(reviewed, facts));
    return { code: 0, stderr: "" };
  }

  // Of 3,000: review-large.test.ts.
  test("of 300 resources that all go: each is listed, within the limit", async () => {
    await writeFile(path.join(dir, "terraform.tfstate"), JSON.stringify(stateOf(300)));
    const [plans, out] = [path.join(dir, "plans"), path.join(dir, "out")];
    await planInto(plans);
    const { code, stderr } = await review(plans, out);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const comments = Object.values(await commentsIn(out)).join("\n");
    expect(comments).toContain(`### ${STACK}: 300 to destroy`);
    // In the list that is never cut, that is.
    const [, list] = /\n```diff\n([^]*?)\n```\n/.exec(comments.split("<details>")[0]!)!;
    const listed = list!.split("\n").map((line) => line.replace(/^- (terraform_data\.)?/, ""));
    for (let index = 0; index < 300; index++) {
      expect(listed).toContain(`service-${Math.floor(index / EACH)}[${index % EACH}]`);
    }
    expect(comments).not.toContain(SECRET);
  });

  test("sensitive values are in no comment, before, after, or in what is replaced", async () => {
    const secret = (more = "") => ({
      changed: { input: { open: `a${more}`, closed: `\${sensitive("${SECRET}${more}")}` } },
      anew: { triggers_replace: `\${sensitive("${SECRET}${more}")}`, input: "seen" },
    });
    await configure(secret());
    await terraform("apply", "-input=false", "-auto-approve");
    await configure(secret("-2"));
    const [plans, out] = [path.join(dir, "plans"), path.join(dir, "out")];
    await planInto(plans);
    expect(await readFile(path.join(plans, `${STACK}.json`), "utf8")).toContain(SECRET);
    // As a provider does that repeats it in a message.
    await appendFile(path.join(plans, `${STACK}.txt`), `\nWarning: ${SECRET} is weak\n`);
    expect((await review(plans, out)).code).toBe(0);
    const { [`${STACK}.md`]: comment } = await commentsIn(out);
    expect(comment).toContain("-/+ terraform_data.anew, because of triggers_replace");
    // The rest of the plan is there.
    expect(comment).toContain('"a" -> "a-2"');
    expect(comment).toContain("Warning: (sensitive value) is weak");
    expect(comment).not.toContain(SECRET);
  });
});

describe("stacks of this checkout", () => {
  let delivery: Delivery;
  beforeAll(async () => {
    delivery = await Delivery.createApplied("review");
    await delivery.alter();
  });
  afterAll(() => delivery?.close());

  const review = (...args: string[]) =>
    delivery.run(delivery.kim, "review", STACK, "--stand-ins", ...args);

  test("are planned without a trace: no lock, no change, nothing in the store", async () => {
    const [state, keys] = [await delivery.stateText("dev"), await delivery.keys("")];
    const out = path.join(folder, "checkout");
    // Somebody holds the lock: it is not waited for.
    const locks = new StateLocks(delivery.location, delivery.clients);
    const { code, stdout, stderr } = await locks.holding("dev/terraform.tfstate", "test", () =>
      review("--out", out),
    );
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `Written to ${out}: dev-stack.md, comments.json, which lists them\n`,
      stderr: "",
    });
    const { [`${STACK}.md`]: comment } = await commentsIn(out);
    expect(comment).toMatch(/### dev-stack: \d+ to change/);
    expect(comment).toMatch(/^! aws_cloudwatch_log_group\.\S+ \(dev-stack\/\S+\)$/m);
    expect(await delivery.stateText("dev")).toBe(state);
    expect(await delivery.keys("")).toEqual(keys);
  });

  describe("that somebody else synthesized", () => {
    let synth: string;
    beforeEach(async () => {
      synth = await mkdtemp(path.join(folder, "cdktf.out-"));
      const { code, stderr } = await delivery.copy.run("dist/main.js", [], {
        ...delivery.kim,
        CDKTF_OUTDIR: synth,
      });
      if (code !== 0) throw new Error(stderr);
    });

    const file = (name: string) => path.join(synth, "stacks", STACK, name);
    const changeFile = async (change: (json: any) => void) => {
      const json = JSON.parse(await readFile(file("cdk.tf.json"), "utf8"));
      change(json);
      await writeFile(file("cdk.tf.json"), JSON.stringify(json));
    };

    test("are not planned when they could carry the credentials away", async () => {
      await changeFile((json) => {
        json.output = { x: { value: '${file("/proc/self/environ")}' } };
      });
      const { code, stdout } = await review("--synthesized", synth);
      expect(stdout).toContain("### dev-stack: not planned");
      expect(stdout).toContain("Not planned before it is merged:\nit has an expression with file");
      expect(stdout).not.toContain(String(delivery.kim["AWS_SECRET_ACCESS_KEY"]));
      // It says so to the reader; the job has not failed.
      expect(code).toBe(0);
    });

    test("are planned from their JSON alone, also with a text that names a function", async () => {
      // Terraform would take it, if it saw it.
      await writeFile(file("evil.tf"), 'output "evil" { value = file("/proc/self/environ") }');
      await changeFile((json) => {
        const [task] = Object.values<any>(json.resource.aws_ecs_task_definition);
        const more = [
          { name: "VIEWS", value: "/srv/templates" },
          { name: "BEAT", value: "filebeat (x) file(1)" },
        ];
        const variables = `"essential":true,"environment":${JSON.stringify(more)}`;
        const text = task.container_definitions;
        task.container_definitions = text.replace('"essential":true', variables);
        expect(task.container_definitions).toMatch(/filebeat.*\$\{/);
      });
      const { code, stdout } = await review("--synthesized", synth);
      expect(code).toBe(0);
      expect(stdout).toMatch(/### dev-stack: \d+ to /);
      expect(stdout).not.toContain("evil");
    });

    test("are not planned when they would spell a secret of the state", async () => {
      const text = (await delivery.stateText("dev"))!;
      const state = JSON.parse(text);
      const lb = state.resources.find(({ name }: { name: string }) => name.startsWith("aws_lb__"));
      const path = ["input", "name"].map((value) => ({ type: "get_attr", value }));
      lb.instances[0].sensitive_attributes = [path];
      await delivery.haveState("dev", JSON.stringify(state));
      const [type, name] = lb.name.split("__");
      await changeFile((json) => {
        // Terraform does not mark what an object gives for a secret key.
        const value = `\${{ a = "first-is-a" }[substr(${type}.${name}.name, 0, 1)]}`;
        json.output = { x: { value } };
      });
      const { code, stdout } = await review("--synthesized", synth);
      await delivery.haveState("dev", text);
      expect(stdout).toContain(`it has an expression that reads ${type}.${name}.name in output.x`);
      expect(stdout).not.toContain("first-is-");
      expect(code).toBe(0);
    });
  });

  test("that cannot be planned are an error, and the comment says why", async () => {
    await delivery.putState("dev", "garbage");
    const { code, stdout } = await review();
    expect(code).toBe(1);
    expect(stdout).toContain("### dev-stack: not planned");
    expect(stdout).toMatch(/terraform (init|plan) failed/);
  });
});
