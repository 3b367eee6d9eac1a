import { remembered, turn } from "../../../src/delivery/drift/drift-memory";
import type { DriftReport } from "../../../src/delivery/messages/drift-report";
import { standingOf } from "../../../src/delivery/drift/drift-standing";
import { driftConclusion, driftText } from "../../../src/delivery/drift/drift-text";
import type { PlanRecord } from "../../../src/delivery/store/plan-meta";
import { NOW, resource } from "./sample-drift";

const clean: DriftReport = {
  stack: "dev-stack",
  checkedAt: "2026-11-21T04:20:00.000Z",
  drifted: [],
  ignored: [],
  notes: [],
};
const withDrift: DriftReport = { ...clean, drifted: [resource] };
const NO_COUNTS = {
  add: 0,
  change: 0,
  replace: 0,
  destroy: 0,
  import: 0,
  move: 0,
  forget: 0,
  outputs: 0,
};
const unapplied: DriftReport = {
  ...clean,
  unapplied: { counts: { ...NO_COUNTS, add: 1 }, addresses: ["aws_vpc.a: create"] },
};

describe("people are told of drift", () => {
  /** What is said after each of several looks, an hour apart. */
  function told(...reports: DriftReport[]) {
    let last: DriftReport | undefined;
    return reports.map((report, hour) => {
      const now = { ...report, checkedAt: `2026-11-21T0${hour}:00:00.000Z` };
      const changed = turn(last, now);
      last = remembered(last, changed);
      return [changed.event, changed.report.since?.slice(11, 13)];
    });
  }

  const more: DriftReport = {
    ...clean,
    drifted: [resource, { ...resource, address: "aws_vpc.b", attributes: ["cidr_block"] }],
  };
  const waits: DriftReport = { ...clean, waiting: "dev-stack-20261121T042000Z-3a388bb0-9f3a" };

  test.each<[string, DriftReport[], (string | undefined)[][]]>([
    [
      "never, where there is none",
      [clean, clean],
      [
        [undefined, undefined],
        [undefined, undefined],
      ],
    ],
    [
      "once",
      [withDrift, withDrift],
      [
        ["drift-found", "00"],
        [undefined, "00"],
      ],
    ],
    [
      "again when it is gone",
      [withDrift, clean, clean],
      [
        ["drift-found", "00"],
        ["drift-gone", "00"],
        [undefined, undefined],
      ],
    ],
    [
      "when more comes to it",
      [withDrift, more],
      [
        ["drift-found", "00"],
        ["drift-found", "00"],
      ],
    ],
    [
      "not while less is left",
      [more, withDrift],
      [
        ["drift-found", "00"],
        [undefined, "00"],
      ],
    ],
    [
      "anew after it was gone",
      [withDrift, clean, withDrift],
      [
        ["drift-found", "00"],
        ["drift-gone", "00"],
        ["drift-found", "02"],
      ],
    ],
    [
      "of what is not applied as well",
      [unapplied, unapplied, clean],
      [
        ["drift-found", "00"],
        [undefined, "00"],
        ["drift-gone", "00"],
      ],
    ],
    [
      "not as gone, while a plan waits for approval",
      [unapplied, waits, waits, clean],
      [
        ["drift-found", "00"],
        [undefined, "00"],
        [undefined, "00"],
        ["drift-gone", "00"],
      ],
    ],
    [
      "not of a plan that waits",
      [clean, waits],
      [
        [undefined, undefined],
        [undefined, undefined],
      ],
    ],
    [
      "not again when the plan that waited was rejected",
      [unapplied, waits, unapplied],
      [
        ["drift-found", "00"],
        [undefined, "00"],
        [undefined, "00"],
      ],
    ],
  ])("%s", (_, reports, said) => {
    expect(told(...reports)).toEqual(said);
  });
});

describe("the newest plan of a stack", () => {
  const id = "prod-stack-20261121T042000Z-3a388bb0-9f3a";
  const record = (
    more: Partial<PlanRecord> & { needsApproval?: boolean; storedAt?: string } = {},
  ) => {
    const { needsApproval = true, storedAt = "2026-11-20T00:00:00.000Z", ...rest } = more;
    // By a clock that is days ahead, three days.
    const [plannedAt, expiresAt] = ["2026-11-28T00:00:00.000Z", "2026-12-01T00:00:00.000Z"];
    const summary = { id, needsApproval, plannedAt, expiresAt };
    return { summary, storedAt, ...rest } as PlanRecord;
  };
  const by = { arn: "arn" };
  const started = (at: string) => ({ started: { by, at, sha256: "" } });

  test.each<[string, PlanRecord | undefined, object]>([
    ["that there is none means nothing", undefined, {}],
    ["that waits for approval holds what is not applied", record(), { waiting: id }],
    [
      "that is approved does as well",
      record({ approval: { verdict: "approved", by, at: "", sha256: "" } }),
      { waiting: id },
    ],
    [
      "that was rejected does not",
      record({ approval: { verdict: "rejected", by, at: "", sha256: "" } }),
      {},
    ],
    [
      "that needs no approval has an hour to be applied",
      record({ needsApproval: false, storedAt: "2026-11-21T04:00:00.000Z" }),
      { waiting: id },
    ],
    ["that needs no approval and was forgotten does not", record({ needsApproval: false }), {}],
    [
      "that is being applied leaves nothing to look at",
      record(started("2026-11-21T03:00:00.000Z")),
      { skipped: `the apply of ${id} is under way since 2026-11-21 03:00 UTC` },
    ],
    [
      "whose apply never ended hides nothing",
      record(started("2026-11-20T03:00:00.000Z")),
      { note: expect.stringContaining("never said how it ended") },
    ],
  ])("%s", (_, newest, standing) => {
    expect(standingOf(newest, NOW)).toEqual(standing);
  });
});

describe("for a person", () => {
  test("the two kinds are told apart", () => {
    const report = {
      ...withDrift,
      ...{
        unapplied: unapplied.unapplied,
        ignored: [{ ...resource, attributes: ["a"], reason: "because of b" }],
      },
    };
    expect(driftText(report)).toBe(
      [
        "dev-stack: drift, and changes not applied",
        "  changed past Terraform:",
        "    aws_ecs_service.web: desired_count, tags.Scan, tags.Name",
        "  merged but not applied: 1 to add",
        "    aws_vpc.a: create",
        "  accepted by environments/drift-ignore.ts:",
        "    aws_ecs_service.web: a: because of b",
      ].join("\n"),
    );
  });

  test("the last line is an all clear only when every stack was looked at and is", () => {
    expect(driftConclusion([clean])).toBe("All clear: dev-stack is as the code says.");
    expect(driftConclusion([clean, { ...clean, error: "no" }])).toBe(
      "Not clear: not known: dev-stack.",
    );
    expect(driftConclusion([clean, { ...clean, skipped: "no" }])).toMatch(/^Not clear: not known/);
    expect(driftConclusion([withDrift])).toBe("Not clear: not as the code says: dev-stack.");
  });
});
