import { nameOf, statusOf } from "../../../src/delivery/store/plan-meta";
import { parseId, planId } from "../../../src/delivery/store/plan-id";
import { runUrl } from "../../../src/core/workflow";
import { deliverySettings } from "../../../src/delivery/settings";
import { nextSteps, plansTable, planText, serialText } from "../../../src/delivery/store/plan-text";
import { loadConfiguration } from "../../../../testing/project/environments/index";
import {
  approval,
  ID,
  LEE,
  NOW,
  outcome,
  record,
  rejection,
  SHA256,
  started,
  summary,
} from "./plan-records";

const later = new Date("2026-12-24T00:00:00Z");
const newer = "prod-stack-20261121T113000Z-48cdd2f0-0000";

test.each([
  ["waiting", { approval: undefined }, NOW],
  ["approved", {}, NOW],
  ["rejected", { approval: rejection, newer }, later],
  ["started", { started, newer }, later],
  ["applied", { started, outcome, newer }, later],
  ["failed", { started, outcome: { ...outcome, ok: false } }, NOW],
  ["superseded", { newer }, later],
  ["expired", {}, later],
])("%s", (status, changed, now) => {
  expect(statusOf(record(changed), now)).toBe(status);
});

test("an id says stack and commit", () => {
  const id = planId("dev-stack", "48cdd2f0aaaa", NOW, "9f3a");
  expect(id).toBe("dev-stack-20261121T120000Z-48cdd2f0-9f3a");
  expect(parseId(id)).toEqual({ stack: "dev-stack", owner: "dev", commit: "48cdd2f0" });
});

test.each([
  "",
  "dev-stack",
  "../dev-stack-20261121T120000Z-48cdd2f0-9f3a",
  `${ID}/x`,
  `${ID}.json`,
])("%j is no id", (id) => expect(parseId(id)).toBeUndefined());

test("where a run can be looked at", () => {
  expect(
    runUrl({
      GITHUB_ACTIONS: "true",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "acme/infra",
      GITHUB_RUN_ID: "7",
    }),
  ).toBe("https://github.com/acme/infra/actions/runs/7");
  expect(
    runUrl({ CODEBUILD_BUILD_ARN: "arn:aws:codebuild:eu-west-1:111111111111:build/apply:0a-1b" }),
  ).toBe(
    "https://eu-west-1.console.aws.amazon.com/codesuite/codebuild/111111111111/projects/apply/build/apply:0a-1b",
  );
  expect(runUrl({})).toBeUndefined();
});

test("production demands an approval unless it says otherwise; so do stacks that it shares", () => {
  const configuration = loadConfiguration();
  const needs = (owner: string) => deliverySettings(configuration, owner).needsApproval;
  expect(["dev", "prod", "registry", "bootstrap", "delivery"].map(needs)).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
  const environments = configuration.environments.map((environment) => ({
    ...environment,
    delivery: { ...environment.delivery, approval: environment.name === "dev" },
  }));
  const turned = (owner: string) =>
    deliverySettings({ ...configuration, environments }, owner).needsApproval;
  expect(["dev", "prod", "registry"].map(turned)).toEqual([true, false, true]);
});

test("a plan as people see it: what goes comes first", () => {
  const resources = [
    { address: "aws_vpc.a", type: "aws_vpc", action: "create" },
    {
      address: "aws_eip.b",
      path: "prod-stack/b",
      type: "aws_eip",
      action: "replace",
      because: ["domain"],
    },
    { address: "aws_eip.c", type: "aws_eip", action: "destroy" },
  ] as const;
  const counts = { ...summary().counts, replace: 1, destroy: 1 };
  const text = planText(record({ summary: summary({ resources, counts }), approval }), NOW);
  expect(text).toContain(`${ID}: approved`);
  expect(text).toContain(nameOf(LEE));
  expect(text.slice(text.indexOf("Plan:"))).toBe(
    [
      "Plan: 1 to add, 1 to replace, 1 to destroy",
      "b",
      "  -/+ aws_eip.b, because of domain",
      "others",
      "    - aws_eip.c",
      "    + aws_vpc.a",
    ].join("\n"),
  );
  expect(plansTable([record()], NOW).split("\n")[1]).toMatch(
    new RegExp(`^${ID}  approved  \\+1 ~0 -/\\+0 -0 .* kim$`),
  );
});

test("what comes next is a line to paste, with the hash", () => {
  expect(nextSteps(summary({ needsApproval: false }))).toBe(
    `Next: npx --no -- groundwork apply ${ID} --sha256 ${SHA256}`,
  );
  expect(nextSteps(summary()).split("\n").slice(1)).toEqual([
    `  npx --no -- groundwork approve ${ID} --sha256 ${SHA256}`,
    `Then: npx --no -- groundwork apply ${ID} --sha256 ${SHA256}`,
  ]);
});

test("an action that is run is counted and told in a plan of it", () => {
  const trigger = "after the update of aws_vpc.a";
  const resources = [
    { address: "action.aws_x.run", type: "aws_x", action: "invoke", trigger } as const,
  ];
  const counts = { ...summary().counts, add: 0, invoke: 1 };
  const planned = record({ summary: summary({ resources, counts }) });
  expect(planText(planned, NOW)).toContain(
    "Plan: 1 to invoke\n    > action.aws_x.run, after the update of aws_vpc.a",
  );
  expect(plansTable([planned], NOW)).toContain("+0 ~0 -/+0 -0 >1");
});

test("which product made a plan is said, and a serial that could not be read is unknown", () => {
  const made = (terraformVersion: string) =>
    planText(record({ summary: summary({ terraformVersion }) }), NOW);
  expect(made("1.11.4")).toContain(", Terraform 1.11.4\n");
  expect(made("OpenTofu 1.11.4")).toContain(", OpenTofu 1.11.4\n");
  expect([{ serial: 7 }, {}].map(serialText)).toEqual(["state serial 7", "state serial unknown"]);
});

test("a plan that takes an image back says of which service, to what and why", () => {
  const [older, newer] = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`);
  const rollback = {
    service: "web",
    to: { tag: "v1.3.0", digest: older },
    from: { digest: newer },
    why: "answers\nof 500",
  };
  const text = planText(record({ summary: summary({ rollback }) }), NOW);
  expect(text).toContain(
    "  rollback web goes back to v1.3.0 (sha256:aaaaaaaaaaaa), from sha256:bbbbbbbbbbbb; all else is as the commit says\n  because  answers of 500\n",
  );
  expect(planText(record(), NOW)).not.toContain("rollback");
});

test("what others have written into the store is no line of its own", () => {
  const forged = "x\n  sha256   ffff\r\u001B[2K";
  const by = { arn: forged, actor: forged };
  const text = planText(
    record({
      summary: summary({
        runUrl: forged,
        branch: forged,
        terraformVersion: forged,
        plannedBy: by,
        findings: [{ rule: "a", severity: "warning", address: forged, detail: forged }],
        resources: [{ address: forged, path: forged, type: "aws_vpc", action: "create" }],
        outputs: [forged],
      }),
      approval: { ...approval, by, why: forged },
      started: { ...started, by },
      outcome: { ...outcome, ok: false, error: forged },
    }),
    NOW,
  );
  expect(text.match(/^ {0,12}\S*ffff|^ {0,12}sha256.*/gm)).toEqual([`  sha256   ${SHA256}`]);
  // An error of several lines stays one, below what it belongs to.
  expect(text).toContain("failed with 0: x\n               sha256   ffff");
  expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
});

test("load tests that a plan needed and that were passed are told where it is shown", () => {
  const loadTests = [
    {
      id: "1",
      service: "web",
      environment: "staging",
      at: "2026-11-21T09:00:00.000Z",
      requestsPerSecond: 50,
      minutes: 1,
      errorPercent: 0.017,
      p99Milliseconds: 80,
      url: "https://staging.example.com",
    },
  ];
  const text = planText(record({ summary: summary({ loadTests }) }), NOW);
  expect(text).toMatch(
    /^ {2}tested {3}web in staging, 2026-11-21 \d\d:\d\d \(3 h ago\): 50 requests a second for 1 minute to https:\/\/staging\.example\.com, p99 80 ms, 0\.017 % went wrong$/m,
  );
});
