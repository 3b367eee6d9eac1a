import type { LoadTest } from "@groundwork/configuration/load-tests";
import type { Measured } from "./load-test-result";

type Limits = Pick<LoadTest, "p99Milliseconds" | "errorPercent">;

/** What was not stood, each as `p99 812 ms, expected at most 300 ms`: nothing where it is passed. */
export function missedBy({ times, errorPercent, due, wrong }: Measured, limits: Limits): string[] {
  const failed = wrong.reduce((sum, { count }) => sum + count, 0);
  const isWrong = (failed * 100) / Math.max(1, due) > limits.errorPercent;
  const isSlow = times !== undefined && times.p99 > limits.p99Milliseconds;
  return [
    ...(isWrong || times === undefined
      ? [`${errorPercent} % went wrong, expected at most ${limits.errorPercent} %`]
      : []),
    ...(isSlow ? [`p99 ${times.p99} ms, expected at most ${limits.p99Milliseconds} ms`] : []),
  ];
}
