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

/** An object or a list within another. */
export interface Span {
  /** Its name, where that which it lies in is an object. */
  readonly name: string;
  readonly begin: number;
  /** The place behind its last bracket. */
  readonly end: number;
}

/**
 * The objects and lists that lie in an object or a list, in their order; not what these hold, nor
 * strings, numbers and the like.
 *
 * @param begin of the object or list
 */
export function* childrenOf(text: string, begin: number): Generator<Span> {
  let depth = 0;
  let name = "";
  let child = begin;
  for (const { at, end } of tokensOf(text, begin)) {
    const step = stepOf(text[at]!);
    // The last string before a child of an object is its name.
    if (step === 0 && depth === 1) name = JSON.parse(text.slice(at, end)) as string;
    if (step === 1 && depth === 1) child = at;
    depth += step;
    if (depth === 0) return;
    if (step === -1 && depth === 1) yield { name, begin: child, end };
  }
}
