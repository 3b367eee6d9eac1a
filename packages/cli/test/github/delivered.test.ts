import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Outcome, PlanSummary } from "../../src/delivery/store/plan-meta";
import { MAX_BODY } from "../../src/github/comment";
import { delivered } from "../../src/github/delivered";
import { deliveryComment } from "../../src/github/delivery-comment";
import { planOutputs, withoutOutputs } from "../../src/delivery/command-results";
import { outputText } from "../../src/github/step-output";
import { planVariables } from "../../src/pipeline/plan-variables";
import { FakeGitHub } from "../support/fake-github";

const counts = {
  add: 2,
  change: 0,
  replace: 1,
  destroy: 1,
  import: 0,
  move: 0,
  forget: 0,
  outputs: 0,
};
const gone = { address: "aws_s3_bucket.old", type: "aws_s3_bucket", action: "destroy" } as const;
const replaced = {
  ...gone,
  address: "aws_lb.a",
  action: "replace",
  because: ["name"],
} as const;
const summary: PlanSummary = {
  id: "prod-stack-20261121T035512Z-48cdd2f0-9f3a",
  stack: "prod-stack",
  commit: "48cdd2f0".repeat(5),
  terraformVersion: "1.11.4",
  sha256: "f".repeat(64),
  planSha256: "e".repeat(64),
  counts,
  resources: [gone, replaced],
  outputs: [],
  findings: [],
  needsApproval: true,
  plannedBy: { arn: "arn:aws:sts::111111111111:assumed-role/x/y" },
  plannedAt: "2026-11-21T03:55:12.000Z",
  expiresAt: "2026-11-24T03:55:12.000Z",
};
const outcome: Outcome = {
  ok: true,
  exit: 0,
  counts,
  at: "2026-11-21T04:55:12.000Z",
  by: { arn: "x" },
};

let fake: FakeGitHub;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-delivered-"));
  fake = await FakeGitHub.start(({ path: asked }) => {
    if (asked.includes("/pulls")) {
      return [
        { number: 7, merged_at: "2026-11-21T03:50:00Z" },
        { number: 8, merged_at: null },
      ];
    }
    return [];
  });
});
afterEach(async () => {
  await fake.stop();
  rmSync(folder, { recursive: true });
});

/** @returns the comment that was written, without its last line */
async function comment(files: Record<string, string>, note?: string): Promise<string> {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const page = path.join(folder, "page");
  const env = { ...fake.env, GITHUB_SHA: "c0ffee", GITHUB_STEP_SUMMARY: page };
  await delivered({ environment: "prod", folder, note }, env);
  expect(fake.changes).toEqual(["POST /issues/7/comments"]);
  const { body } = fake.calls.at(-1)!.body;
  expect(readFileSync(page, "utf8")).toBe(`${body}\n`);
  return body;
}

const plan = JSON.stringify({ changes: true, summary });

test.each<[string, Record<string, string>, string | undefined, string]>([
  [
    "a plan that waits",
    { "plan.json": plan },
    "",
    "waits for approval: 2 to add, 1 to replace, 1 to destroy",
  ],
  [
    "a plan that nobody is asked for",
    { "plan.json": plan },
    "no reviewers",
    "not applied: 2 to add",
  ],
  [
    "what was applied",
    { "plan.json": plan, "applied.json": JSON.stringify({ outcome }) },
    "",
    "applied: 2 to add",
  ],
  [
    "what was applied of another run's plan",
    { "applied.json": JSON.stringify({ summary, outcome }) },
    "",
    "applied: 2 to add",
  ],
  [
    "what failed",
    {
      "plan.json": plan,
      "applied.json": JSON.stringify({ outcome: { ...outcome, ok: false, error: "no" } }),
    },
    "",
    "the apply failed: 2 to add",
  ],
  ["that there was nothing to do", { "plan.json": '{"changes":false}' }, "", "nothing to change"],
  [
    "that no plan could be made",
    { "plan.json": '{"error":"a policy stops it"}' },
    "",
    "not planned",
  ],
  ["a plan that was cut off", { "plan.json": "" }, "The plan ended with failure", "not planned"],
])("the merged pull request tells %s", async (_, files, note, title) => {
  expect(await comment(files, note)).toContain(
    `<!-- groundwork delivery: prod -->\n### prod: ${title}`,
  );
});

test("everything that goes is named, and the plan by id, engine, digest and commit", async () => {
  const text = await comment({ "plan.json": plan });
  for (const part of [
    "aws_s3_bucket.old",
    "aws_lb.a, because of name",
    `plan \`${summary.id}\` by Terraform 1.11.4`,
    summary.sha256,
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toContain(`commit ${summary.commit.slice(0, 12)}`);
});

test("what changes is named without its values, as others read the repository", () => {
  const path = "prod-stack/services/web/task/log-group";
  const changed = { ...gone, path, action: "update", attributes: ["retention_in_days"] } as const;
  const { body } = deliveryComment({
    environment: "prod",
    commit: summary.commit,
    summary: { ...summary, resources: [changed] },
  });
  expect(body).toContain("<details><summary>Changed (1)</summary>");
  expect(body).toContain("service web, task log group: changes retention\n");
});

test("what Terraform said cannot become mark-up", async () => {
  const error = "``` <img src=x> @everybody\n# big";
  const applied = JSON.stringify({ outcome: { ...outcome, ok: false, error } });
  expect(await comment({ "plan.json": plan, "applied.json": applied })).toContain(
    "````text\n``` <img src=x> @everybody # big\n````",
  );
});

describe("what a plan hands on", () => {
  const result = { changes: true, id: summary.id, sha256: summary.sha256, summary };

  test("to later jobs", () => {
    expect(planOutputs(result)).toEqual({
      changes: "true",
      id: summary.id,
      sha256: summary.sha256,
      approval: "true",
    });
    expect(planOutputs({ changes: false })).toEqual({ changes: "false" });
    const to = { tag: "v1", digest: "sha256:1" };
    expect(planOutputs({ changes: false, to })).toEqual({ changes: "false", ...to });
    expect(planOutputs({ ...result, to })).toMatchObject({ changes: "true", ...to });
  });

  test("in a form that no value breaks out of", () => {
    expect(outputText({ a: "1\nb<<X", c: "2" }, "D")).toBe("a<<D\n1\nb<<X\nD\nc<<D\n2\nD\n");
    expect(outputText({ a: "1" })).not.toBe(outputText({ a: "1" }));
  });

  test("to a pipeline, in words and quoted for a shell", () => {
    const address = "aws_s3_bucket.it's";
    const text = planVariables({
      ...result,
      summary: { ...summary, resources: [{ ...gone, address }, replaced] },
    });
    expect(text).toContain("export PLAN_CHANGES='yes'\n");
    expect(text).toContain(
      `export PLAN_ID='${summary.id}'\nexport PLAN_SHA256='${summary.sha256}'\n`,
    );
    expect(text).toContain(
      "export PLAN_SUMMARY='prod-stack: 2 to add, 1 to replace, 1 to destroy. Destroys: aws_s3_bucket.it'\\''s. Replaces: aws_lb.a. Commit 48cdd2f048cd",
    );
    expect(planVariables({ changes: false })).toBe("export PLAN_CHANGES='no'\n");
  });

  test("of a rollback that somebody has planned before is nothing to apply", () => {
    expect(() => planOutputs({ id: "prod-stack-1" })).toThrow("prod-stack-1 is the same plan");
  });

  test("to a pipeline fits into an approval", () => {
    const resources = Array.from({ length: 9 }, () => ({ ...gone, address: "a".repeat(300) }));
    const text = planVariables({ ...result, summary: { ...summary, resources } });
    expect(/PLAN_SUMMARY='(.*)'/.exec(text)![1]!.length).toBeLessThanOrEqual(1000);
  });

  test.each([{}, { changes: true }, { changes: true, id: "x", sha256: "y" }])(
    "is nothing of %j, which is no plan",
    (broken) => {
      expect(() => planOutputs(broken)).toThrow("got no result of a plan");
      expect(() => planVariables(broken)).toThrow("got no result of a plan");
    },
  );
});

test("of an apply the stack's outputs stay behind", () => {
  expect(withoutOutputs({ outcome, outputs: { url: "secret" } })).toEqual({ outcome });
});

test("whatever goes, and whatever is said of it, there is room for the comment", () => {
  const many = (one: typeof gone | typeof replaced) =>
    Array.from({ length: 3000 }, (_, index) => ({ ...one, address: `${one.address}["${index}"]` }));
  const long = { ...gone, address: `aws_s3_bucket.a["${"x".repeat(70_000)}"]` };
  const resources = [long, ...many(gone), ...many(replaced)];
  const { body } = deliveryComment({
    environment: "prod",
    commit: summary.commit,
    summary: { ...summary, resources },
    outcome: { ...outcome, ok: false, error: "e".repeat(70_000) },
    note: "n\n".repeat(70_000),
  });
  expect(body.length).toBeLessThan(MAX_BODY);
  expect(body).toContain('aws_lb.a["99"], because of name\n');
  expect(body.match(/^and \d+ more$/gm)).toHaveLength(3);
});
