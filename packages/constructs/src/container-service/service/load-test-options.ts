import { z } from "zod";
import { count, listOf, matching, options, unique, type Draft } from "../../option-rules";
import { shown } from "../../shown";
import { isRouted, literalPaths } from "../load-balancer/path-patterns";

const MINUTES = "a number of minutes from 0.1 to 60";
const PERCENT = "a percentage from 0 to 100";

const requested = matching(
  /^\/[\w.$/~"'@:+&%=?;,!()-]{0,2047}$/,
  "a path of at most 2048 characters, the first a /, without wildcards",
);

const load = {
  /**
   * Requests that are sent each second, evenly, whether earlier ones were answered or not; 1 to
   * 1000, as one machine sends them.
   */
  requestsPerSecond: count(1, 1000),

  /** Minutes for which they are sent; 0.1 to 60. @default 2 */
  minutes: z.number(MINUTES).min(0.1, MINUTES).max(60, MINUTES).default(2),

  /**
   * Milliseconds within which 99 of 100 answers must be there; 1 to 60000. What is not answered in
   * ten times as long (1 to 60 seconds) has gone wrong.
   */
  p99Milliseconds: count(1, 60_000),

  /**
   * Requests in percent that may go wrong: no answer, one that breaks off, or a status that is not
   * from 200 to 299.
   * @default 1
   */
  errorPercent: z.number(PERCENT).min(0, PERCENT).max(100, PERCENT).default(1),

  /** Hours for which a result counts for the environments behind; 1 to 8760. @default 168, a week */
  validHours: count(1, 8760).default(168),
};

/** What every service of an environment must stand; each has paths of its own. */
export const commonLoadTestOptions = options({ ...load });

/** What a service must stand, and for how long that it did so counts. */
export const loadTestOptions = options({
  ...load,

  /**
   * Paths that are asked for by turns, with GET; each must be one that the service's `http.paths`
   * lead to.
   * @default the paths of `http`, up to their first wildcard
   */
  paths: unique(
    z.array(requested).min(1, "1 to 50 paths").max(50, "1 to 50 paths"),
    "each path once",
  ).optional(),
});

export type LoadTestOptions = z.output<typeof loadTestOptions>;

type Tested = Draft<{
  http: { paths: string[] };
  loadTest: { paths: string[]; minutes: number };
  deployment: { strategy: string; waitMinutes: number };
}>;

/** A test is of requests, and of those that reach this very service. */
export function hasWhatIsTested({ http, loadTest }: Tested): string | undefined {
  if (loadTest === undefined) return undefined;
  return http === undefined ? "none, as no requests reach a service without http" : undefined;
}

/** What another service answers says nothing of this one. */
export function asksItself({ http, loadTest }: Tested): string | undefined {
  const patterns = listOf(http?.paths).filter((one) => typeof one === "string");
  if (patterns.length === 0) return undefined;
  const strays = listOf(loadTest?.paths).filter(
    (one) => typeof one === "string" && !patterns.some((pattern) => isRouted(one, pattern)),
  );
  return strays.length === 0
    ? undefined
    : `paths that http.paths lead to (${patterns.join(", ")}), as ${strays.map(shown).join(", ")} does not`;
}

/** A deployment that goes back by itself before its test can end would never come through. */
export function leavesTimeToTest({ loadTest, deployment }: Tested): string | undefined {
  const waits = Number(deployment?.waitMinutes ?? 0);
  const takes = Number(loadTest?.minutes ?? 0);
  return waits > 0 && waits <= takes
    ? `0, or more than the ${takes} minutes that loadTest takes`
    : undefined;
}

/** The paths that a test of a service asks for. @param own those that its test names. @default by `http` */
export const testedPaths = (
  http: { readonly paths: readonly string[] },
  own: readonly string[] | undefined,
): readonly string[] => own ?? literalPaths(http.paths);
