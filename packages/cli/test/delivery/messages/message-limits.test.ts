import { render, subjectLine } from "../../../src/delivery/messages/messages";
import { publication } from "../../../src/delivery/messages/notify";
import { SHA256 } from "../plan/plan-records";
import { by, events, gone, plan, planOf } from "./sample-events";

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
