import { policiesText } from "../../src/synth/policies-text";

const logs = { rule: "log-retention", severity: "error", detail: "got none" } as const;
const http = { rule: "plain-http", severity: "warning", detail: "got port 80" } as const;

const text = policiesText(
  [
    { stack: "prod-stack", path: "prod-stack/listener", ...http },
    { stack: "dev-stack", path: "dev-stack/logs", ...logs },
    { stack: "prod-stack", path: "prod-stack/logs", ...logs },
  ],
  [
    {
      stack: "prod-stack",
      path: "prod-stack/copies",
      rule: "backups",
      reason: "remade every night",
      covers: [],
    },
  ],
);

test("findings stand first, what stops a deployment before the rest, each rule with what to do", () => {
  expect(text.split("\n\nAcknowledgements")[0]).toBe(
    [
      "Findings",
      "",
      "error log-retention",
      "  dev-stack/logs: got none",
      "  prod-stack/logs: got none",
      "    Rule: Logs are deleted after a time that somebody chose.",
      "    Why:  CloudWatch keeps them for ever otherwise: paid for each month, and against the law where they tell of persons.",
      "    Fix:  set retentionInDays of the log group, and make the group here rather than let ECS make it",
      '    Or, if it has to stay: acknowledge(<construct>, "log-retention", "<reason>") in the stack (packages/docs/policies.md)',
      "",
      "warning plain-http",
      "  prod-stack/listener: got port 80",
      "    Rule: Services answer over HTTPS; plain HTTP only redirects.",
      "    Why:  Passwords and sessions pass in the clear, and anybody on the way can change the answers.",
      "    Fix:  name a hosted zone or a certificate in the environment's file",
      '    Or, if it has to stay: acknowledge(<construct>, "plain-http", "<reason>") in the stack (packages/docs/policies.md)',
    ].join("\n"),
  );
});

test("then what was acknowledged, then the rules", () => {
  expect(text).toMatch(
    /\nprod-stack +prod-stack\/copies +backups +nothing: stale +remade every night\n/,
  );
  expect(text).toMatch(
    /\n\nRules\n\nrule +severity +applies to +statement\nencryption-at-rest +error/,
  );
});

test("where there is nothing it says so", () => {
  expect(policiesText([], [])).toMatch(/^Findings: none\n\nAcknowledgements: none\n\nRules\n/);
});
