import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { reviewComments, writeComments } from "../../../src/delivery/review/review-comments";
import { reviewedPlan } from "../../../src/delivery/review/reviewed-plan";
import { StateLocks } from "../../../src/state/lock/locks";
import { commentsIn } from "../../support/comments";
import { Delivery } from "../../support/delivery";
import { OTHERS, withOtherProviders } from "../../support/other-providers";
import { run, type Ended } from "@groundwork/testing/project";

jest.setTimeout(600_000);

const STACK = "dev-stack";
/** Marked as sensitive in what is planned. */
const SECRET = "correct-horse-battery";
/** Thirty of each, as Terraform takes long for many of one. */
const EACH = 30;

/** So many resources as a state has them, each with a sensitive value. */
const resourcesOf = (count: number) =>
  Array.from({ length: count / EACH }, (_, name) => ({
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
  }));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-review-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a plan of Terraform", () => {
  const env = { TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
  let dir: string;
  /** As JSON. */
  let plan: string;
  /** What the command makes of it, by the name of each file. */
  let comments: Readonly<Record<string, string>>;

  const terraform = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run("terraform", args, { cwd: dir, env });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  const configure = (resource: object) =>
    writeFile(
      path.join(dir, "main.tf.json"),
      JSON.stringify({ resource: { terraform_data: resource } }),
    );

  /** What is changed, and what is replaced, beside 300 resources that all go. */
  beforeAll(async () => {
    dir = await mkdtemp(path.join(folder, "terraform-"));
    const secret = (more = "") => ({
      changed: { input: { open: `a${more}`, closed: `\${sensitive("${SECRET}${more}")}` } },
      anew: { triggers_replace: `\${sensitive("${SECRET}${more}")}`, input: "seen" },
    });
    await configure(secret());
    await terraform("init", "-input=false");
    await terraform("apply", "-input=false", "-auto-approve");
    const state = path.join(dir, "terraform.tfstate");
    const applied = JSON.parse(await readFile(state, "utf8"));
    applied.resources.push(...resourcesOf(300));
    await writeFile(state, JSON.stringify(applied));
    await configure(secret("-2"));
    await terraform("plan", "-input=false", "-out=x.tfplan");
    plan = await terraform("show", "-json", "x.tfplan");
    const shown = await terraform("show", "-no-color", "x.tfplan");
    // As a provider does that repeats it in a message.
    const text = `Warning: ${SECRET} is weak\n${shown}`;
    const reviewed = reviewedPlan({ name: STACK, json: {} }, { plan, text }, () => []);
    const out = path.join(dir, "out");
    await writeComments(out, reviewComments(reviewed, { commit: "3a388bb0".repeat(5) }));
    comments = await commentsIn(out);
  });

  // Of 3,000: review-large.test.ts.
  test("of 300 resources that all go: each is listed, within the limit", () => {
    const all = Object.values(comments).join("\n");
    expect(all).toContain(`### ${STACK}: 1 to change, 1 to replace, 300 to destroy`);
    // In the list that is never cut, that is.
    const [, list] = /\n```diff\n([^]*?)\n```\n/.exec(all.split("<details>")[0]!)!;
    const listed = list!.split("\n").map((line) => line.replace(/^- (terraform_data\.)?/, ""));
    for (let index = 0; index < 300; index++) {
      expect(listed).toContain(`service-${Math.floor(index / EACH)}[${index % EACH}]`);
    }
  });

  test("sensitive values are in no comment, before, after, or in what is replaced", () => {
    const { [`${STACK}.md`]: comment } = comments;
    expect(plan).toContain(SECRET);
    expect(comment).toMatch(/^-\/\+ (terraform_data\.)?anew, because of triggers_replace/m);
    // The rest of the plan is there.
    expect(comment).toContain('"a" -> "a-2"');
    expect(comment).toContain("Warning: (sensitive value) is weak");
    expect(Object.values(comments).join("\n")).not.toContain(SECRET);
  });
});

describe("stacks of this checkout", () => {
  let delivery: Delivery;
  beforeAll(async () => {
    delivery = await Delivery.createApplied("review");
    await withOtherProviders(delivery.copy);
    await delivery.alter();
  });
  afterAll(() => delivery?.close());

  const review = (stacks: readonly string[], ...args: string[]) =>
    delivery.run(delivery.kim, "review", ...stacks, ...args);

  test("are planned without a trace: no lock, no change, nothing in the store", async () => {
    const [state, keys] = [await delivery.stateText("dev"), await delivery.keys("")];
    const out = path.join(folder, "checkout");
    // Somebody holds the lock: it is not waited for.
    const locks = new StateLocks(delivery.location, delivery.clients);
    const { code, stdout, stderr } = await locks.holding("dev/terraform.tfstate", "test", () =>
      review([STACK], "--out", out),
    );
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `Written to ${out}: dev-stack.md, comments.json, which lists them\n`,
      stderr: "",
    });
    const { [`${STACK}.md`]: comment } = await commentsIn(out);
    expect(comment).toMatch(/### dev-stack: 2 to add, \d+ to change/);
    for (const address of OTHERS) expect(comment).toMatch(new RegExp(`^\\+ .*, ${address}$`, "m"));
    expect(comment).toMatch(/^! task log group, aws_\S+\n {6}retention \d+ -> \d+ days$/m);
    expect(await delivery.stateText("dev")).toBe(state);
    expect(await delivery.keys("")).toEqual(keys);
  });

  /** Each of four stacks has its own reason to be planned, or not to be. */
  describe("that somebody else synthesized", () => {
    let synth: string;
    /** Of two that are refused; of one that is planned, and one that cannot be. */
    let refused: Ended, tried: Ended;
    /** As the state and the code name it: the address of what holds a secret. */
    let secret: string;

    const file = (stack: string, name: string) => path.join(synth, "stacks", stack, name);
    const changeFile = async (stack: string, change: (json: any) => void) => {
      const json = JSON.parse(await readFile(file(stack, "cdk.tf.json"), "utf8"));
      change(json);
      await writeFile(file(stack, "cdk.tf.json"), JSON.stringify(json));
    };

    /** Reads the variables of the process. */
    const carryAway = () =>
      changeFile("delivery-stack", (json) => {
        json.output = { x: { value: '${file("/proc/self/environ")}' } };
      });

    async function nameFunctions(): Promise<void> {
      // Terraform would take it, if it saw it.
      await writeFile(
        file("prod-stack", "evil.tf"),
        'output "evil" { value = file("/proc/self/environ") }',
      );
      await changeFile("prod-stack", (json) => {
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
    }

    async function spellSecret(): Promise<void> {
      const state = JSON.parse((await delivery.stateText("dev"))!);
      const lb = state.resources.find(({ name }: { name: string }) => name.startsWith("aws_lb__"));
      const name = ["input", "name"].map((value) => ({ type: "get_attr", value }));
      lb.instances[0].sensitive_attributes = [name];
      await delivery.haveState("dev", JSON.stringify(state));
      secret = lb.name.replace("__", ".");
      await changeFile(STACK, (json) => {
        // Terraform does not mark what an object gives for a secret key.
        const value = `\${{ a = "first-is-a" }[substr(${secret}.name, 0, 1)]}`;
        json.output = { x: { value } };
      });
    }

    beforeAll(async () => {
      synth = await mkdtemp(path.join(folder, "cdktf.out-"));
      const { code, stderr } = await delivery.copy.run("dist/main.js", [], {
        ...delivery.kim,
        CDKTF_OUTDIR: synth,
      });
      if (code !== 0) throw new Error(stderr);
      await Promise.all([carryAway(), nameFunctions(), spellSecret()]);
      await delivery.putState("registry", "garbage");
      refused = await review([STACK, "delivery-stack"], "--synthesized", synth);
      tried = await review(["prod-stack", "registry-stack"], "--synthesized", synth);
    });

    /** What is said of a stack. */
    const commentOf = ({ stdout }: Ended, stack: string) =>
      stdout.split(/^(?=### )/m).find((part) => part.startsWith(`### ${stack}: `));

    test("are not planned when they could carry the credentials away", () => {
      const comment = commentOf(refused, "delivery-stack");
      expect(comment).toContain("### delivery-stack: not planned");
      expect(comment).toContain("Not planned before it is merged:\nit has an expression with file");
      for (const { stdout } of [refused, tried]) {
        expect(stdout).not.toContain(String(delivery.kim["AWS_SECRET_ACCESS_KEY"]));
      }
      // It says so to the reader; the job has not failed.
      expect(refused.code).toBe(0);
    });

    test("are not planned when they would spell a secret of the state", () => {
      const comment = commentOf(refused, STACK);
      expect(comment).toContain(`it has an expression that reads ${secret}.name in output.x`);
      expect(comment).not.toContain("first-is-");
    });

    test("are planned from their JSON alone, also with a text that names a function", () => {
      expect(commentOf(tried, "prod-stack")).toMatch(/### prod-stack: \d+ to /);
      expect(tried.stdout).not.toContain("evil");
    });

    test("that cannot be planned are an error, and the comment says why", () => {
      const comment = commentOf(tried, "registry-stack");
      expect(tried.code).toBe(1);
      expect(comment).toContain("### registry-stack: not planned");
      expect(comment).toMatch(/terraform (init|plan) failed/);
    });
  });
});
