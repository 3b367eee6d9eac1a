import { render } from "../../../src/delivery/messages/messages";
import { publication } from "../../../src/delivery/messages/notify";
import { SHA256 } from "../plan/plan-records";
import { DETAILS, RESOURCES } from "../plan/told-changes";
import { COMMIT, events, ID, outcome, plan } from "./sample-events";

const subjects: Record<string, string> = {
  "plan that waits": "prod: plan waits for approval: 2 to add, 1 to replace, 2 to destroy",
  "plan without a gate": "prod: plan ready: 2 to add, 1 to replace",
  approved: "prod: plan approved: 2 to add, 1 to replace, 2 to destroy",
  rejected: "prod: plan rejected: 2 to add, 1 to replace, 2 to destroy",
  applied: "prod: applied: 2 to add, 1 to replace, 2 to destroy",
  failed: "prod: apply FAILED",
  "drift found": "prod: drift: 1 changed past Terraform; merged but not applied: 1 to add",
  "drift gone": "prod: drift gone, all clear",
  "run failed": "delivery: check of main failed: test (22), validate",
  "run passed": "delivery: check of main is green again",
  "set that waits": "prod: plans of 2 stacks wait for approval",
  "set approved": "prod: plans of 2 stacks approved",
  "set applied": "prod: 2 stacks applied",
  "set failed": "prod: apply of 1 stack FAILED, stopped after wave 1",
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
      `      npx --no -- groundwork show ${ID}`,
      "  Approve it:",
      `      npx --no -- groundwork approve ${ID}`,
      "  Reject it:",
      `      npx --no -- groundwork reject ${ID} --why "..."`,
    ].join("\n"),
  );
});

test.each<[string, string]>([
  ["approved", `npx --no -- groundwork apply ${ID} --sha256 ${SHA256}`],
  ["plan without a gate", `npx --no -- groundwork apply ${ID} --sha256 ${SHA256}`],
  ["rejected", "npx --no -- groundwork plan prod-stack"],
  ["failed", "npx --no -- groundwork doctor prod-stack"],
  ["drift found", "npx --no -- groundwork drift prod-stack"],
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
  expect(text).not.toContain("npx --no -- groundwork approve");
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

test("what changes is told with its values where they are known, and wider access by itself", () => {
  const { text, slack } = render({
    type: "plan-ready",
    plan: { ...plan, resources: RESOURCES },
    details: DETAILS,
  });
  expect(text).toContain("because of cidr_block: cidr block 10.0.0.0/16 -> 10.1.0.0/16");
  expect(text).toContain(
    "More access than before (1):\n  - service web, task policy: may s3:PutObject on arn:aws:s3:::shop/*",
  );
  expect(text).toContain("  - service web, task log group: retention 90 -> 30 days");
  expect(slack.metadata.relatedResources).toEqual([
    "aws_sqs_queue.services_jobs_queue_00AA11BB",
    "aws_vpc.network_vpc_4E8F0223",
  ]);
});

test("a message of much is cut before SNS would refuse it", () => {
  const resources = Array.from({ length: 200 }, (_, index) => ({
    ...RESOURCES[0]!,
    address: `aws_x.${"a".repeat(900)}${index}`,
    action: "destroy" as const,
  }));
  const wider = resources.map(({ address }) => ({
    address,
    attributes: [],
    wider: [{ kind: "network", words: "b".repeat(900) } as const],
  }));
  const message = render({
    type: "plan-ready",
    plan: { ...plan, resources },
    details: { resources: wider, outputs: [] },
  });
  expect(() => publication("arn:topic", message)).not.toThrow();
  expect(message.text).toContain("Destroyed (200):");
});

test("a rollback that waits is told from other plans in the subject, with its reason", () => {
  const rollback = { service: "web", to: { tag: "v1.3.0" }, why: "answers of 500" };
  const message = render({ type: "plan-ready", plan: { ...plan, rollback } });
  expect(message.subject).toBe(
    "prod: rollback of web waits for approval: 2 to add, 1 to replace, 2 to destroy",
  );
  expect(message.text).toMatch(/Rollback +web goes back to v1\.3\.0/);
  expect(message.text).toMatch(/Reason +answers of 500/);
});

test("a plan that needed a load test says which was passed", () => {
  const tested = {
    ...{ id: "1", service: "web", environment: "staging", at: "2026-11-21T03:00:00.000Z" },
    ...{ requestsPerSecond: 50, minutes: 2, errorPercent: 0.017, p99Milliseconds: 80 },
    url: "https://staging.example.com",
  };
  const { text } = render({ type: "plan-ready", plan: { ...plan, loadTests: [tested] } });
  expect(text.replace(/\s+/g, " ")).toContain(
    "Load test web in staging, 2026-11-21 03:00 UTC: 50 requests a second for 2 minutes to https://staging.example.com, p99 80 ms, 0.017 % went wrong",
  );
});
