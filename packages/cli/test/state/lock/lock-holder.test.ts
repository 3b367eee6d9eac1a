import { judge } from "../../../src/state/lock/lock-holder";
import { readLockInfo } from "../../../src/terraform/lock-info";
import { lockJson, lockReport } from "../../../src/state/lock/lock-report";

const now = new Date("2026-11-21T04:00:00Z");
const info = readLockInfo(
  JSON.stringify({
    ID: "the-id",
    Operation: "OperationTypeApply",
    Who: "kim@elsewhere",
    Version: "1.11.4",
    Created: "2026-11-21T03:35:00.123456789Z",
  }),
)!;
const minutesAgo = (minutes: number) => new Date(now.valueOf() - minutes * 60_000);
const unknown = { killed: false, living: undefined };

test.each([
  ["older than the limit", { info, since: minutesAgo(15) }, unknown, true],
  ["younger than the limit", { info, since: minutesAgo(14) }, unknown, false],
  ["from the future", { info, since: minutesAgo(-60) }, unknown, false],
  ["without a time", { info, since: undefined }, unknown, false],
  [
    "old, its holder alive",
    { info, since: minutesAgo(600) },
    { killed: false, living: "x" },
    false,
  ],
  [
    "young, its holder killed",
    { info, since: minutesAgo(1) },
    { killed: true, living: undefined },
    true,
  ],
  ["garbage without a time", { info: undefined, since: undefined }, unknown, true],
  ["young garbage", { info: undefined, since: minutesAgo(1) }, unknown, false],
  ["old garbage", { info: undefined, since: minutesAgo(60) }, unknown, true],
])("%s", (_, place, signs, releasable) => {
  expect(judge(place, signs, 15, now).releasable).toBe(releasable);
});

test.each([
  ["no JSON", "!"],
  ["nothing", ""],
  ["null", "null"],
  ["a number", "5"],
  ["no ID", '{"Who":"a@b"}'],
  ["an ID that is no text", '{"ID":5}'],
])("%s is not what Terraform writes", (_, text) => {
  expect(readLockInfo(text)).toBeUndefined();
});

test("a lock with an ID alone is one", () => {
  expect(readLockInfo('{"ID":"x"}')).toMatchObject({ ID: "x", Who: "unknown", Created: "" });
});

const place = (where: "row" | "file", text: string, changes = {}) => ({
  place: where,
  where: `the ${where}`,
  used: true,
  text,
  info: readLockInfo(text),
  since: new Date(info.Created),
  verdict: { releasable: true, why: "it is old" },
  ...changes,
});

test("the report shows holder, age, operation, version and id, and what only others look at", () => {
  const report = lockReport(
    "dev/terraform.tfstate",
    [place("row", JSON.stringify(info)), place("file", "garbage", { used: false })],
    now,
  );
  for (const shown of [
    /kim@elsewhere +OperationTypeApply +1\.11\.4 +\S+ \S+ \(25 min ago\) +the-id/,
    /Row and file are of different runs\./,
    /not what Terraform writes: garbage/,
    /only other clients look there/,
  ]) {
    expect(report).toMatch(shown);
  }
});

test("for programs: times as ISO, age in seconds, host, and raw text only of what is unreadable", () => {
  expect(
    lockJson([place("row", JSON.stringify(info)), place("file", "x".repeat(900))], now),
  ).toEqual([
    expect.objectContaining({
      host: "elsewhere",
      since: "2026-11-21T03:35:00.123Z",
      ageSeconds: 1500,
    }),
    expect.objectContaining({ raw: `${"x".repeat(500)} ...` }),
  ]);
});
