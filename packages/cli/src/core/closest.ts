/**
 * The name that somebody may have meant.
 *
 * @returns undefined where none is alike
 */
export function closest(typed: string, names: readonly string[]): string | undefined {
  const word = typed.toLowerCase();
  const isAlike = (name: string, steps: number): boolean =>
    // Of a short name every other short one is a few letters away.
    steps <= Math.max(1, Math.floor(word.length / 3)) ||
    (word.length > 1 && (name.startsWith(word) || word.startsWith(name)));
  return names
    .map((name) => ({ name, steps: distance(word, name.toLowerCase()) }))
    .filter(({ name, steps }) => isAlike(name, steps))
    .toSorted((a, b) => a.steps - b.steps)[0]?.name;
}

/** How many letters are missing, too many, others, or two in the wrong order. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const [above, twoAbove] = [rows[row - 1]!, rows[row - 2]];
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = twoAbove && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        above[column]! + 1,
        current[column - 1]! + 1,
        above[column - 1]! + (same ? 0 : 1),
        swapped ? twoAbove[column - 2]! + 1 : Infinity,
      );
    }
    rows.push(current);
  }
  return rows[a.length]![b.length]!;
}
