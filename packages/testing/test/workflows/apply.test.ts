import { holds, valueOf, type Surroundings } from "./workflow-run";
import { ownAction, workflowFiles, type Step } from "./workflows";

const { jobs } = workflowFiles().find(({ name }) => name.endsWith("/apply.yml"))!.content;
const delivery = workflowFiles().find(({ name }) => name.endsWith("/deliver-environment.yml"))!;
const { steps, permissions } = jobs!["apply"]!;

const applying = ({ uses }: Step) => uses === "./.github/actions/apply";
const byHand = steps!.find(applying)!;
const delivered = delivery.content.jobs!["apply"]!.steps!.find(applying)!;
const inner = ownAction(byHand)!.runs!.steps!;
const byReviewer = inner.find(({ run }) => run?.includes("--actor"))!;

/** After a gate that says so, by hand. */
const afterGate = (reviewers: string): Surroundings => ({
  contexts: { steps: { gate: { outputs: { reviewers } } } },
});

/** After a plan of which is said so whether somebody must approve it. */
const afterPlan = (approval: string): Surroundings => ({
  needs: { plan: { outputs: { approval } } },
});

/** The steps of the action that run, where the step that uses it runs then. */
function running(use: Step, surroundings: Surroundings): Step[] {
  const inputs = { approver: valueOf(use.with!["approver"], surroundings) };
  const contexts = { inputs, steps: { apply: { outputs: { started: "true" } } } };
  return inner.filter((step) => holds(step["if"], { contexts }));
}

const scripts = (use: Step, surroundings: Surroundings) =>
  running(use, surroundings).flatMap(({ run }) => run ?? []);

/** Scripts that approve then. */
const approves = (use: Step, surroundings: Surroundings) =>
  scripts(use, surroundings).filter((run) => run.includes("groundwork.js approve"));

const ASKS_FOR_REVIEWER = expect.stringContaining("github reviewer");

describe("an apply by hand", () => {
  test("is approved by whom GitHub asked, where it asks somebody", () => {
    expect(approves(byHand, afterGate("true"))).toEqual([
      expect.stringContaining('--actor "$REVIEWER"'),
    ]);
    expect(byReviewer.env!["REVIEWER"]).toBe("${{ steps.reviewer.outputs.login }}");
    expect(scripts(byHand, afterGate("true"))).toContainEqual(ASKS_FOR_REVIEWER);
    expect(scripts(byHand, afterGate("false"))).not.toContainEqual(ASKS_FOR_REVIEWER);
  });

  test("is approved by whoever started it, where nobody else is asked", () => {
    expect(approves(byHand, afterGate("false"))).toEqual([expect.not.stringContaining("--actor")]);
  });

  test("is approved by nobody, where the gate did not say", () => {
    expect(approves(byHand, afterGate(""))).toEqual([]);
  });

  test("looks at the rules before it has a role, and may see them", () => {
    const found = [
      /github gate/,
      /github reviewer/,
      /^aws-actions\//,
      /groundwork\.js approve/,
      /groundwork\.js apply/,
    ];
    const all = steps!.flatMap((step) => (step === byHand ? inner : [step]));
    const places = found.map((one) => all.findIndex(({ run, uses }) => one.test(run ?? uses!)));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((x, y) => x - y));
    expect(permissions).toMatchObject({ actions: "read" });
  });
});

describe("an apply of a delivery", () => {
  test("is approved by whom GitHub asked, where somebody must approve", () => {
    expect(approves(delivered, afterPlan("true"))).toEqual([
      expect.stringContaining('--actor "$REVIEWER"'),
    ]);
    expect(scripts(delivered, afterPlan("true"))).toContainEqual(ASKS_FOR_REVIEWER);
  });

  test.each(["false", ""])("is approved by nobody, where that is said to be %j", (approval) => {
    expect(approves(delivered, afterPlan(approval))).toEqual([]);
    expect(scripts(delivered, afterPlan(approval))).not.toContainEqual(ASKS_FOR_REVIEWER);
  });
});

describe.each([
  ["by hand", byHand],
  ["of a delivery", delivered],
])("the result of an apply %s is kept", (_, use) => {
  const upload = inner.at(-1)!;
  const kept = (started: string, before: string) =>
    holds(upload["if"], {
      before: [before],
      contexts: { inputs: {}, steps: { apply: { outputs: { started } } } },
    });

  test("if it began, however it ended", () => {
    expect(use["id"]).toBe("apply");
    expect(upload.uses).toMatch(/^actions\/upload-artifact@/);
    expect(kept("true", "success")).toBe(true);
    expect(kept("true", "failure")).toBe(true);
    expect(kept("", "failure")).toBe(false);
  });
});
