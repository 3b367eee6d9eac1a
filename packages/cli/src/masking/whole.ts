import { PART_END } from "./reading";

/**
 * Whether [start, end) of a text stands whole: in quotes, or between separators. A short value is
 * masked only there: within words it is found too often that is no secret, and as a word between
 * words as well ("1 to add"). Besides, a mask in a phrase that everybody knows would tell the value.
 *
 * - `"abc"`, `(abc)`, `[abc,`, `{a: abc}`, `user:abc@host`, `a=abc&b=`, a line of its own
 * - `pin=abc is` and `got abc, expected`: right behind = or :, or right before a comma or line end
 * - not `got abc instead`, not `abcd`, not `x-abc`
 */
export function isWhole(text: Uint8Array, start: number, end: number): boolean {
  const before = start === 0 ? NEWLINE : text[start - 1]!;
  const after = text[escapesEnd(text, end)] ?? NEWLINE;
  const strongBefore = is(before, OPENS);
  const strongAfter = is(after, CLOSES);
  if (strongBefore && strongAfter) return true;
  if (is(before, BLANK) && strongAfter) {
    return is(after, LIST_ENDS) || is(pastBlanks(text, start - 1, -1), OPENS);
  }
  if (strongBefore && is(after, BLANK)) {
    return is(before, ASSIGNS) || is(pastBlanks(text, end, 1), CLOSES);
  }
  return (
    is(before, BLANK) &&
    is(after, BLANK) &&
    is(pastBlanks(text, start - 1, -1), OPENS) &&
    is(pastBlanks(text, end, 1), CLOSES)
  );
}

const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;

const QUOTES = "\"'`";
const LINE_ENDS = `\n\r${String.fromCharCode(PART_END)}`;
const OPENS = setOf(`${QUOTES}${LINE_ENDS}=:,;&|?/@([{<>`);
const CLOSES = setOf(`${QUOTES}${LINE_ENDS}=:,;&|?/@)]}<>`);
const ASSIGNS = setOf("=:");
const LIST_ENDS = setOf(`${LINE_ENDS},;`);
const BLANK = setOf(" \t");

function setOf(characters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const byte of Buffer.from(characters, "latin1")) set[byte] = 1;
  return set;
}

const is = (byte: number, set: Uint8Array): boolean => set[byte] === 1;

function pastBlanks(text: Uint8Array, from: number, step: 1 | -1): number {
  let at = from;
  while (at >= 0 && at < text.length && is(text[at]!, BLANK)) at += step;
  return text[at] ?? NEWLINE;
}

/** A quote may be escaped, once or several times. */
function escapesEnd(text: Uint8Array, from: number): number {
  let at = from;
  while (text[at] === BACKSLASH) at++;
  return text[at] === 0x22 ? at : from;
}
