import { fenced } from "../../../src/core/markdown";
import { planContents } from "../../../src/delivery/plan/plan-changes";
import type { PlanFinding } from "../../../src/delivery/store/plan-meta";
import { reviewComments } from "../../../src/delivery/review/review-comments";
import { DETAILS, RESOURCES } from "../plan/told-changes";
import { change, facts, planned, SECRET, small } from "./review-plans";
import { only, outsideOf } from "./sound-comments";

test("a small plan: counts, what goes, all changes, the plan, where it comes from", () => {
  const text = "Terraform will perform the following actions:\n\n  # aws_vpc.main will be created";
  expect(only(reviewComments({ stack: "dev-stack", contents: small, text }, facts))).toBe(
    [
      "<!-- groundwork review: dev-stack 1 -->",
      "### dev-stack: 1 to add, 1 to change, 1 to replace, 1 to destroy, 1 output",
      "",
      "**1 destroyed, 1 destroyed and made anew:**",
      "",
      "```diff",
      "- aws_sqs_queue.jobs",
      "-/+ aws_ecs_service.web (dev-stack/web/service), because of name",
      "```",
      "",
      "<details><summary>All changes (5)</summary>",
      "",
      "```diff",
      "# web",
      "-/+ service, aws_ecs_service.web, because of name",
      "# others",
      "+ aws_vpc.main",
      "- aws_sqs_queue.jobs",
      "! aws_iam_role.task",
      "! output url",
      "```",
      "",
      "</details>",
      "",
      "<details><summary>Plan</summary>",
      "",
      "```text",
      "Terraform will perform the following actions:",
      "",
      "  # aws_vpc.main will be created",
      "```",
      "",
      "</details>",
      "",
      `Commit ${facts.commit}, [run](${facts.runUrl}). Only looked at: what is applied is planned anew after the merge.`,
      "",
    ].join("\n"),
  );
});

test("no value of the plan is in it", () => {
  expect(only(reviewComments({ stack: "dev-stack", contents: small }, facts))).not.toContain(
    SECRET,
  );
});

test("a plan of nothing says so, in place of what an earlier run said", () => {
  const contents = planContents("{}", {});
  expect(only(reviewComments({ stack: "dev-stack", contents, text: "No changes." }, {}))).toBe(
    "<!-- groundwork review: dev-stack 1 -->\n### dev-stack: nothing to change\n",
  );
});

test("a stack that could not be planned says why", () => {
  const body = only(reviewComments({ stack: "dev-stack", problem: "Error: no\n```\n# x" }, facts));
  expect(body).toContain("### dev-stack: not planned");
  expect(body).toContain("````text\nError: no\n```\n# x\n````");
});

test("a plan that the policies stop says that first", () => {
  const finding: PlanFinding = {
    rule: "destroys-data",
    severity: "error",
    address: "aws_sqs_queue.jobs",
    detail: "is destroyed, with what it holds",
  };
  const body = (findings: PlanFinding[]) =>
    only(
      reviewComments(
        { stack: "prod-stack", contents: small, findings },
        { ...facts, now: new Date("2026-12-01T00:00:00Z") },
      ),
    );
  expect(body([finding])).toMatch(/<summary>The policies stop this plan<[^]*<summary>All changes/);
  expect(body([finding])).toContain(
    "error: aws_sqs_queue.jobs is destroyed, with what it holds [destroys-data]",
  );
  expect(body([finding])).toContain(
    `If that is meant, in environments/allowed-destroys.ts:
  { stack: "prod-stack", address: "aws_sqs_queue.jobs", reason: "<why its data may go>", until: "2026-12-15" },`,
  );
  const passed = body([{ ...finding, acknowledged: "moved to kafka" }]);
  expect(passed).toContain("<summary>Findings of the policies (1)</summary>");
  expect(passed).not.toContain("allowed-destroys");
});

test("a long plan is cut at a line's end, and says so; what goes is whole", () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `  + line ${index} = "value"`);
  const body = only(
    reviewComments({ stack: "dev-stack", contents: small, text: lines.join("\n") }, facts),
  );
  const shown = body.match(/^ {2}\+ line \d+ = "value"$/gm)!.length;
  expect(shown).toBeGreaterThan(1000);
  expect(body).toContain(`${5000 - shown} of 5000 lines were left out here.`);
  expect(body).toContain("- aws_sqs_queue.jobs");
  expect(body).toContain(facts.commit);
});

describe("text of others", () => {
  const hostile = 'aws_x.y["```\n</details>@everyone <script>`\u001B[31m\u202E"]';
  const contents = planned([change(hostile, ["delete"])]);

  test("closes no fence, keeps no colour, turns no direction", () => {
    const body = only(
      reviewComments(
        { stack: "dev-stack", contents, text: "a\n```\n~~~\n\u001B[1mb\u001B[0m\r\n</details>" },
        facts,
      ),
    );
    for (const character of ["\u001B", "\u202E", "\r"]) expect(body).not.toContain(character);
    expect(body).toContain('- aws_x.y["``` </details>@everyone <script>`"]');
    // Only the two folds of ours are outside of fences.
    const outside = outsideOf(body);
    expect(outside).not.toMatch(/@everyone|<script>/);
    expect(outside.match(/<\/details>/g)).toHaveLength(2);
  });

  test("a fence is longer than any run in it", () => {
    expect(fenced(["a ````` b"], "text")).toBe("``````text\na ````` b\n``````");
  });

  test("what is no commit and no address of a run is left out", () => {
    const body = only(
      reviewComments(
        { stack: "dev-stack", contents: small },
        { commit: "x](y)", runUrl: "javascript:alert(1)" },
      ),
    );
    expect(body).not.toMatch(/javascript|x\]\(y\)/);
  });
});

test("values by the parts of the stack, what forces a replacement, and wider access in sight", () => {
  const contents = { ...small, resources: RESOURCES, outputs: ["url"] };
  const body = only(reviewComments({ stack: "prod-stack", contents, details: DETAILS }, facts));
  expect(body).toContain(
    [
      "-/+ aws_vpc.network_vpc_4E8F0223 (prod-stack/network/vpc), because of cidr_block",
      "      cidr block 10.0.0.0/16 -> 10.1.0.0/16",
    ].join("\n"),
  );
  expect(body).toContain(
    "> [!WARNING]\n> More access than before (1):\n\n```diff\n! service web, task policy: may s3:PutObject on arn:aws:s3:::shop/*\n```",
  );
  expect(body).toContain(
    "! task log group, aws_cloudwatch_log_group.services_web_task_log-group_FA454BAC\n      retention 90 -> 30 days",
  );
  expect(body).toContain("! output url http://a -> http://b");
});
