import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { metricsOf, type Metrics } from "../../../src/delivery/metrics/measured";
import { metricsText } from "../../../src/delivery/metrics/metrics-text";
import { FolderObjects } from "../../../src/delivery/store/folder-objects";
import { PlanStore } from "../../../src/delivery/store/plan-store";
import { makeHistory, MadeRepository, NOW, putApplied } from "./made-history";
import { OneBucket } from "./stored-objects";

let root: string;
const bucket = new OneBucket();
afterAll(() => bucket.close());

const HOUR = 3600;
const STACKS = ["prod-stack", "dev-stack"];

const measure = (store: PlanStore, changed: Partial<Parameters<typeof metricsOf>[1]> = {}) =>
  metricsOf(store, {
    stacks: STACKS,
    days: 90,
    root,
    isProduction: (stack) => stack === "prod-stack",
    now: NOW,
    ...changed,
  });

describe.each([
  ["a folder", async () => new FolderObjects({ folder: `${root}/.plans`, retentionDays: {} })],
  ["a bucket", () => bucket.store()],
])("three months in %s", (_, begin) => {
  let store: PlanStore;
  let ids: string[];
  let found: Metrics;
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), "groundwork-metrics-"));
    store = new PlanStore(await begin());
    ids = await makeHistory(store, new MadeRepository(root));
    found = await measure(store);
  });
  afterAll(() => rm(root, { recursive: true }));
  const [PROD, DEV] = [0, 1];

  test("production's four figures", () => {
    expect(found.stacks[PROD]).toEqual({
      stack: "prod-stack",
      since: "2026-09-01T00:00:00.000Z",
      deployments: 5,
      deploymentsPerWeek: 0.39,
      // 1 h five times but once, 2 h, 25 h for who waited for the killed one, 26 h for the fix.
      leadTime: { count: 7, medianSeconds: HOUR, ninetiethSeconds: 26 * HOUR },
      unknownChanges: 0,
      // Two that failed, one that was killed, one that was reverted; not the locked one.
      applies: 8,
      failed: 4,
      failedShare: 0.5,
      // 4 h to the revert, 2 h from the first of two failures, 24 h from the killed one's beginning.
      timeToRestore: { count: 3, medianSeconds: 4 * HOUR, ninetiethSeconds: 24 * HOUR },
      unrestored: 0,
    });
  });

  test("dev's, counted from its first apply, with a commit that waited to be merged", () => {
    expect(found.stacks[DEV]).toEqual({
      stack: "dev-stack",
      since: "2026-11-16T00:00:00.000Z",
      deployments: 3,
      deploymentsPerWeek: 1.5,
      leadTime: { count: 2, medianSeconds: expect.any(Number), ninetiethSeconds: 639 * HOUR },
      unknownChanges: 1,
      applies: 4,
      failed: 1,
      failedShare: 0.25,
      timeToRestore: undefined,
      unrestored: 1,
    });
    const merged = found.applies.find(({ at }) => at === "2026-11-20T06:00:00Z")!;
    expect(merged.changes).toEqual([{ commit: expect.any(String), leadSeconds: 6 * HOUR }]);
  });

  test("what failed says why, and by what it was restored", () => {
    expect(
      found.applies
        .filter(({ failure }) => failure)
        .map(({ at, failure, restoredAt }) => [at, failure, restoredAt]),
    ).toEqual([
      ["2026-09-20T10:00:00Z", "ended with 1", "2026-09-20T12:00:00Z"],
      ["2026-09-20T10:30:00Z", "ended with 1", "2026-09-20T12:00:00Z"],
      ["2026-10-01T10:00:00Z", `it was reverted by ${ids[6]}`, "2026-10-01T14:00:00Z"],
      ["2026-10-20T10:00:00Z", "it began, and never said how it ended", "2026-10-21T10:00:00Z"],
      ["2026-11-28T00:00:00Z", "ended with 1", undefined],
    ]);
    expect(found.underWay).toEqual([ids[10]]);
  });

  test("a shorter look back has its own figures, and knows what came before", async () => {
    const { stacks } = await measure(store, { days: 41 });
    expect(stacks[PROD]).toMatchObject({
      since: "2026-10-20T00:00:00.000Z",
      deployments: 1,
      leadTime: { count: 1, medianSeconds: 25 * HOUR },
      applies: 2,
      failed: 1,
    });
  });

  test("a person reads the table, and what failed, as wide as the terminal", () => {
    const { applies } = found;
    const wide = metricsText(found, NOW);
    expect(wide.split("\n").slice(1, 4)).toEqual([
      "Stack       Deployments  A week  Lead time                Failed         Restored after",
      "prod-stack  5            0.4     60 min (90 %: 26 h)      4 of 8 (50 %)  4 h (90 %: 24 h)",
      "dev-stack   3            1.5     13 days (90 %: 27 days)  1 of 4 (25 %)  1 not yet",
    ]);
    expect(wide).toContain(`\n${applies.at(-1)!.id}`);
    expect(wide).toContain(`Not counted: the apply of ${ids[10]} is under way.`);
    expect(wide).toContain("Lead time: what 1 deployment brought is not known.");
    const failure = "because ".repeat(100);
    const long = { ...found, applies: applies.map((one) => ({ ...one, failure })) };
    expect(metricsText(long, NOW)).toMatch(/ (because ){14}becau\.\.\.$/m);
    const narrow = metricsText(found, NOW, 60);
    expect(narrow).toMatch(/^Stack {11}prod-stack\nDeployments {5}5$/m);
  });

  test("what somebody else wrote into the store is told, and stops nothing", async () => {
    const id = await putApplied(store, {
      stack: "dev-stack",
      commit: "0".repeat(40),
      at: "2026-11-29T00:00:00Z",
      exit: undefined,
    });
    await store.putOutcome(id, { at: "yesterday" } as never);
    const { unreadable, stacks } = await measure(store);
    expect(unreadable).toEqual([
      { id, problem: "got the time yesterday of its apply, expected one" },
    ]);
    expect(stacks[DEV]).toMatchObject({ applies: 4 });
  });
});

test("a store of nothing says so", async () => {
  const store = new PlanStore(new FolderObjects({ folder: "/none", retentionDays: {} }));
  expect(metricsText(await measure(store), NOW)).toBe(
    "No apply has ended in the last 90 days, as far as /none says.",
  );
});
