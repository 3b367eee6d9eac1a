/** What GitHub counts is characters; bytes are never fewer. */
export const sizeOf = (text: string): number => Buffer.byteLength(text);

/** Longest line of a list, in characters. Keys of resources come from others, and have no limit. */
const LINE_MAX = 1000;

/** A line without its middle, where it is longer than anybody reads. */
export function clipped(line: string): string {
  if (line.length <= LINE_MAX) return line;
  const [head, tail] = [line.slice(0, 600), line.slice(-300)];
  // A cut must not come between the halves of a character.
  const ends = [head.replace(/[\uD800-\uDBFF]$/, ""), tail.replace(/^[\uDC00-\uDFFF]/, "")];
  return ends.join(` [... ${line.length - head.length - tail.length} characters ...] `);
}

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
  const fits = mostThatFit(lines.length, (count) => sizeOf(cutAt(count)) <= room);
  return fits === 0 ? undefined : cutAt(fits);
}

/**
 * As many of the first lines as there is room for, each clipped, in a fence, with a line on those
 * that were left out.
 *
 * @param room in bytes
 */
export function fencedToFit(lines: readonly string[], language: string, room: number): string {
  const short = lines.map(clipped);
  const cutAt = (count: number) => {
    const left = lines.length - count;
    return fenced([...short.slice(0, count), ...(left > 0 ? [`and ${left} more`] : [])], language);
  };
  return cutAt(mostThatFit(lines.length, (count) => sizeOf(cutAt(count)) <= room));
}

/** A fence grows with what is in it, so the size is that of the whole. */
function mostThatFit(most: number, isFit: (count: number) => boolean): number {
  let [fits, exceeds] = [0, most + 1];
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2);
    if (isFit(middle)) fits = middle;
    else exceeds = middle;
  }
  return fits;
}
