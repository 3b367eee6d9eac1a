/**
 * The names that somebody may have meant: those with the fewest letters put in, left out or
 * replaced, as long as that is no more than two of them, and no more than a third of the name.
 */
export function nearest(name: string, names: readonly string[]): string[] {
  const written = name.toLowerCase();
  const distances = names.map((other) => distance(written, other.toLowerCase()));
  const least = Math.min(...distances);
  return least > 2 || least * 3 > name.length ? [] : names.filter((_, i) => distances[i] === least);
}

/** Levenshtein's, row by row. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= other.length; at++) {
      const replaced = row[at - 1]! + (letter === other[at - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[at]! + 1, next[at - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
