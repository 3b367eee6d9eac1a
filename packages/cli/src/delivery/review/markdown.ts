/** What GitHub counts is characters; bytes are never fewer. */
export const sizeOf = (text: string): number => Buffer.byteLength(text);

/** A fence that nothing in the text closes, and nothing in it is mark-up (CommonMark, 4.5). */
export function fenced(lines: readonly string[], language: string): string {
  const text = lines.join("\n");
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A text of which only the summary is seen until somebody asks for more. */
export const folded = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

/**
 * As many of the first lines as there is room for, in a fence below a summary, with a note on what
 * was left out; undefined where there is no room for any.
 *
 * @param room in bytes
 */
export function foldedToFit(
  summary: string,
  lines: readonly string[],
  language: string,
  room: number,
): string | undefined {
  const cutAt = (count: number) => {
    const left = lines.length - count;
    const note = left === 0 ? "" : `\n\n${left} of ${lines.length} lines were left out here.`;
    return folded(summary, `${fenced(lines.slice(0, count), language)}${note}`);
  };
  if (lines.length === 0) return undefined;
  // A fence grows with what is in it, so the size is that of the whole.
  let [fits, exceeds] = [0, lines.length + 1];
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2);
    if (sizeOf(cutAt(middle)) <= room) fits = middle;
    else exceeds = middle;
  }
  return fits === 0 ? undefined : cutAt(fits);
}
