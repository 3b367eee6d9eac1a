import { compareStacks } from "../../src/comparison/compare-stacks";
import { MASK } from "../../src/masking/masker";
import type { StackJson } from "../../src/comparison/written-stacks";

/** A stack of resources, by their addresses. */
const stack = (resources: Record<string, object>, more: object = {}): StackJson => {
  const resource: Record<string, Record<string, object>> = {};
  for (const [address, body] of Object.entries(resources)) {
    const [type, name] = address.split(".") as [string, string];
    const path = `dev-stack/${name.replaceAll("_", "/")}`;
    (resource[type] ??= {})[name] = { "//": { metadata: { path } }, ...body };
  }
  return { resource, ...more };
};

const QUEUE = { "aws_sqs_queue.jobs": { name: "jobs", delay_seconds: 5 } };

const changesOf = (before: StackJson, after: StackJson) =>
  compareStacks("dev-stack", before, after).elements;

/** What becomes of each, in a word. */
const words = (before: StackJson, after: StackJson) =>
  Object.fromEntries(changesOf(before, after).map(({ address, change }) => [address, change]));

test("what is new, gone and changed is told by address, with the arguments", () => {
  const before = stack({ ...QUEUE, "aws_sns_topic.old": { name: "old" } });
  const after = stack({
    "aws_sqs_queue.jobs": { name: "jobs", delay_seconds: 9, tags: { a: "b" } },
    "aws_sns_topic.other_thing": { display_name: "x", signature_version: 2 },
  });
  expect(words(before, after)).toEqual({
    "aws_sqs_queue.jobs": "changed",
    "aws_sns_topic.other_thing": "new",
    "aws_sns_topic.old": "gone",
  });
  const jobs = changesOf(before, after).find(({ type }) => type === "aws_sqs_queue");
  expect(jobs).toMatchObject({
    path: "dev-stack/jobs",
    holdsData: true,
    arguments: [
      { path: "delay_seconds", before: 5, after: 9 },
      { path: "tags.a", after: "b" },
    ],
  });
});

test("what Terraform takes for the same is the same", () => {
  const before = stack({
    "aws_x.a": { port: 80, on: true, none: null, block: { a: 1 }, json: '{"a":1,"b":[2]}' },
  });
  const after = stack({
    "aws_x.a": { port: "80", on: "true", block: [{ a: 1 }], json: '{ "b": [2], "a": 1 }' },
  });
  expect(compareStacks("dev-stack", before, after)).toMatchObject({ change: "same", elements: [] });
});

test("items of lists are told by their names, texts of JSON by what is in them", () => {
  const policy = (actions: string[], sid = "read") =>
    JSON.stringify({ Statement: [{ Sid: "other" }, { Sid: sid, Action: actions }] });
  const paths = (one: object, other: object) =>
    changesOf(stack({ "aws_x.a": one }), stack({ "aws_x.a": other })).flatMap((change) =>
      change.arguments.map(({ path }) => path),
    );
  expect(paths({ policy: policy(["a"]) }, { policy: policy(["a", "b"]) })).toEqual([
    "policy.Statement[read].Action[]",
  ]);
  expect(paths({ rule: [{ id: "x", n: 1 }] }, { rule: [{ id: "y" }, { id: "x", n: 2 }] })).toEqual([
    "rule[x].n",
    "rule[y]",
  ]);
});

test("what a provider calls sensitive is masked, and that it differs is told", () => {
  const parameter = (value: string) =>
    stack({ "aws_ssm_parameter.a": { type: "SecureString", value } });
  const [change] = changesOf(parameter("one"), parameter("two"));
  expect(change!.arguments).toEqual([
    { path: "value", before: MASK, after: MASK, sensitive: true, unknown: false },
  ]);
});

test("what Terraform is told to ignore does not change, other keys beside it do", () => {
  const body = (count: number, team: string) => ({
    desired_count: count,
    tags: { team, app: String(count) },
    lifecycle: { ignore_changes: ["desired_count", 'tags["team"]'] },
  });
  const before = stack({ "aws_ecs_service.web": body(1, "a") });
  const [change] = changesOf(before, stack({ "aws_ecs_service.web": body(2, "b") }));
  expect(change!.arguments.map(({ path }) => path)).toEqual(["tags.app"]);
});

describe("other addresses", () => {
  const moved = { "aws_sqs_queue.work_jobs": { name: "jobs", delay_seconds: 5 } };
  const reads = { "aws_x.reader": { queue: "${aws_sqs_queue.jobs.arn}" } };
  const readsMoved = { "aws_x.reader": { queue: "${aws_sqs_queue.work_jobs.arn}" } };

  test("a moved block keeps what it names, and what refers to it", () => {
    const block = { moved: [{ from: "aws_sqs_queue.jobs", to: "aws_sqs_queue.work_jobs" }] };
    expect(
      changesOf(stack({ ...QUEUE, ...reads }), stack({ ...moved, ...readsMoved }, block)),
    ).toEqual([
      expect.objectContaining({
        change: "same",
        movedFrom: "aws_sqs_queue.jobs",
        hanging: ["aws_x.reader"],
      }),
    ]);
  });

  test("without one it is made anew; the block that would keep it is told", () => {
    const changes = changesOf(stack({ ...QUEUE, ...reads }), stack({ ...moved, ...readsMoved }));
    expect(changes).toMatchObject([
      { address: "aws_sqs_queue.work_jobs", change: "new", keptFrom: "aws_sqs_queue.jobs" },
      { address: "aws_x.reader", change: "changed" },
      { address: "aws_sqs_queue.jobs", change: "gone" },
    ]);
  });

  test("what is alike goes to where its construct went, and nothing goes to two places", () => {
    const one = { rule: "a" };
    const before = stack({ "aws_x.a_rule": one, "aws_x.b_rule": one });
    const after = stack({ "aws_x.c_a_rule": one, "aws_x.c_b_rule": one, "aws_x.c_d_rule": one });
    const kept = changesOf(before, after).map(({ address, keptFrom }) => [address, keptFrom]);
    expect(kept).toEqual([
      ["aws_x.c_a_rule", "aws_x.a_rule"],
      ["aws_x.c_b_rule", "aws_x.b_rule"],
      ["aws_x.c_d_rule", undefined],
      ["aws_x.a_rule", undefined],
      ["aws_x.b_rule", undefined],
    ]);
  });

  test("a removed block that destroys nothing leaves it in AWS", () => {
    const removed = [{ from: "aws_sqs_queue.jobs", lifecycle: [{ destroy: false }] }];
    expect(words(stack(QUEUE), stack({}, { removed }))).toEqual({
      "aws_sqs_queue.jobs": "forgotten",
    });
    const destroyed = [{ from: "aws_sqs_queue.jobs" }];
    expect(words(stack(QUEUE), stack({}, { removed: destroyed }))).toEqual({
      "aws_sqs_queue.jobs": "gone",
    });
  });

  test("an import block takes up what is there", () => {
    const block = { import: [{ id: "x", to: "aws_sqs_queue.jobs" }] };
    expect(changesOf(stack({}), stack(QUEUE, block))).toMatchObject([
      { change: "new", imported: true },
    ]);
  });
});

describe("what hangs on a change", () => {
  const chain = (trigger: string) =>
    stack(
      {
        "terraform_data.base": { triggers_replace: trigger, input: "same" },
        "aws_x.reads_id": { a: { b: "${terraform_data.base.id}" } },
        "aws_x.reads_given": { a: "${terraform_data.base.input}" },
        "aws_x.by_local": { a: "${local.known}" },
        "aws_x.waits": { depends_on: ["terraform_data.base"] },
        "aws_x.ignores": {
          a: "${terraform_data.base.id}",
          lifecycle: { ignore_changes: ["a"] },
        },
        "aws_x.triggered": { lifecycle: { replace_triggered_by: ["terraform_data.base"] } },
        "aws_x.far": { c: "${aws_x.reads_id.arn}" },
      },
      { locals: { known: "${terraform_data.base.id}" } },
    );

  test("a replacement is followed to whatever reads what it makes anew", () => {
    const changes = changesOf(chain("1"), chain("2"));
    const told = Object.fromEntries(
      changes.map(({ address, change, replaced, because, follows }) => [
        address,
        [change, replaced, ...because, ...follows.map(({ of, sure }) => `${of} ${sure}`)],
      ]),
    );
    expect(told).toEqual({
      "terraform_data.base": ["changed", "will be", "triggers_replace"],
      "aws_x.reads_id": ["follows", "may be", "a.b", "terraform_data.base.id true"],
      "aws_x.by_local": ["follows", "may be", "a", "terraform_data.base.id true"],
      "aws_x.triggered": [
        "follows",
        "will be",
        "lifecycle.replace_triggered_by",
        "terraform_data.base true",
      ],
      "aws_x.far": ["follows", "may be", "c", "aws_x.reads_id.arn false"],
    });
  });

  test("all that refers to it is listed, and how many hang on it in the end", () => {
    const [base] = changesOf(chain("1"), chain("2"));
    expect(base!.hanging.toSorted()).toEqual([
      "aws_x.by_local",
      "aws_x.ignores",
      "aws_x.reads_given",
      "aws_x.reads_id",
      "aws_x.triggered",
      "aws_x.waits",
    ]);
    expect(base!.reach).toBe(7);
  });

  test("a change in place is followed where what changed is read, and its id is not", () => {
    const json = (input: string) =>
      stack({
        "terraform_data.base": { input },
        "aws_x.reads_id": { a: "${terraform_data.base.id}" },
        "aws_x.reads_input": { a: "${terraform_data.base.input}" },
      });
    expect(words(json("1"), json("2"))).toEqual({
      "terraform_data.base": "changed",
      "aws_x.reads_input": "follows",
    });
  });
});

test("a stack that is new or gone is so with all that is in it, and its settings are told", () => {
  const json = stack(QUEUE, {
    output: { url: { value: "x" } },
    provider: { aws: [{ region: "a" }] },
  });
  expect(compareStacks("dev-stack", undefined, json)).toMatchObject({ change: "new" });
  expect(compareStacks("dev-stack", json, undefined).change).toBe("gone");
  const other = stack(QUEUE, { output: {}, provider: { aws: [{ region: "b" }] } });
  expect(compareStacks("dev-stack", json, other)).toMatchObject({
    change: "changed",
    elements: [],
    settings: [
      { path: "output.url.value", before: "x" },
      { path: "provider.aws[0].region", before: "a", after: "b" },
    ],
  });
});
