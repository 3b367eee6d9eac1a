import { fenced } from "../../../../operations/delivery/review/markdown";
import { planContents } from "../../../../operations/delivery/plan/plan-changes";
import type { PlanFinding } from "../../../../operations/delivery/plan/plan-meta";
import {
  COMMENT_MAX,
  markerOf,
  reviewComments,
  type ReviewComment,
} from "../../../../operations/delivery/review/review";

type Actions = ["delete"] | ["create"] | ["update"] | ["delete", "create"];

const change = (address: string, actions: Actions, more: object = {}) => ({
  address,
  mode: "managed",
  change: { actions, before: { password: SECRET }, after: { password: SECRET }, ...more },
});

/** In every value that a plan holds. */
const SECRET = "correct-horse-battery";

const planned = (changes: object[], stackJson = {}) =>
  planContents(
    JSON.stringify({
      resource_changes: changes,
      output_changes: { url: { actions: ["update"], before: SECRET, after: SECRET } },
    }),
    stackJson,
  );

const facts = {
  commit: "3a388bb0".repeat(5),
  runUrl: "https://github.com/acme/infra/actions/runs/1",
};

const small = planned(
  [
    change("aws_vpc.main", ["create"]),
    change("aws_sqs_queue.jobs", ["delete"]),
    change("aws_ecs_service.web", ["delete", "create"], { replace_paths: [["name"]] }),
    change("aws_iam_role.task", ["update"]),
  ],
  {
    resource: {
      aws_ecs_service: { web: { "//": { metadata: { path: "dev-stack/web/service" } } } },
    },
  },
);

const only = (comments: readonly ReviewComment[]): string => {
  expect(comments).toHaveLength(1);
  expectSound(comments);
  return comments[0]!.body;
};

/** What of a comment is mark-up: all that is in no fence. */
const outsideOf = (body: string) => body.replace(/^(`{3,})\w+\n[^]*?\n\1$/gm, "");

/** As GitHub takes it and shows it: within the limit, with every fence and fold closed. */
function expectSound(comments: readonly ReviewComment[]): void {
  for (const [index, { body, marker, part, parts, stack }] of comments.entries()) {
    expect([part, parts]).toEqual([index + 1, comments.length]);
    expect(marker).toBe(markerOf(stack, part));
    expect(body.startsWith(`${marker}\n`)).toBe(true);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(COMMENT_MAX);
    const outside = outsideOf(body);
    expect(outside.match(/<details>/g)?.length).toBe(outside.match(/<\/details>/g)?.length);
    let open: string | undefined;
    for (const line of body.split("\n")) {
      const fence = /^(`{3,})(\w*)$/.exec(line);
      if (!fence) continue;
      if (open === undefined) open = fence[1];
      else if (fence[1]!.length >= open.length && fence[2] === "") open = undefined;
    }
    expect(open).toBeUndefined();
  }
}

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
      "+ aws_vpc.main",
      "- aws_sqs_queue.jobs",
      "-/+ aws_ecs_service.web (dev-stack/web/service), because of name",
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
    "<!-- groundwork review: dev-stack 1 -->\n### dev-stack: no changes\n",
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
    only(reviewComments({ stack: "prod-stack", contents: small, findings }, facts));
  expect(body([finding])).toContain("<summary>The policies stop this plan</summary>");
  expect(body([finding])).toContain("error: destroys-data: aws_sqs_queue.jobs is destroyed");
  expect(body([{ ...finding, acknowledged: "moved to kafka" }])).toContain(
    "<summary>Findings of the policies (1)</summary>",
  );
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

describe("3,000 resources that all go", () => {
  const names = (name: (index: number) => string) =>
    Array.from({ length: 3000 }, (_, index) => name(index));
  const goes = (addresses: string[]) =>
    planned(
      addresses.map((address, index) =>
        change(address, index % 3 ? ["delete"] : ["delete", "create"]),
      ),
    );
  const text = names((index) => `  # resource ${index} will be destroyed`).join("\n");

  /** The addresses that the comments say go, put together again from types and names. */
  function listedIn(comments: readonly ReviewComment[]): string[] {
    const found: string[] = [];
    for (const { body } of comments) {
      let type = "";
      const [, list = ""] = /```diff\n([^]*?)\n```/.exec(body) ?? [];
      for (const line of list.split("\n")) {
        const group = /^# (\S+) \(\d+\)/.exec(line);
        if (group) type = `${group[1]}.`;
        else found.push(type + line.replace(/^-(\/\+)? /, ""));
      }
    }
    return found.toSorted();
  }

  test("short names are in one comment, each", () => {
    const addresses = names((index) => `aws_sqs_queue.q${index}`);
    const comments = reviewComments({ stack: "dev-stack", contents: goes(addresses), text }, facts);
    only(comments);
    expect(listedIn(comments)).toEqual(addresses.toSorted());
    expect(comments[0]!.body).toContain("**2000 destroyed, 1000 destroyed and made anew:**");
  });

  test("construct paths are left out before anything else", () => {
    const addresses = names((index) => `aws_sqs_queue.q${index}`).slice(0, 1000);
    const bodies = Object.fromEntries(
      addresses.map((address, index) => [
        `q${index}`,
        { "//": { metadata: { path: `dev-stack/${address}/${"x".repeat(60)}` } } },
      ]),
    );
    const changes = addresses.map((address) => change(address, ["delete"]));
    const contents = planned(changes, { resource: { aws_sqs_queue: bodies } });
    const body = only(reviewComments({ stack: "dev-stack", contents, text }, facts));
    expect(body).toContain("\n- aws_sqs_queue.q999\n");
  });

  test("names as CDKTF makes them are in numbered comments, each within the limit", () => {
    const types = ["aws_route53_record", "aws_sqs_queue", "module.a.aws_iam_role"];
    const addresses = names(
      (index) =>
        `${types[index % 3]}.services_web_resource-${index}_${"ABCDEF0123456789".slice(0, 8)}`,
    );
    const comments = reviewComments(
      { stack: "prod-stack", contents: goes(addresses), text },
      facts,
    );
    expect(comments.length).toBeGreaterThan(1);
    expect(comments.length).toBeLessThan(5);
    expectSound(comments);
    expect(listedIn(comments)).toEqual(addresses.toSorted());
    for (const { body, part, parts } of comments)
      expect(body).toContain(
        `3000 to destroy`.replace("3000", "2000") + `, 1 output (part ${part} of ${parts})`,
      );
    expect(comments.at(-1)!.body).toContain(facts.commit);
  });

  test("the part that no reader needs is what is left out", () => {
    const addresses = names((index) => `aws_sqs_queue.q${index}`);
    const [{ body }] = reviewComments(
      { stack: "dev-stack", contents: goes(addresses), text },
      facts,
    ) as [ReviewComment];
    expect(body).toMatch(/\d+ of \d+ lines were left out here|The plan's text did not fit here/);
  });
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
