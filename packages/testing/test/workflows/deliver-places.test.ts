import { holds, type Need } from "./workflow-run";
import { workflowFiles } from "./workflows";

const jobs = workflowFiles().find(({ name }) => name.endsWith("/deliver-places.yml"))!.content
  .jobs!;

const starts = (job: string, needs: Readonly<Record<string, Need>>): boolean =>
  holds(jobs[job]!["if"], {
    needs,
    before: Object.values(needs).map(({ result = "success" }) => result),
    cancelled: false,
  });

const SOME = '[{"stack":"prod-stack","plan":"p","sha256":"f"}]';

const plan = (waves: Readonly<Record<string, string>>, approval = "false"): Need => ({
  result: "success",
  outputs: { current: "true", changes: "true", approval, ...waves },
});
const done: Need = { result: "success" };
const skipped: Need = { result: "skipped" };
const failed: Need = { result: "failure" };
const judged = (next: boolean): Need => ({ result: "success", outputs: { next: String(next) } });
const gate = (reviewers: boolean): Need => ({
  result: "success",
  outputs: { reviewers: String(reviewers) },
});

const first = { supersede: done, gate: skipped };

test("the first wave begins with changes, where nobody has to approve or GitHub asks somebody", () => {
  const wave = { wave_1: SOME };
  expect(starts("wave_1", { ...first, plan: plan(wave) })).toBe(true);
  expect(starts("wave_1", { ...first, plan: plan({ wave_1: "[]" }) })).toBe(false);
  expect(starts("wave_1", { ...first, plan: plan(wave, "true") })).toBe(false);
  expect(starts("wave_1", { ...first, plan: plan(wave, "true"), gate: gate(false) })).toBe(false);
  expect(starts("wave_1", { ...first, plan: plan(wave, "true"), gate: gate(true) })).toBe(true);
  expect(starts("wave_1", { ...first, plan: failed })).toBe(false);
});

test.each([1, 2, 3])("after wave %d the next begins only if that was judged good", (wave) => {
  const next = wave + 1;
  const needs = { ...first, plan: plan({ [`wave_${next}`]: SOME }) };
  const after = `after_${wave}`;
  expect(starts(`wave_${next}`, { ...needs, [after]: judged(true) })).toBe(true);
  expect(starts(`wave_${next}`, { ...needs, [after]: judged(false) })).toBe(false);
  expect(starts(`wave_${next}`, { ...needs, [after]: skipped })).toBe(false);
  expect(starts(`wave_${next}`, { ...needs, [after]: failed })).toBe(false);
});

test("a wave is judged when it has ended, well or not, or had nothing to apply", () => {
  const some = { plan: plan({ wave_1: SOME }) };
  expect(starts("after_1", { ...some, wave_1: done })).toBe(true);
  expect(starts("after_1", { ...some, wave_1: failed })).toBe(true);
  // Nobody let it pass.
  expect(starts("after_1", { ...some, wave_1: skipped })).toBe(false);
  expect(starts("after_1", { plan: plan({ wave_1: "[]" }), wave_1: skipped })).toBe(true);
  const second = { plan: plan({ wave_2: SOME }), wave_2: skipped };
  expect(starts("after_2", { ...second, after_1: judged(false) })).toBe(false);
});

test("one place that fails does not cut the others of its wave off", () => {
  for (const wave of [1, 2, 3, 4]) {
    expect(jobs[`wave_${wave}`]!["strategy"]).toMatchObject({ "fail-fast": "false" });
    expect(jobs[`wave_${wave}`]!["concurrency"]).toMatchObject({
      group: "deliver-${{ matrix.stack }}",
    });
  }
});
