import { holds } from "./workflow-run";
import { workflowFiles } from "./workflows";

const { jobs } = workflowFiles().find(({ name }) => name.endsWith("/apply.yml"))!.content;
const { steps, permissions } = jobs!["apply"]!;
const approvals = steps!.filter(({ run }) => run?.includes("cli.js approve"));

/** After a gate that says so. */
const saying = (reviewers: string) => ({
  contexts: { steps: { gate: { outputs: { reviewers } } } },
});

/** Scripts that run then. */
const approves = (reviewers: string) =>
  approvals.filter((step) => holds(step["if"], saying(reviewers))).map(({ run }) => run);

describe("an apply by hand", () => {
  test("is approved by whom GitHub asked, where it asks somebody", () => {
    expect(approves("true")).toEqual([expect.stringContaining('--actor "$REVIEWER"')]);
    expect(approvals[0]!.env!["REVIEWER"]).toBe("${{ steps.reviewer.outputs.login }}");
    const asks = steps!.find(({ id }) => id === "reviewer")!["if"];
    expect(holds(asks, saying("true"))).toBe(true);
    expect(holds(asks, saying("false"))).toBe(false);
  });

  test("is approved by whoever started it, where nobody else is asked", () => {
    expect(approves("false")).toEqual([expect.not.stringContaining("--actor")]);
  });

  test("is approved by nobody, where the gate did not say", () => {
    expect(approves("")).toEqual([]);
  });

  test("looks at the rules before it has a role, and may see them", () => {
    const found = [
      /github gate/,
      /github reviewer/,
      /^aws-actions\//,
      /cli\.js approve/,
      /cli\.js apply/,
    ];
    const places = found.map((one) => steps!.findIndex(({ run, uses }) => one.test(run ?? uses!)));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((x, y) => x - y));
    expect(permissions).toMatchObject({ actions: "read" });
  });
});
