import type { DeliveryEvent, PushedImage } from "../../../../operations/delivery/messages/events";
import { render, subjectLine } from "../../../../operations/delivery/messages/messages";
import { publication } from "../../../../operations/delivery/messages/notify";
import type { DriftReport } from "../../../../operations/delivery/drift/drift-report";
import type {
  Outcome,
  PlanCounts,
  PlannedResource,
  PlanSummary,
} from "../../../../operations/delivery/plan/plan-meta";

const SHA256 = "ab".repeat(32);
const ID = "prod-stack-20261121T042000Z-3a388bb0-9f3a";
const COMMIT = "3a388bb0".repeat(5);
const NONE: PlanCounts = {
  add: 0,
  change: 0,
  replace: 0,
  destroy: 0,
  import: 0,
  move: 0,
  forget: 0,
  outputs: 0,
};

const gone = (name: string): PlannedResource => ({
  address: `aws_sqs_queue.${name}`,
  path: `prod-stack/jobs/${name}`,
  type: "aws_sqs_queue",
  action: "destroy",
});
const replaced: PlannedResource = {
  address: "aws_ecs_service.web",
  path: "prod-stack/web/service",
  type: "aws_ecs_service",
  action: "replace",
  because: ["name", "launch_type"],
};

function planOf(
  destroyed: readonly PlannedResource[],
  more: Partial<PlanSummary> = {},
): PlanSummary {
  return {
    id: ID,
    stack: "prod-stack",
    commit: COMMIT,
    branch: "main",
    terraformVersion: "1.11.4",
    sha256: SHA256,
    planSha256: "cd".repeat(32),
    counts: { ...NONE, add: 2, replace: 1, destroy: destroyed.length },
    resources: [...destroyed, replaced],
    destroyed,
    replaced: [replaced],
    outputs: [],
    findings: [],
    needsApproval: true,
    plannedBy: {
      arn: "arn:aws:sts::111111111111:assumed-role/groundwork-plan-main/run",
      actor: "kim",
    },
    plannedAt: "2026-11-21T04:20:00.000Z",
    expiresAt: "2026-11-24T04:20:00.000Z",
    runUrl: "https://github.com/acme/infra/actions/runs/1",
    ...more,
  };
}

const plan = planOf([gone("a"), gone("b")]);
const by = { arn: "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_1/lee@acme.com" };
const outcome: Outcome = {
  ok: true,
  exit: 0,
  counts: plan.counts,
  at: "2026-11-21T05:00:00.000Z",
  by,
};
const image: PushedImage = {
  service: "web",
  environment: "dev",
  image: `111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/groundwork/web@sha256:${"1".repeat(64)}`,
  digest: `sha256:${"1".repeat(64)}`,
  tag: "v1.2.3",
  commit: COMMIT,
  by: "kim",
};
const report: DriftReport = {
  stack: "prod-stack",
  checkedAt: "2026-11-21T04:20:00.000Z",
  since: "2026-11-20T04:20:00.000Z",
  drifted: [
    {
      address: "aws_security_group.web",
      path: "prod-stack/web/group",
      type: "aws_security_group",
      action: "changed",
      attributes: ["ingress"],
    },
  ],
  ignored: [],
  unapplied: { counts: { ...NONE, add: 1 }, addresses: ["aws_sqs_queue.c: create"] },
  notes: [],
};

const events: Record<string, DeliveryEvent> = {
  "plan that waits": { type: "plan-ready", plan },
  "plan without a gate": { type: "plan-ready", plan: planOf([], { needsApproval: false }) },
  approved: {
    type: "approved",
    plan,
    approval: { verdict: "approved", by, at: "2026-11-21T04:30:00.000Z", sha256: SHA256 },
  },
  rejected: {
    type: "rejected",
    plan,
    approval: {
      verdict: "rejected",
      by,
      at: "2026-11-21T04:30:00.000Z",
      sha256: SHA256,
      why: "not on a Friday",
    },
  },
  applied: { type: "applied", plan, outcome },
  failed: {
    type: "failed",
    plan,
    outcome: { ...outcome, ok: false, exit: 1, error: "aws_ecs_service.web: not enough capacity" },
  },
  "drift found": { type: "drift-found", report },
  "drift gone": { type: "drift-gone", report: { ...report, drifted: [], unapplied: undefined } },
  "image pushed": { type: "image-pushed", image },
  "scan findings": { type: "scan-findings", image, severities: { LOW: 4, CRITICAL: 1, HIGH: 0 } },
};

const subjects: Record<string, string> = {
  "plan that waits": "prod: plan waits for approval: 2 to add, 1 to replace, 2 to destroy",
  "plan without a gate": "prod: plan ready: 2 to add, 1 to replace",
  approved: "prod: plan approved: 2 to add, 1 to replace, 2 to destroy",
  rejected: "prod: plan rejected: 2 to add, 1 to replace, 2 to destroy",
  applied: "prod: applied: 2 to add, 1 to replace, 2 to destroy",
  failed: "prod: apply FAILED",
  "drift found": "prod: drift: 1 changed past Terraform; merged but not applied: 1 to add",
  "drift gone": "prod: drift gone, all clear",
  "image pushed": "dev: new image of web: v1.2.3",
  "scan findings": "dev: image of web: 1 critical, 4 low",
};

describe.each(Object.keys(events))("%s", (name) => {
  const message = render(events[name]!);

  test("says environment and event in the subject", () => {
    expect(message.subject).toBe(subjects[name]);
  });

  test("keeps to what SNS takes", () => {
    expect(message.subject).toMatch(/^[ -~]{1,99}$/);
    const { Message, Subject, MessageStructure } = publication("arn:topic", message);
    expect({ Subject, MessageStructure }).toEqual({
      Subject: message.subject,
      MessageStructure: "json",
    });
    const forms = JSON.parse(Message);
    expect(forms.default).toBe(message.text);
    expect(forms.email).toBe(message.text);
    expect(JSON.parse(forms.https)).toEqual(message.slack);
    expect(Buffer.byteLength(Message)).toBeLessThan(262_144);
  });

  test("has the schema of a custom notification", () => {
    expect(message.slack).toEqual({
      version: "1.0",
      source: "custom",
      id: expect.stringContaining(message.thread),
      content: {
        textType: "client-markdown",
        title: expect.stringMatching(/^:\w+: /),
        description: expect.any(String),
        nextSteps: expect.any(Array),
        keywords: expect.any(Array),
      },
      metadata: {
        threadId: message.thread,
        summary: message.subject,
        eventType: events[name]!.type,
        relatedResources: expect.any(Array),
        additionalContext: expect.any(Object),
      },
    });
    expect(message.slack.content.title.length).toBeLessThanOrEqual(250);
    expect(message.slack.content.description.length).toBeLessThanOrEqual(3000);
    // Custom actions in Slack take no other values (API_CustomActionAttachment).
    for (const value of Object.values(message.slack.metadata.additionalContext))
      expect(value).toMatch(/^[!-~]{1,1024}$/);
  });
});

test("a plan that waits is told whole: what goes, until when, and how to decide", () => {
  expect(render(events["plan that waits"]!).text).toBe(
    [
      "kim (groundwork-plan-main) planned prod: 2 to add, 1 to replace, 2 to destroy. It waits for approval.",
      "",
      "Stack    prod-stack",
      "Changes  2 to add, 1 to replace, 2 to destroy",
      `Commit   ${COMMIT} (main)`,
      "Planned  2026-11-21 04:20 UTC by kim (groundwork-plan-main)",
      `Plan id  ${ID}`,
      `SHA-256  ${SHA256}`,
      "Expires  2026-11-24 04:20 UTC",
      "Run      https://github.com/acme/infra/actions/runs/1",
      "",
      "Destroyed (2):",
      "  - aws_sqs_queue.a (prod-stack/jobs/a)",
      "  - aws_sqs_queue.b (prod-stack/jobs/b)",
      "",
      "Destroyed and made anew (1):",
      "  - aws_ecs_service.web (prod-stack/web/service), because of name, launch_type",
      "",
      "What to do",
      "  Look at it:",
      `      npm run show ${ID}`,
      "  Approve it:",
      `      npm run approve ${ID}`,
      "  Reject it:",
      `      npm run reject ${ID} -- --why "..."`,
    ].join("\n"),
  );
});

test.each<[string, string]>([
  ["approved", `npm run apply ${ID} -- --sha256 ${SHA256}`],
  ["plan without a gate", `npm run apply ${ID} -- --sha256 ${SHA256}`],
  ["rejected", "npm run plan prod-stack"],
  ["failed", "npm run doctor prod-stack"],
  ["drift found", "npm run drift prod-stack"],
  ["drift found", "environments/drift-ignore.ts"],
  ["drift gone", "All clear: prod is as the code says again."],
  ["rejected", "not on a Friday"],
  ["approved", "lee@acme.com (AWSReservedSSO_Admin_1)"],
  ["failed", "aws_ecs_service.web: not enough capacity"],
  ["drift found", "aws_security_group.web (prod-stack/web/group): ingress"],
  ["scan findings", "--repository-name groundwork/web --image-id imageDigest=sha256:1"],
])("%s says: %s", (name, text) => {
  const message = render(events[name]!);
  expect(message.text).toContain(text);
});

test("a page for approvals takes the place of the commands", () => {
  const approveUrl = "https://github.com/acme/infra/actions/runs/1";
  const { text, slack } = render({ type: "plan-ready", plan, approveUrl });
  expect(text).toContain(`Approve or reject it:\n      ${approveUrl}`);
  expect(text).not.toContain("npm run approve");
  expect(slack.content.nextSteps).toContain(`Approve or reject it: <${approveUrl}>`);
});

test("an apply that failed for a reason of its own says which", () => {
  const failed = (exit: number) =>
    render({ type: "failed", plan, outcome: { ...outcome, ok: false, exit } }).text;
  expect(failed(3)).toContain("The state has changed since the plan was made");
  expect(failed(7)).toContain("Somebody else holds the state's lock");
});

test("all messages of one plan are one thread, and those of a drift from its start to its end", () => {
  const threads = (names: string[]) => new Set(names.map((name) => render(events[name]!).thread));
  expect(threads(["plan that waits", "approved", "applied", "failed"])).toEqual(new Set([ID]));
  expect(threads(["drift found", "drift gone"])).toEqual(
    new Set(["drift-prod-stack-2026-11-20T04:20:00.000Z"]),
  );
  expect(threads(["image pushed", "scan findings"]).size).toBe(1);
});

test("of thousands of resources a hundred are named, and the rest counted", () => {
  const many = Array.from({ length: 3000 }, (_, index) => gone(`queue-${index}-${"x".repeat(40)}`));
  const message = render({ type: "plan-ready", plan: planOf(many) });
  expect(message.text).toContain("Destroyed (3000):");
  expect(message.text.match(/^ {2}- aws_sqs_queue/gm)).toHaveLength(100);
  expect(message.text).toContain("  and 2900 more");
  const { description } = message.slack.content;
  expect(description).toContain("*Destroyed (3000):*");
  expect(description).toContain("and 2985 more");
  expect(description.length).toBeLessThanOrEqual(3000);
});

test("a post in Slack that would be too long ends with a whole line that says so", () => {
  const many = Array.from({ length: 15 }, (_, index) => gone(`${index}-${"x".repeat(400)}`));
  const { description } = render({ type: "plan-ready", plan: planOf(many) }).slack.content;
  expect(description.length).toBeLessThanOrEqual(3000);
  expect(description).toMatch(/\n\.\.\. \d+ more lines in the e-mail$/);
  for (const line of description.split("\n")) expect((line.match(/`/g) ?? []).length % 2).toBe(0);
});

test("somebody's reason mentions nobody, marks nothing up and makes no line of its own", () => {
  const why = "<!channel> `x` <https://evil|here>\nSHA-256  0000\u001B[31m & more";
  const message = render({
    type: "rejected",
    plan,
    approval: { verdict: "rejected", by, at: plan.plannedAt, sha256: SHA256, why },
  });
  expect(message.slack.content.description).toContain("&lt;!channel&gt;");
  expect(message.slack.content.description).not.toMatch(/<!|<https:\/\/evil/);
  expect(message.text.match(/^SHA-256/gm)).toHaveLength(1);
  expect(message.text).not.toContain("\u001B");
});

test("a subject is ASCII in one line, cut with dots", () => {
  expect(subjectLine("prod: größer\n\u001B[1mals")).toBe("prod: gr??er als");
  const cut = subjectLine(`prod: ${"x".repeat(200)}`);
  expect(cut).toHaveLength(99);
  expect(cut.endsWith("x...")).toBe(true);
});

test("a message beyond SNS's limit is refused before it is sent", () => {
  const message = { ...render(events["applied"]!), text: "x".repeat(140_000) };
  expect(() => publication("arn:topic", message)).toThrow(/expected at most 262144/);
});
