import { count } from "../../core/count";

/** A load test that what a plan brings has passed elsewhere. */
export interface PlannedLoadTest {
  /** Id of its result, of `results/<environment>/load-tests/<service>/`. */
  readonly id: string;
  readonly service: string;
  /** The environment in which it was tested. */
  readonly environment: string;
  /** When the store took the result in. */
  readonly at: string;
  readonly requestsPerSecond: number;
  readonly minutes: number;
  /** What went wrong of it, and within what 99 of 100 answers were there. */
  readonly errorPercent: number;
  readonly p99Milliseconds?: number | undefined;
  /** Where the requests went. */
  readonly url: string;
}

/** A load for people: `50 requests a second for 2 minutes` */
export const loadWords = ({
  requestsPerSecond,
  minutes,
}: {
  readonly requestsPerSecond: number;
  readonly minutes: number;
}): string => {
  const time =
    minutes < 1 ? count(Number((minutes * 60).toFixed(1)), "second") : count(minutes, "minute");
  return `${count(requestsPerSecond, "request")} a second for ${time}`;
};

/**
 * A load test that was passed: `web in staging, ...: 50 requests a second for 2 minutes, p99 80 ms`
 *
 * @param time when
 */
export const loadTestInWords = (one: PlannedLoadTest, time: string): string =>
  `${one.service} in ${one.environment}, ${time}: ${loadWords(one)} to ${one.url}, ` +
  `${one.p99Milliseconds === undefined ? "" : `p99 ${one.p99Milliseconds} ms, `}${one.errorPercent} % went wrong`;
