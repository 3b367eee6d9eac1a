import { historyOf, type Commit, type History } from "../../../src/delivery/metrics/commits";
import type { Deployment } from "../../../src/delivery/metrics/deployments";
import { spread } from "../../../src/delivery/metrics/figures";
import { judged } from "../../../src/delivery/metrics/judged";

const at = (hour: number) => `2026-11-21T${String(hour).padStart(2, "0")}:00:00Z`;

/** Commits of a line, each written at the hour of its place. */
const line = (...hashes: string[]): History =>
  new Map(
    hashes.map((hash, index): [string, Commit] => [
      hash,
      { hash, parents: hashes.slice(index - 1, index), writtenAt: at(index), reverts: [] },
    ]),
  );

const deployed = (commit: string, hour: number, ok = true): Deployment => ({
  id: `${commit}-${hour}`,
  stack: "prod-stack",
  commit,
  dirty: false,
  isRollback: false,
  at: at(hour),
  ok,
  failure: ok ? undefined : "broken",
});

const verdicts = (deployments: readonly Deployment[], history: History) =>
  judged(deployments, history).map(({ failure, restoredBy, changes }) => ({
    failure,
    restoredBy,
    changes: changes?.map(({ commit, leadSeconds }) => `${commit} ${leadSeconds / 3600} h`),
  }));

test("a step back to an older commit means that the newer one had to go", () => {
  const back = [deployed("a", 10), deployed("c", 12), deployed("a", 13), deployed("d", 14)];
  expect(verdicts(back, line("a", "b", "c", "d"))).toEqual([
    { changes: ["a 10 h"] },
    { changes: ["c 10 h", "b 11 h"], failure: "it was taken back by a-13", restoredBy: "a-13" },
    { changes: [] },
    // Those that were there before are not new with it.
    { changes: ["d 11 h"] },
  ]);
});

test("the same commit once more, as after drift, brings nothing and takes nothing back", () => {
  expect(verdicts([deployed("a", 10), deployed("a", 11)], line("a"))).toEqual([
    { changes: ["a 10 h"] },
    { changes: [] },
  ]);
});

test("a rollback, of the same commit, says that the deployment before had to go", () => {
  const back = { ...deployed("b", 12), isRollback: true };
  const again = { ...deployed("b", 13), isRollback: true };
  expect(
    verdicts([deployed("a", 10), deployed("b", 11), back, again], line("a", "b")),
  ).toMatchObject([
    { failure: undefined },
    { failure: "it was rolled back by b-12", restoredBy: "b-12" },
    { failure: undefined, changes: [] },
    { failure: undefined, changes: [] },
  ]);
});

test("where the clone does not have the commit before, nobody knows what is new", () => {
  expect(
    verdicts([deployed("x", 9), deployed("a", 10), deployed("b", 11)], line("a", "b")),
  ).toEqual([{}, {}, { changes: ["b 10 h"] }]);
});

test("a clock that is ahead makes no time of less than nothing", () => {
  expect(verdicts([deployed("b", 0)], line("a", "b"))).toEqual([{ changes: ["b 0 h", "a 0 h"] }]);
});

test("without a repository no commit is known", async () => {
  expect(await historyOf("/", ["a".repeat(40), "--all"])).toEqual(new Map());
});

test("the median is between the two in the middle, and nine of ten is one that was measured", () => {
  expect(spread([])).toBeUndefined();
  expect(spread([5])).toEqual({ count: 1, medianSeconds: 5, ninetiethSeconds: 5 });
  expect(spread([40, 10, 20, 30])).toEqual({ count: 4, medianSeconds: 25, ninetiethSeconds: 40 });
  expect(spread([10, 1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual({
    count: 10,
    medianSeconds: 6,
    ninetiethSeconds: 9,
  });
});
