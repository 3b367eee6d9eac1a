import { judgeLocks, type HeldPlace } from "../../../src/state/doctor/judge-lock";

const NOW = new Date("2026-11-21T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(NOW.valueOf() - minutes * 60_000);

const held = (changes: Partial<HeldPlace> = {}): HeldPlace => ({
  place: "row",
  where: "row b/dev of table locks",
  used: true,
  since: minutesAgo(5),
  info: {
    ID: "id-1",
    Operation: "OperationTypeApply",
    Who: "kim@laptop",
    Version: "1.11.4",
    Created: minutesAgo(5).toISOString(),
  },
  signs: { killed: false, living: undefined },
  ...changes,
});

const judged = (...places: HeldPlace[]) =>
  judgeLocks("dev-stack", places, NOW).map(({ severity, check }) => `${severity} ${check}`);

test("a state that nobody holds needs no word", () => expect(judged()).toEqual([]));

test.each([
  ["of a run that is alive", held({ signs: { killed: false, living: "process 7" } }), []],
  [
    "of a run that was killed",
    held({ signs: { killed: true, living: undefined } }),
    ["error lock-left"],
  ],
  ["of somebody elsewhere, young", held(), ["warning lock-held"]],
  ["of somebody elsewhere, 59 min old", held({ since: minutesAgo(59) }), ["warning lock-held"]],
  ["of somebody elsewhere, 61 min old", held({ since: minutesAgo(61) }), ["error lock-held"]],
  ["that nobody can read", held({ info: undefined }), ["error lock-unreadable"]],
  ["in a place that is not used", held({ used: false }), ["warning lock-unused"]],
])("a lock %s", (_, place, expected) => expect(judged(place)).toEqual(expected));

test("row and file of one run are one finding", () => {
  expect(judged(held(), held({ place: "file" }))).toEqual(["warning lock-held"]);
});

test("row and file of two runs are an error besides", () => {
  const other = held({ place: "file", info: { ...held().info!, ID: "id-2" } });
  expect(judged(held(), other)).toEqual(["warning lock-held", "error locks-differ"]);
  expect(judgeLocks("dev-stack", [held(), other], NOW)[1]!.what).toContain("id-1 and id-2");
});

test("a finding names holder, operation, time and id", () => {
  const [finding] = judgeLocks("dev-stack", [held()], NOW);
  expect(finding!.what).toMatch(
    /^locked by kim@laptop \(OperationTypeApply\) since .* \(5 min ago\), lock id id-1$/,
  );
});
