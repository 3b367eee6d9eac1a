import { failureText, OUTPUT_MAX } from "../../src/terraform/failure";

const SECRET = "correct-horse-battery";
const place = { stack: "dev-stack", dir: "/x" };
const ended = { code: 1, stdout: SECRET, stderr: "", cutOff: false };

test.each([
  [["plan", "-input=false"]],
  [["show", "-json", "-no-color", "plan.tfplan"]],
  [["state", "pull"]],
  [["output", "-json", "-no-color"]],
])("fails without what %p has printed, which holds secrets", (args) => {
  expect(failureText(place, args, ended)).toBe(`dev-stack: terraform ${args[0]} failed in /x`);
  expect(failureText(place, args, { ...ended, endedBy: "SIGKILL" })).toBe(
    `dev-stack: terraform ${args[0]} was ended by SIGKILL in /x`,
  );
  expect(failureText(place, args, { ...ended, stderr: "\nError: no\n" })).toMatch(/x\nError: no$/);
});

test("the program that ran is named, also where it is no terraform", () => {
  const program = "/opt/bin/tofu";
  expect(failureText({ ...place, program }, ["init"], ended)).toMatch(
    /^dev-stack: tofu init failed in \/x/,
  );
});

test("others say on standard output what was wrong, where they say nothing else", () => {
  expect(failureText(place, ["init"], { ...ended, stdout: "no plugins\n" })).toBe(
    "dev-stack: terraform init failed in /x\nno plugins",
  );
});

test("a plan that is too large is named so", () => {
  const text = failureText(place, ["show", "-json"], { ...ended, cutOff: true });
  expect(text).toContain(`printed more than the ${OUTPUT_MAX} characters`);
  expect(text).not.toContain(SECRET);
});

test("half a gigabyte is read, five times what execa reads by itself", () => {
  expect(OUTPUT_MAX).toBeGreaterThan(500_000_000);
});
