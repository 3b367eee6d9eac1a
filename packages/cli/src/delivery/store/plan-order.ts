import { parseId } from "./plan-id";
import type { StoredObject } from "./store-objects";

/** A plan of which a summary is stored. */
export interface StoredPlan {
  readonly id: string;
  readonly stack: string;
  readonly storedAt: Date;
}

export const summaryKey = (id: string): string => `summaries/${parseId(id)!.owner}/${id}.json`;

/** Where the values lie: the role of pull requests, which may read summaries, may not read there. */
export const detailsKey = (id: string): string =>
  `summaries/${parseId(id)!.owner}/details/${id}.json`;

/**
 * The plans of whose summaries these are, newest first: by when the store took them in, as a summary is
 * never written anew and the clocks of those who plan, which their ids have, may be wrong or lie.
 * S3 tells seconds, a folder milliseconds; what came within one is in the order of its ids.
 */
export function newestFirst(summaries: readonly StoredObject[]): StoredPlan[] {
  const plans = summaries.flatMap(({ key, lastModified: storedAt }): StoredPlan[] => {
    const id = key.replace(/^.*\//, "").replace(/\.json$/, "");
    const stack = parseId(id)?.stack;
    // Elsewhere it would be the summary of a plan that cannot be read.
    return stack === undefined || key !== summaryKey(id) ? [] : [{ id, stack, storedAt }];
  });
  return plans.toSorted(
    (a, b) => b.storedAt.valueOf() - a.storedAt.valueOf() || (a.id < b.id ? 1 : -1),
  );
}
