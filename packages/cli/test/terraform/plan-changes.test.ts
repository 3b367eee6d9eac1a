import { planSummary, plannedChanges } from "../../src/terraform/plan-changes";

const change = (address: string, actions: string[], mode = "managed") => ({
  address,
  mode,
  change: { actions, before: { password: "secret" }, after: { password: "secret" } },
});

const plan = JSON.stringify({
  resource_changes: [
    change("aws_a.same", ["no-op"]),
    change("aws_a.new", ["create"]),
    change("aws_a.other", ["update"]),
    change("aws_a.again", ["delete", "create"]),
    change("aws_a.first", ["create", "delete"]),
    change("aws_a.gone", ["delete"]),
    change("aws_a.left", ["forget"]),
    change("data.aws_a.read", ["read"], "data"),
  ],
  output_changes: { url: { actions: ["update"], after: "secret" }, id: { actions: ["no-op"] } },
});

test("a plan comes down to addresses and what happens to them", () => {
  expect(planSummary(plannedChanges(plan))).toBe(
    [
      "Plan: 1 to add, 1 to change, 2 to replace, 1 to destroy, 1 to forget, 1 output",
      "    + aws_a.new",
      "    ~ aws_a.other",
      "  -/+ aws_a.again",
      "  -/+ aws_a.first",
      "    - aws_a.gone",
      "    . aws_a.left",
      "  outputs: url",
    ].join("\n"),
  );
});

test("a deposed object is not the current one", () => {
  const objects = [
    change("aws_a.x", ["no-op"]),
    { ...change("aws_a.x", ["delete"]), deposed: "0a1b2c3d" },
  ];
  expect(plannedChanges(JSON.stringify({ resource_changes: objects })).resources).toEqual([
    { address: "aws_a.x (deposed object 0a1b2c3d)", action: "destroy" },
  ]);
});

test("an action that is run is a line of its own, and counted", () => {
  const invocation = (event?: string) => ({
    address: "action.aws_b.run",
    config_values: { token: "secret" },
    ...(event !== undefined && {
      lifecycle_action_trigger: {
        triggering_resource_address: "aws_a.x",
        action_trigger_event: event,
      },
    }),
  });
  const invocations = [invocation("BeforeCreate"), invocation("Sometime"), invocation()];
  expect(planSummary(plannedChanges(JSON.stringify({ action_invocations: invocations })))).toBe(
    [
      "Plan: 3 to invoke",
      "    > action.aws_b.run, before the creation of aws_a.x",
      "    > action.aws_b.run, for aws_a.x",
      "    > action.aws_b.run, as it was asked for",
    ].join("\n"),
  );
});

test("an action that nobody here knows is not left out in silence", () => {
  const odd = JSON.stringify({ resource_changes: [change("aws_a.x", ["delete", "explode"])] });
  expect(() => plannedChanges(odd)).toThrow("aws_a.x: got the action delete, explode");
});

test("no value of a plan is left in it", () => {
  expect(JSON.stringify(plannedChanges(plan))).not.toContain("secret");
});

test("a plan of nothing says so", () => {
  expect(planSummary(plannedChanges('{"format_version":"1.2"}'))).toBe("Plan: nothing to change");
});
