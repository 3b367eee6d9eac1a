/*
 * JSON as it stands in a text. Read and written again, numbers beyond what JavaScript holds exactly would
 * come out different.
 */

/**
 * Walks over strings, and over the signs that begin or end an object or a list. A pattern cannot do
 * that: a string may have any length.
 */
export function* tokensOf(
  text: string,
  begin = 0,
): Generator<{ readonly at: number; readonly end: number }> {
  const begins = new RegExp(BEGINS);
  begins.lastIndex = begin;
  for (let found = begins.exec(text); found; found = begins.exec(text)) {
    const at = found.index;
    if (found[0] === '"') begins.lastIndex = endOfString(text, at);
    yield { at, end: begins.lastIndex };
  }
}

const BEGINS = /["{}[\]]/g;

function endOfString(text: string, begin: number): number {
  let end = begin;
  let escapes = 0;
  do {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
    for (escapes = 0; text[end - 1 - escapes] === "\\";) escapes++;
  } while (escapes % 2 === 1);
  return end + 1;
}

/** How much deeper the next token lies. */
export const stepOf = (character: string): number =>
  character === "{" || character === "[" ? 1 : character === "}" || character === "]" ? -1 : 0;
