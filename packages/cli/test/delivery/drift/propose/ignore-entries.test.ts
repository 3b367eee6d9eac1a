import { datedEntry, withEntries } from "../../../../src/delivery/drift/propose/ignore-entries";
import { NOW } from "../sample-drift";

const EMPTY = `import type { DriftIgnore } from "@groundwork/configuration";

/** Reviewed. */
export const driftIgnores: readonly DriftIgnore[] = [];
`;
const ENTRY = datedEntry({ stack: "dev-stack", address: "aws_vpc.a", attribute: "tags.Scan" }, NOW);
const WRITTEN = `  {
    stack: "dev-stack",
    address: "aws_vpc.a",
    attribute: "tags.Scan",
    reason: ${JSON.stringify(ENTRY.reason)},
    until: "2026-12-31",
  },`;

test("entries come into the empty list, and behind others", () => {
  const one = withEntries(EMPTY, [ENTRY], []);
  expect(one).toBe(EMPTY.replace("[];", `[\n${WRITTEN}\n];`));
  const other = { ...ENTRY, attribute: "tags.Cost" };
  const two = withEntries(one, [other], []);
  expect(two).toBe(
    EMPTY.replace("[];", `[\n${WRITTEN}\n${WRITTEN.replace("tags.Scan", "tags.Cost")}\n];`),
  );
});

test("one that has expired keeps all but its day", () => {
  const one = withEntries(EMPTY, [{ ...ENTRY, until: "2026-01-01" }], []).replace(
    "reason:",
    "// asked in March\n    reason:",
  );
  expect(withEntries(one, [], [ENTRY])).toBe(one.replace("2026-01-01", "2026-12-31"));
});

test("the day is that of a month, not of today", () => {
  const days = ["2026-11-01", "2026-11-30", "2026-12-01", "2027-01-31"].map(
    (day) => datedEntry(ENTRY, new Date(`${day}T23:00:00Z`)).until,
  );
  expect(days).toEqual(["2026-12-31", "2026-12-31", "2027-01-31", "2027-02-28"]);
});

test("a list in another form is refused", () => {
  expect(() => withEntries("export const driftIgnores = made();", [ENTRY], [])).toThrow("expected");
  expect(() => withEntries("const driftIgnores = [];", [ENTRY], [])).toThrow(
    "environments/drift-ignore.ts: got a list in another form, expected export const driftIgnores = [...], which alone can be edited",
  );
});
