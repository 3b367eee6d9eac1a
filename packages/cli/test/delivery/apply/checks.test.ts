import {
  checkBundle,
  checkDecision,
  checkIdentity,
  checkUse,
  type ApplyFacts,
} from "../../../src/delivery/apply/checks";
import { metaText, type PlanSummary } from "../../../src/delivery/store/plan-meta";
import { OperationError } from "../../../src/core/errors";
import { configuration } from "@groundwork/testing/configuration";
import {
  approval,
  COMMIT,
  ID,
  KIM,
  LEE,
  NOW,
  outcome,
  record,
  rejection,
  SHA256,
  started,
  summary,
} from "../plan/plan-records";

const facts: ApplyFacts = {
  head: COMMIT,
  sha256: SHA256,
  needsApproval: true,
  configuration: configuration(),
  now: NOW,
  terraformVersion: "1.11.4",
};
const packedWith = ({ sha256: _, ...meta }: PlanSummary): string => metaText(meta);
const bundle = { sha256: SHA256, meta: packedWith(summary()) };
const byOpenTofu = summary({ terraformVersion: "OpenTofu 1.12.6" });

/** All checks of an apply, in its order. */
function check(
  changed: Parameters<typeof record>[0] = {},
  others: Partial<ApplyFacts> = {},
  lies: Partial<typeof bundle> = {},
): { code: number; message: string } | undefined {
  const what = record(changed);
  return caught(() => {
    checkIdentity(what, { ...facts, ...others });
    checkBundle(what, { ...bundle, ...lies });
    checkUse(what, { ...facts, ...others });
  });
}

function caught(work: () => void) {
  try {
    work();
    return undefined;
  } catch (error) {
    const { exitCode, message } = error as OperationError;
    return { code: exitCode, message };
  }
}

/** A role's session under a name that anybody can choose. */
const CHOSEN = { arn: "arn:aws:sts::111111111111:assumed-role/deploy/max" };

const later = new Date("2026-11-24T12:00:00Z");
const newer = "prod-stack-20261121T113000Z-48cdd2f0-0000";

test("an approved plan of this commit may be applied", () => {
  expect(check()).toBeUndefined();
});

test.each<[string, ReturnType<typeof check>, number, string]>([
  ["superseded", check({ newer }), 5, `superseded by ${newer}`],
  ["another commit", check({}, { head: "0".repeat(40) }), 4, "0000 is checked out"],
  ["another hash", check({}, { sha256: "0".repeat(64) }), 4, "got --sha256 0000"],
  ["another bundle", check({}, {}, { sha256: "0".repeat(64) }), 4, "not what was planned"],
  [
    "a summary that says it was somebody else's plan",
    check({ summary: summary({ plannedBy: { arn: "arn:aws:iam::1:user/nobody" } }) }),
    4,
    "not the one that was packed",
  ],
  [
    "a bundle without a summary",
    check({}, {}, { meta: undefined! }),
    4,
    "not the one that was packed",
  ],
  ["not approved", check({ approval: undefined }), 5, `npx --no -- groundwork approve ${ID}`],
  ["rejected", check({ approval: rejection }), 5, "not on Friday"],
  ["approved by the planner", check({ approval: { ...approval, by: KIM } }), 5, "has planned it"],
  [
    "approved by somebody who may be the planner",
    check({ approval: { ...approval, by: CHOSEN } }),
    5,
    "is not known to be another person than",
  ],
  [
    "an approval of another bundle",
    check({ approval: { ...approval, sha256: "0".repeat(64) } }),
    4,
    "the approval is of a bundle",
  ],
  ["expired", check({}, { now: later }), 5, "expired at"],
  ["under way, or killed", check({ started }), 5, "npx --no -- groundwork unlock prod-stack"],
  ["applied before", check({ started, outcome }), 5, "and was applied"],
  [
    "failed before",
    check({ started, outcome: { ...outcome, ok: false, exit: 1, error: "quota" } }),
    5,
    "and failed: quota",
  ],
  ["another Terraform", check({}, { terraformVersion: "1.12.0" }), 4, "this is Terraform 1.12.0"],
  [
    "OpenTofu of that number",
    check({}, { terraformVersion: "OpenTofu 1.11.4" }),
    4,
    "made by Terraform 1.11.4, and this is OpenTofu 1.11.4; each applies plans of its own version only. Install that one (.terraform-version), or plan again: npx --no -- groundwork plan prod-stack",
  ],
  [
    "Terraform, of a plan of OpenTofu",
    check({ summary: byOpenTofu }, {}, { meta: packedWith(byOpenTofu) }),
    4,
    "made by OpenTofu 1.12.6, and this is Terraform 1.11.4; each applies plans of its own version only. Have OpenTofu 1.12.6 run: TERRAFORM_BINARY_NAME",
  ],
  [
    "an older OpenTofu",
    check(
      { summary: byOpenTofu },
      { terraformVersion: "OpenTofu 1.11.6" },
      { meta: packedWith(byOpenTofu) },
    ),
    4,
    "this is OpenTofu 1.11.6",
  ],
])("%s", (_name, problem, code, text) => {
  expect(problem).toEqual({ code, message: expect.stringContaining(text) });
  expect(problem!.message).toContain(ID);
});

test("of several things that are wrong the first in order is told", () => {
  const all = { newer, approval: rejection, started, outcome };
  const wrong = { head: "0".repeat(40), sha256: "0".repeat(64), now: later, terraformVersion: "2" };
  const told = [
    check(all, wrong, { sha256: "" }),
    check({ ...all, newer: undefined }, wrong, { sha256: "" }),
    check({ ...all, newer: undefined }, { ...wrong, head: COMMIT }, { sha256: "" }),
    check({ ...all, newer: undefined }, { ...wrong, head: COMMIT, sha256: SHA256 }, { sha256: "" }),
    check({ ...all, newer: undefined }, { ...wrong, head: COMMIT, sha256: SHA256 }),
    check({ started, outcome }, { ...wrong, head: COMMIT, sha256: SHA256 }),
    check({ started, outcome }, { terraformVersion: "2" }),
    check({}, { terraformVersion: "2" }),
  ].map(
    (problem) =>
      /superseded|checked out|--sha256|got a bundle|rejected|expired|its apply began|Terraform 1/.exec(
        problem!.message,
      )?.[0],
  );
  expect(told).toEqual([
    "superseded",
    "checked out",
    "--sha256",
    "got a bundle",
    "rejected",
    "expired",
    "its apply began",
    "Terraform 1",
  ]);
});

test("it lasts from when S3 took it in, as the planner's clock may be wrong", () => {
  // An hour slow, so that by itself it would have expired by now.
  expect(check({}, { now: new Date(summary().expiresAt) })).toBeUndefined();
  expect(check({ storedAt: "2026-11-18T12:00:00.000Z" })).toMatchObject({ code: 5 });
});

test("where no approval is demanded none is needed, but a rejection counts", () => {
  expect(check({ approval: undefined }, { needsApproval: false })).toBeUndefined();
  expect(check({ approval: { ...approval, by: KIM } }, { needsApproval: false })).toBeUndefined();
  expect(check({ approval: rejection }, { needsApproval: false })).toMatchObject({ code: 5 });
});

test("that a summary says it needs no approval does not count", () => {
  const lie = summary({ needsApproval: false });
  const { sha256: _sha256, ...lying } = lie;
  expect(check({ summary: lie, approval: undefined }, {}, { meta: metaText(lying) })).toMatchObject(
    { code: 5 },
  );
});

describe("who may decide", () => {
  const undecided = { approval: undefined };
  const decide = (
    changed: Parameters<typeof record>[0],
    by = LEE,
    verdict: "approved" | "rejected" = "approved",
    needsApproval = true,
    others: { sha256?: string; now?: Date } = {},
  ) =>
    caught(() =>
      checkDecision(record(changed), by, verdict, {
        ...facts,
        sha256: undefined,
        needsApproval,
        ...others,
      }),
    );

  test("somebody else approves; the planner may reject, and approve where nobody has to", () => {
    expect(decide(undecided)).toBeUndefined();
    expect(decide(undecided, KIM)).toMatchObject({ code: 6 });
    expect(decide(undecided, KIM, "rejected")).toBeUndefined();
    expect(decide(undecided, KIM, "approved", false)).toBeUndefined();
  });

  test("nor may who is not known to be somebody else, and is told what would tell", () => {
    const problem = decide(undecided, CHOSEN);
    expect(problem).toMatchObject({ code: 6 });
    expect(problem!.message).toMatch(
      /deploy\/max is not known to be another person than .*\/kim, who has planned it, so somebody else must approve it\. Known apart are/,
    );
    expect(decide(undecided, CHOSEN, "rejected")).toBeUndefined();
    expect(decide(undecided, CHOSEN, "approved", false)).toBeUndefined();
  });

  test.each([
    ["approved before", {}, 5, "approved already"],
    ["rejected before", { approval: rejection }, 5, "not on Friday"],
    ["superseded", { ...undecided, newer }, 5, "superseded"],
    ["used", { ...undecided, started }, 5, "used"],
  ])("not one that is %s", (_name, changed, code, text) => {
    expect(decide(changed)).toEqual({ code, message: expect.stringContaining(text) });
  });

  test("not an expired one, nor one with another hash", () => {
    expect(decide(undecided, LEE, "approved", true, { now: later })).toMatchObject({ code: 5 });
    expect(decide(undecided, LEE, "approved", true, { sha256: "0" })).toMatchObject({ code: 4 });
    expect(decide(undecided, LEE, "approved", true, { sha256: SHA256 })).toBeUndefined();
  });
});
