import type { LoadTestResult } from "../delivery/load-tests/load-test-result";

/** How many kinds of errors are told, most frequent first. */
const KINDS = 5;

/** A result for people, without what it was about. */
export function resultText(result: LoadTestResult): string {
  const { measured, passed, missed, load, digest, commit, plan } = result;
  const { due, answered, errorPercent, times, wrong, seconds, givenUp } = measured;
  const others = wrong.slice(KINDS).reduce((sum, { count }) => sum + count, 0);
  return [
    `  answered  ${answered} of ${due} in ${seconds} s, ${errorPercent} % went wrong (at most ${load.errorPercent} %)`,
    ...(times
      ? [
          `  times     half in ${times.p50} ms, p90 ${times.p90} ms, p99 ${times.p99} ms (at most ${load.p99Milliseconds} ms), longest ${times.longest} ms`,
        ]
      : []),
    ...wrong.slice(0, KINDS).map(({ what, count }) => `  wrong     ${count} x ${what}`),
    ...(others > 0 ? [`  wrong     ${others} x something else`] : []),
    ...(givenUp ? ["  given up, as more had gone wrong than the whole test permits"] : []),
    ...(digest === undefined ? [] : [`  image     ${digest}`]),
    ...(commit === undefined ? [] : [`  commit    ${commit}, plan ${plan}`]),
    passed ? "Passed." : `Not passed: ${missed.join("; ")}`,
  ].join("\n");
}
