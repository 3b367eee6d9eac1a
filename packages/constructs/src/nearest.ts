import { distance } from "fastest-levenshtein";

/**
 * The names that somebody may have meant: those that take the fewest letters put in, left out or
 * replaced, as long as that is one letter, a third of them, or two in the wrong order; or those that
 * begin with what was written, or the other way round.
 */
export function nearest(name: string, names: readonly string[]): string[] {
  const written = name.toLowerCase();
  const alike = names
    .map((other) => ({ other, steps: distance(written, other.toLowerCase()) }))
    .filter(({ other, steps }) => isAlike(written, other.toLowerCase(), steps));
  const least = Math.min(...alike.map(({ steps }) => steps));
  return alike.filter(({ steps }) => steps === least).map(({ other }) => other);
}

const isAlike = (written: string, name: string, steps: number): boolean =>
  // Of a short name every other short one is a few letters away.
  steps <= Math.max(1, Math.floor(written.length / 3)) ||
  (steps === 2 && sorted(written) === sorted(name)) ||
  (written.length > 1 && (name.startsWith(written) || written.startsWith(name)));

const sorted = (name: string): string => [...name].toSorted().join("");
