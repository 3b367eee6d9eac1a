import type { LoadTest } from "@groundwork/configuration/load-tests";
import type { Measured } from "../delivery/load-tests/load-test-result";
import type { Sent } from "./send";

type Limits = Pick<LoadTest, "p99Milliseconds" | "errorPercent">;

/** How many requests a test has. */
export const countOf = ({
  requestsPerSecond,
  minutes,
}: Pick<LoadTest, "requestsPerSecond" | "minutes">): number =>
  Math.max(1, Math.round(requestsPerSecond * minutes * 60));

/** How many of them may go wrong. */
export const mayGoWrong = (count: number, { errorPercent }: Pick<Limits, "errorPercent">): number =>
  Math.floor((count * errorPercent) / 100);

/** Milliseconds after which a request counts as unanswered. */
export const timeLimitMs = ({ p99Milliseconds }: Pick<Limits, "p99Milliseconds">): number =>
  Math.min(60_000, Math.max(1000, 10 * p99Milliseconds));

/** What outcomes come to. */
export function measure({ outcomes, seconds, givenUp }: Sent): Measured {
  const times = outcomes.flatMap((one) => ("ms" in one ? [one.ms] : [])).toSorted((a, b) => a - b);
  const counts = new Map<string, number>();
  for (const one of outcomes) {
    if ("wrong" in one) counts.set(one.wrong, (counts.get(one.wrong) ?? 0) + 1);
  }
  const wrong = [...counts]
    .map(([what, count]) => ({ what, count }))
    .toSorted((a, b) => b.count - a.count || (a.what < b.what ? -1 : 1));
  const due = outcomes.length;
  const failed = due - times.length;
  return {
    due,
    answered: times.length,
    wrong,
    errorPercent: due === 0 ? 0 : rounded((failed * 100) / due, 3),
    ...(times.length > 0 && {
      times: {
        p50: rounded(percentile(times, 50)),
        p90: rounded(percentile(times, 90)),
        p99: rounded(percentile(times, 99)),
        longest: rounded(times.at(-1)!),
      },
    }),
    seconds: rounded(seconds),
    ...(givenUp && { givenUp: true }),
  };
}

/** The time within which so many percent of them are, the nearest that was measured. */
const percentile = (sorted: readonly number[], percent: number): number =>
  sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]!;

const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));
