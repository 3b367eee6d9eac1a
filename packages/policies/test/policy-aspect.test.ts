import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Aspects, TerraformHclModule, TerraformResource, TerraformStack, Testing } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { noteAcknowledgement } from "@groundwork/constructs/acknowledgement";
import { acknowledge } from "../src/acknowledge";
import { applyPolicies, type PolicyReport } from "../src/policy-aspect";
import { StackResources } from "../src/resources";
import { annotations, testApp, testStack } from "@groundwork/testing/synth";
import { stackWith, type Build } from "./cases/case";

const logs = (scope: Construct, id = "logs") =>
  new CloudwatchLogGroup(scope, id, { name: "l", kmsKeyId: "key" });

/** Nothing is found in it. */
const quiet = (scope: Construct) => new SqsQueue(scope, "queue", { sqsManagedSseEnabled: true });

const REASON = "the auditors read them for ever";

/** From what a synth writes; `Testing.synth` drops comments. */
const reportOf = (stack: TerraformStack): PolicyReport | undefined =>
  stack.toTerraform()["//"].policies;

const built = (build: Build, production?: boolean) => {
  const stack = stackWith(build, production);
  return { annotations: annotations(stack), report: reportOf(stack) };
};

test("a finding says where, what, why, how to mend it and how to acknowledge it", () => {
  expect(built((stack) => logs(stack))).toEqual({
    annotations: [
      [
        "error test-stack/logs: log-retention: got retention_in_days none, expected a number of days",
        "  Rule: Logs are deleted after a time that somebody chose.",
        "  Why:  CloudWatch keeps them for ever otherwise: paid for each month, and against the law where they tell of persons.",
        "  Fix:  set retentionInDays of the log group, and make the group here rather than let ECS make it",
        '  Or, if it has to stay: acknowledge(<construct>, "log-retention", "<reason>") in the stack (packages/docs/policies.md)',
      ].join("\n"),
    ],
    report: {
      findings: [
        {
          rule: "log-retention",
          severity: "error",
          path: "test-stack/logs",
          detail: "got retention_in_days none, expected a number of days",
        },
      ],
      acknowledgements: [],
    },
  });
});

test("a stack without findings carries no word of it", () => {
  expect(built(quiet)).toEqual({ annotations: [], report: undefined });
});

test("a stack that is synthesized again says nothing twice", () => {
  const stack = stackWith((scope) => logs(scope));
  Testing.synth(stack);
  expect(annotations(stack)).toHaveLength(1);
});

test("rules for production count there alone", () => {
  const build: Build = (stack) =>
    new CloudwatchLogGroup(stack, "logs", { name: "l", retentionInDays: 7 });
  expect(built(build, true).annotations).toEqual([
    expect.stringContaining("error test-stack/logs: log-encryption:"),
  ]);
  expect(built(build, false).annotations).toEqual([]);
});

test("sees what other Aspects change, and what overrides say", () => {
  const keepWeek = (construct: IConstruct) => {
    if (construct instanceof CloudwatchLogGroup) construct.retentionInDays = 7;
  };
  const changed = built((stack) => {
    logs(stack);
    quiet(stack);
    Aspects.of(stack).add({ visit: keepWeek });
  });
  expect(changed.annotations).toEqual([]);

  const overridden = built((stack) => logs(stack).addOverride("retention_in_days", 7));
  expect(overridden.annotations).toEqual([]);
});

describe("an acknowledgement", () => {
  test("lets a finding pass, and is in the JSON with its reason", () => {
    const { annotations: shown, report } = built((stack) =>
      acknowledge(logs(stack), "log-retention", REASON),
    );
    expect(shown).toEqual([]);
    expect(report).toEqual({
      findings: [],
      acknowledgements: [
        {
          rule: "log-retention",
          path: "test-stack/logs",
          reason: REASON,
          covers: ["test-stack/logs"],
        },
      ],
    });
  });

  test("covers all below its construct, and nothing beside it", () => {
    const { annotations: shown, report } = built((stack) => {
      const audit = new Construct(stack, "audit");
      logs(audit, "one");
      logs(audit, "two");
      logs(stack, "other");
      acknowledge(audit, "log-retention", REASON);
    });
    expect(shown).toEqual([expect.stringContaining("error test-stack/other: log-retention")]);
    expect(report?.acknowledgements[0]?.covers).toEqual([
      "test-stack/audit/one",
      "test-stack/audit/two",
    ]);
  });

  test("is of one rule", () => {
    const { annotations: shown } = built((stack) =>
      acknowledge(new CloudwatchLogGroup(stack, "logs", { name: "l" }), "log-retention", REASON),
    );
    expect(shown).toEqual([expect.stringContaining("log-encryption")]);
  });

  test("that covers nothing is stale: the nearest to the finding counts", () => {
    const { annotations: shown, report } = built((stack) => {
      acknowledge(stack, "log-retention", REASON);
      acknowledge(logs(stack), "log-retention", REASON);
    });
    expect(shown).toEqual([
      "warn test-stack: the acknowledgement of log-retention is stale: nothing here or below is against that rule; remove it",
    ]);
    expect(report?.acknowledgements.map(({ covers }) => covers.length)).toEqual([0, 1]);
  });

  test("that may cover what a plan shows of a module, or of another provider, is not stale", () => {
    const stack = stackWith((scope) => {
      const module = new TerraformHclModule(scope, "db", { source: "acme/db/aws" });
      acknowledge(module, "no-secret-in-state", REASON);
      acknowledge(module, "no-public-ingress", REASON);
      const lock = new TerraformResource(scope, "lock", { terraformResourceType: "acme_lock" });
      acknowledge(lock, "no-secret-in-state", REASON);
      acknowledge(lock, "log-retention", REASON);
    });
    expect(annotations(stack)).toEqual([
      "warn test-stack/lock: the acknowledgement of log-retention is stale: nothing here or below is against that rule; remove it",
    ]);
    expect(reportOf(stack)?.acknowledgements.map(({ inPlans }) => inPlans)).toEqual([
      true,
      true,
      true,
      undefined,
    ]);
  });

  test("of a rule for production is not stale where that rule does not count", () => {
    const build: Build = (stack) =>
      acknowledge(
        new CloudwatchLogGroup(stack, "logs", { name: "l", retentionInDays: 7 }),
        "log-encryption",
        REASON,
      );
    expect(built(build, false)).toEqual({ annotations: [], report: undefined });
    expect(built(build, true).report?.acknowledgements).toHaveLength(1);
  });

  test.each([
    [
      "of no rule",
      ["log-retension", REASON],
      /^the configuration has problems:\n {2}test-stack\/queue: got an acknowledgement of the policy "log-retension", expected one of encryption-at-rest, .*tags-present$/,
    ],
    [
      "with hardly a reason",
      ["log-retention", "  later   "],
      /test-stack\/queue: got the reason " {2}later {3}" to acknowledge log-retention, expected 10 characters or more/,
    ],
  ] as const)("%s is refused", (_, [rule, reason], message) => {
    const queue = quiet(testStack());
    expect(() => acknowledge(queue, rule, reason)).toThrow(message);
    // Of a construct, which knows of rules no more than their ids.
    expect(() => stackWith((stack) => noteAcknowledgement(quiet(stack), { rule, reason }))).toThrow(
      message,
    );
  });
});

test("policies are held against each stack of an app by itself", () => {
  const app = testApp();
  const stacks = ["one", "two"].map((id) => new TerraformStack(app, id));
  for (const stack of stacks) applyPolicies(stack, () => true);
  logs(stacks[0]!);
  quiet(stacks[1]!);
  for (const stack of stacks) Testing.synth(stack);
  expect(stacks.map((stack) => annotations(stack).length)).toEqual([1, 0]);
});

test("a resource is rendered once for all rules, and a JSON text is read once", () => {
  const policy = '{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';
  const stack = testStack();
  applyPolicies(stack, () => true);
  const made = new IamRolePolicy(stack, "policy", { role: "a", policy });
  const rendering = jest.spyOn(made, "synthesizeAttributes" as never);
  // Once more for the JSON.
  Testing.synth(stack);
  expect(rendering).toHaveBeenCalledTimes(2);
  const resources = new StackResources({ resources: [] });
  expect(resources.json(policy)).toEqual(JSON.parse(policy));
  expect(resources.json(policy)).toBe(resources.json(policy));
});
