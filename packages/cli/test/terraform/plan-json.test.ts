import { readPlan } from "../../src/terraform/plan-json";

const read = (plan: object) => readPlan(JSON.stringify(plan));

const change = (more: object = {}) => ({
  address: "aws_a.x",
  mode: "managed",
  change: { actions: ["update"] },
  ...more,
});

/** As Terraform 1.14 has it, without its values. */
const invocation = {
  address: "action.aws_lambda_invoke.migrate",
  type: "aws_lambda_invoke",
  lifecycle_action_trigger: {
    triggering_resource_address: "aws_a.x",
    action_trigger_event: "AfterUpdate",
  },
};

test("what does something, and what was found", () => {
  const found = read({
    format_version: "1.2",
    terraform_version: "1.14.3",
    resource_changes: [change()],
    resource_drift: [change({ change: { actions: ["delete"] } })],
    output_changes: { url: { actions: ["create"] } },
    action_invocations: [invocation],
    prior_state: { values: {} },
    checks: [{}],
    complete: true,
    errored: false,
  });
  expect(found.changes).toEqual([change()]);
  expect(found.drift[0]!.change.actions).toEqual(["delete"]);
  expect(found.outputs).toEqual({ url: { actions: ["create"] } });
  expect(found.invocations).toEqual([invocation]);
});

test("a warning of Terraform's before it is none of it", () => {
  expect(readPlan('Warning: Deprecated\n{"resource_changes": []}').changes).toEqual([]);
});

test.each<[string, object, string]>([
  ["is errored", { errored: true }, "got one that ended in an error"],
  ["is not complete", { complete: false }, "the plan is not complete. Expected"],
  [
    "puts off changes",
    { complete: false, deferred_changes: [{ resource_change: change() }] },
    "not complete: it puts off aws_a.x.",
  ],
  [
    "puts off actions",
    { deferred_action_invocations: [{ action_invocation: invocation }] },
    "it puts off action.aws_lambda_invoke.migrate.",
  ],
  [
    "has a section of tomorrow",
    { other_changes: [{ resource_change: change() }] },
    "the section other_changes, which this",
  ],
  ["has the next format", { format_version: "2.0" }, "the format 2.0, which this"],
  [
    "has an action of tomorrow",
    { resource_changes: [change({ change: { actions: ["adopt"] } })] },
    "aws_a.x: got the action adopt, which this",
  ],
  [
    "changes what is of a mode of tomorrow",
    { resource_changes: [change({ mode: "shared" })] },
    "aws_a.x: got the mode shared, which this",
  ],
])("a plan that %s is refused", (_, plan, message) => {
  expect(() => read(plan)).toThrow(message);
});

test("a section of tomorrow that tells of no object does nothing", () => {
  const more = { other_changes: [], hints: [{ severity: "low" }], planned_by: { name: "kim" } };
  expect(read(more).changes).toEqual([]);
});

test("what is only looked at or opened may be of any mode", () => {
  const seen = [
    change({ mode: "data", change: { actions: ["read"] } }),
    change({ mode: "shared", change: { actions: ["no-op"] } }),
    change({ mode: "ephemeral", change: { actions: ["open"] } }),
  ];
  expect(read({ resource_changes: seen }).changes).toHaveLength(3);
});

test.each([
  "",
  "null",
  "[]",
  '{"resource_changes": {}}',
  '{"resource_changes": [null]}',
  '{"resource_changes": [{"address": "aws_a.x", "change": {"actions": "create"}}]}',
  '{"output_changes": {"url": null}}',
  '{"action_invocations": [{}]}',
  '{"password": hunter2}',
])("%s is no plan, and nothing of it is shown", (json) => {
  const message = /^terraform show: got (?!.*hunter2).*, expected the JSON of a plan$/;
  expect(() => readPlan(json)).toThrow(message);
});
