import type { Waves } from "./place-options";

/** A number, or a share such as `20%`. */
type Share = number | string;

/**
 * Divides the places of an environment into waves: by the sizes, and whatever is left is the last. By
 * all places and not by those that are still to be done, so that a run which resumes has the same.
 *
 * @param sizes of the first waves
 */
export function wavesOf<Place>(places: readonly Place[], sizes: readonly Share[]): Place[][] {
  const waves: Place[][] = [];
  let from = 0;
  for (const size of sizes) {
    if (from >= places.length) break;
    // A share of few is no wave without a place.
    const until = from + Math.max(1, countOf(size, places.length));
    waves.push(places.slice(from, until));
    from = until;
  }
  return from < places.length ? [...waves, places.slice(from)] : waves;
}

/** How many places of a wave may fail, and the next begins all the same. */
export const toleratedIn = (wave: readonly unknown[], { tolerance }: Pick<Waves, "tolerance">) =>
  countOf(tolerance, wave.length);

const countOf = (share: Share, all: number): number =>
  typeof share === "number" ? share : Math.floor((Number.parseInt(share, 10) * all) / 100);
