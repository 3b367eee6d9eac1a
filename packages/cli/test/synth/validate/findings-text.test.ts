import { findingsText, type Traced } from "../../../src/synth/validate/findings-text";

const finding = (own: Partial<Traced>): Traced => ({
  stack: "dev-stack",
  severity: "error",
  message: "expected a number",
  options: [],
  ...own,
});

test("what is wrong in one way at several places is said once, errors first", () => {
  const logs = (name: string) =>
    finding({
      path: `dev-stack/${name}`,
      address: `aws_cloudwatch_log_group.${name}`,
      argument: "retention_in_days",
      options: ["dev.logRetentionDays"],
    });
  const old = finding({ severity: "warning", message: "deprecated", address: "provider.aws" });
  expect(findingsText(["dev-stack", "prod-stack"], [old, logs("a"), logs("b")])).toBe(
    [
      "error expected a number",
      "  dev-stack/a (aws_cloudwatch_log_group.a)",
      "  dev-stack/b (aws_cloudwatch_log_group.b)",
      "    Argument: retention_in_days",
      "    Option:   dev.logRetentionDays",
      "",
      "warning deprecated",
      "  dev-stack: provider.aws",
      "",
      "stack       errors  warnings",
      "dev-stack   2       1",
      "prod-stack  0       0",
    ].join("\n"),
  );
});

test("of many options the likeliest are named; what has no place names its stack and file", () => {
  const options = ["dev.a", "dev.b", "dev.c", "dev.d"];
  expect(findingsText([], [finding({ options })])).toContain(
    "error expected a number\n  dev-stack\n    Option:   dev.a, dev.b, dev.c, and 1 other\n",
  );
  const inModule = finding({ path: "dev-stack/net", address: "module.net.x.y", file: "main.tf:3" });
  expect(findingsText([], [inModule])).toContain("  dev-stack/net (module.net.x.y, main.tf:3)\n");
});
