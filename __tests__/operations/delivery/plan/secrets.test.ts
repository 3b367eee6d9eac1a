import { masker, secretsIn } from "../../../../operations/delivery/plan/secrets";

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

test.each([
  ["as it is", "Error: password hunter2.* is too short"],
  ["several times", "hunter2.* hunter2.*"],
])("a secret is masked %s", (_name, text) => {
  const masked = masker(["hunter2.*"])(text);
  expect(masked).not.toContain("hunter2");
  expect(masked).toContain("(sensitive value)");
});

test("in quotes, in parts, and where one begins with another", () => {
  const key = '-----BEGIN-----\nMIIB"abc\n-----END-----';
  const mask = masker([key, "secret-1", "secret-1-longer"]);
  expect(mask(`got ${JSON.stringify(key)}`)).toBe('got "(sensitive value)"');
  expect(mask('MIIB"abc')).toBe("(sensitive value)");
  expect(mask("secret-1-longer and secret-1")).toBe("(sensitive value) and (sensitive value)");
});

test("what is too short to be told from other text stays, and nothing changes without secrets", () => {
  expect(masker(["a"])("a plan")).toBe("a plan");
  expect(masker([])("a plan")).toBe("a plan");
});
