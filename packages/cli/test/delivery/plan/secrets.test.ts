import { masker, secretsIn } from "../../../src/delivery/plan/secrets";

const plan = JSON.stringify({
  variables: { token: { value: "tok-variable" }, size: { value: "t3.large" } },
  configuration: { root_module: { variables: { token: { sensitive: true }, size: {} } } },
  resource_changes: [
    {
      change: {
        before: { password: "old-password", name: "database" },
        before_sensitive: { password: true },
        after: { password: "new-password", name: "database", list: [{ key: "in-a-list" }, 7] },
        after_sensitive: { password: true, list: [{ key: true }] },
      },
    },
  ],
  resource_drift: [
    { change: { before: { pin: 123456789 }, before_sensitive: { pin: true }, after: null } },
  ],
  output_changes: {
    all: {
      before: null,
      before_sensitive: false,
      after: { a: "whole-output" },
      after_sensitive: true,
    },
  },
  prior_state: {
    values: {
      root_module: {
        resources: [
          { values: { secret_string: "from-data" }, sensitive_values: { secret_string: true } },
        ],
        child_modules: [
          { resources: [{ values: { x: "below-it" }, sensitive_values: { x: true } }] },
        ],
      },
    },
  },
});

test("every value that a plan marks as sensitive, and no other", () => {
  expect(secretsIn(plan).toSorted()).toEqual(
    [
      "123456789",
      "below-it",
      "from-data",
      "in-a-list",
      "new-password",
      "old-password",
      "tok-variable",
      "whole-output",
    ].toSorted(),
  );
});

test("a number beyond 2^53 as it is written, in a plan and where a provider repeats it", () => {
  const bigint = `{"resource_changes":[{"change":{"after":{"pin":7227701560655103597,"limit":7227701560655103590},"after_sensitive":{"pin":true}}}]}`;
  expect(secretsIn(bigint)).toEqual(["7227701560655103597"]);
  expect(masker(secretsIn(bigint))("pin 7227701560655103597")).toBe("pin (sensitive value)");
});

test("secrets of actions, deferred changes, outputs of the state, and modules' variables", () => {
  const marked = { before: null, after: { a: "deferred-1" }, after_sensitive: { a: true } };
  const action = (value: string) => ({
    config_values: { payload: value, name: "plain" },
    config_sensitive: { payload: true },
  });
  const more = {
    action_invocations: [action("action-1")],
    deferred_action_invocations: [{ action_invocation: action("action-2") }],
    deferred_changes: [{ reason: "resource_config_unknown", resource_change: { change: marked } }],
    prior_state: { values: { outputs: { o: { sensitive: true, value: "output-1" } } } },
    planned_values: {
      outputs: { o: { sensitive: true, value: "output-2" }, p: { value: "plain" } },
    },
    configuration: {
      root_module: {
        module_calls: {
          m: {
            expressions: { token: { constant_value: "module-1" }, size: { constant_value: "s" } },
            module: { variables: { token: { sensitive: true }, size: {} } },
          },
        },
      },
    },
  };
  expect(secretsIn(JSON.stringify(more)).toSorted()).toEqual(
    ["action-1", "action-2", "deferred-1", "module-1", "output-1", "output-2"].toSorted(),
  );
});

test("of a state as well", () => {
  const resources = [{ values: { pass: "old-pass" }, sensitive_values: { pass: true } }];
  const outputs = { o: { sensitive: true, value: { "db:main": ["in-output", true, "", null] } } };
  const state = JSON.stringify({ values: { outputs, root_module: { resources } } });
  expect(secretsIn(state).toSorted()).toEqual(["db:main", "in-output", "old-pass"]);
});

test("of a sensitive map its keys, but for what may be an attribute's name", () => {
  const after = { host: "db-1", "kim@example.com": "secret-2" };
  const plan = { output_changes: { o: { after, after_sensitive: true } } };
  expect(secretsIn(JSON.stringify(plan)).toSorted()).toEqual([
    "db-1",
    "kim@example.com",
    "secret-2",
  ]);
});

test.each(["S3CR3T-TEXT", '{"S3CR3T":', '["S3CR3T" 7]', "null"])(
  "%s, which is no plan, fails without saying what it holds",
  (text) => {
    expect(() => secretsIn(text)).toThrow(
      expect.objectContaining({
        name: "OperationError",
        message: expect.not.stringContaining("S3CR3T"),
      }),
    );
  },
);
