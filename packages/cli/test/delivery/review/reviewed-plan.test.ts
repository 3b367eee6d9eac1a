import { reviewComments } from "../../../src/delivery/review/review-comments";
import { reviewedPlan } from "../../../src/delivery/review/reviewed-plan";
import { failureText } from "../../../src/core/unexpected";

const LINES = Array.from({ length: 1200 }, (_, line) => `S3CR3T-LINE-${line}-${"k".repeat(30)}`);
const PLAN = JSON.stringify({
  output_changes: {
    key: { actions: ["create"], before: null, after: LINES.join("\n"), after_sensitive: true },
  },
});

/** The comments on a plan; a failure as the command tells it. */
function told(plan: string, text = ""): string {
  try {
    const stack = { name: "dev-stack", json: {} };
    const reviewed = reviewedPlan(stack, { plan, text }, () => []);
    return reviewComments(reviewed, {})
      .map(({ body }) => body)
      .join("\n");
  } catch (error) {
    return failureText(error, {});
  }
}

test("a plan with a secret of 50,000 characters is shown, without it", () => {
  const body = told(PLAN, `Error: ${LINES[7]} is bad\n${JSON.stringify(LINES.join("\n"))}`);
  expect(body).toContain("Error: (sensitive value) is bad");
  expect(body).not.toContain("S3CR3T");
});

test.each([
  ["is cut off", PLAN.slice(0, -3)],
  [
    "is none",
    JSON.stringify({
      resource_changes: [{ address: "S3CR3T", mode: "managed", change: { actions: 7 } }],
    }),
  ],
])("a plan that %s is an error of one line, without anything of it", (_, plan) => {
  const text = told(plan);
  expect(text).toMatch(/^Error: .+$/);
  expect(text).not.toContain("S3CR3T");
});
