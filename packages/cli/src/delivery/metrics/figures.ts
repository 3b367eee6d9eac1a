import type { Judged } from "./judged";

/** How several times spread. */
export interface Spread {
  /** How many there are. */
  readonly count: number;
  /** Half of them took at most so many seconds. */
  readonly medianSeconds: number;
  /** Nine of ten took at most so many seconds. */
  readonly ninetiethSeconds: number;
}

/** DORA's four figures, of one stack or of several together. */
export interface Figures {
  /** The time from which on deployments are counted, in ISO 8601. */
  readonly since: string;
  /** Applies that went well. */
  readonly deployments: number;
  readonly deploymentsPerWeek: number;
  /** How long commits took from their writing to their deployment; undefined where none is known. */
  readonly leadTime?: Spread | undefined;
  /** Deployments of which git cannot tell what they have brought. */
  readonly unknownChanges: number;
  /** All applies that have ended, in whichever way. */
  readonly applies: number;
  /** How many of them failed, or had to be taken back. */
  readonly failed: number;
  /** That as a share, 0 to 1; undefined without applies. */
  readonly failedShare?: number | undefined;
  /** How long it took from a failure until all was well; undefined where that never came. */
  readonly timeToRestore?: Spread | undefined;
  /** Whether the last apply has failed, and nothing has restored it yet. */
  readonly unrestored: number;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** What is counted. */
export interface Period {
  readonly since: Date;
  readonly until: Date;
}

/**
 * The figures of some stacks in a period. Where the first apply that is stored lies in it, the
 * deployments are counted from there on: a team that began last month has not failed to deploy before.
 *
 * @param stacks the deployments of each, also those before the period
 */
export function figuresOf(stacks: readonly (readonly Judged[])[], period: Period): Figures {
  const { until } = period;
  const starts = stacks.flatMap(([first]) => (first ? [Date.parse(first.at)] : []));
  const since = Math.max(period.since.valueOf(), Math.min(...starts, until.valueOf()));
  const counted = stacks.flatMap((all) => all.filter((one) => isWithin(one, period)));
  const done = counted.filter(({ ok }) => ok);
  const failed = counted.filter(({ failure }) => failure !== undefined);
  const incidents = stacks.flatMap((all) =>
    incidentsIn(all.filter((one) => isWithin(one, period))),
  );
  const weeks = Math.max(1, (until.valueOf() - since) / WEEK_MS);
  return {
    since: new Date(since).toISOString(),
    deployments: done.length,
    deploymentsPerWeek: round(done.length / weeks, 100),
    leadTime: spread(
      done.flatMap(({ changes = [] }) => changes.map(({ leadSeconds }) => leadSeconds)),
    ),
    unknownChanges: done.filter(({ changes }) => changes === undefined).length,
    applies: counted.length,
    failed: failed.length,
    ...(counted.length > 0 && { failedShare: round(failed.length / counted.length, 10_000) }),
    timeToRestore: spread(
      incidents.flatMap(({ at, restoredAt }) =>
        restoredAt === undefined ? [] : [(Date.parse(restoredAt) - Date.parse(at)) / 1000],
      ),
    ),
    unrestored: incidents.filter(({ restoredAt }) => restoredAt === undefined).length,
  };
}

export const isWithin = ({ at }: Judged, { since, until }: Period): boolean =>
  Date.parse(at) >= since.valueOf() && Date.parse(at) <= until.valueOf();

/** The first of failures that were restored together: what broke stayed broken from there on. */
const incidentsIn = (deployments: readonly Judged[]): Judged[] =>
  deployments.filter(({ ok, failure }, index) => {
    if (failure === undefined) return false;
    return ok || deployments[index - 1] === undefined || deployments[index - 1]!.ok;
  });

/** Undefined where there are none. */
export function spread(seconds: readonly number[]): Spread | undefined {
  if (seconds.length === 0) return undefined;
  const sorted = seconds.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  return {
    count: sorted.length,
    medianSeconds: Math.round(median),
    // Nearest rank: one that was measured.
    ninetiethSeconds: Math.round(sorted[Math.ceil(sorted.length * 0.9) - 1]!),
  };
}

const round = (number: number, parts: number): number => Math.round(number * parts) / parts;
