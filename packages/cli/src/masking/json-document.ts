import type { Span } from "./spans";

/** A part of a text that a mask takes the place of; in quotes where it was a number of JSON. */
export interface Masked {
  readonly span: Span;
  readonly quoted: boolean;
}

/** Whether a text is JSON: an object, an array, a string or a number. */
export function isJsonDocument(text: string): boolean {
  if (!/^\s*[[{"\d-]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWERCASE_U = 0x75;
/** The end of true and false. */
const LOWERCASE_E = 0x65;
/** Bytes that a number is made of. */
const NUMBER = new Set(Buffer.from("-+.0123456789eE"));

/**
 * The spans of a JSON document that are masked, so that it stays JSON: whole escapes within
 * strings, and whole numbers. Its structure, and true, false and null, are in no secret.
 *
 * @param spans found in it, in order
 * @param isSecret whether a whole string or number is one, however short
 */
export function maskedInJson(
  bytes: Buffer,
  spans: readonly Span[],
  isSecret: (value: string) => boolean,
): Masked[] {
  const masked: Masked[] = [];
  let next = 0;
  /** Spans that share a part with a token. */
  const within = (start: number, end: number): Span[] => {
    while (next < spans.length && spans[next]![1] <= start) next++;
    let last = next;
    while (last < spans.length && spans[last]![0] < end) last++;
    return spans.slice(next, last);
  };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const end = stringEnd(bytes, at);
      const touched = within(at + 1, end - 1);
      if (end - at - 2 <= SHORT_TOKEN && isSecret(JSON.parse(bytes.toString("utf8", at, end)))) {
        masked.push({ span: [at + 1, end - 1], quoted: false });
      } else if (touched.length > 0) {
        for (const span of wholeEscapes(bytes, at + 1, end - 1, touched)) {
          masked.push({ span, quoted: false });
        }
      }
      at = end - 1;
    } else if (NUMBER.has(byte) && byte !== LOWERCASE_E) {
      let end = at + 1;
      while (NUMBER.has(bytes[end]!)) end++;
      const isShort = end - at <= SHORT_TOKEN && isSecret(bytes.toString("utf8", at, end));
      if (isShort || within(at, end).length > 0) masked.push({ span: [at, end], quoted: true });
      at = end - 1;
    }
  }
  return masked;
}

/** Three characters, each as two escapes. */
const SHORT_TOKEN = 3 * 12;

/** @returns the place behind the closing quote */
function stringEnd(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** The spans as far as they lie in a string, widened to whole escapes. */
function wholeEscapes(bytes: Buffer, start: number, end: number, spans: readonly Span[]): Span[] {
  const whole: [number, number][] = [];
  let index = 0;
  for (let at = start; at < end && index < spans.length;) {
    const length =
      bytes[at] !== BACKSLASH
        ? 1
        : bytes[at + 1] === LOWERCASE_U
          ? ESCAPED_CODE
          : ESCAPED_CHARACTER;
    while (index < spans.length && spans[index]![1] <= at) index++;
    if (index < spans.length && spans[index]![0] < at + length) {
      const last = whole.at(-1);
      if (last?.[1] === at) last[1] = at + length;
      else whole.push([at, at + length]);
    }
    at += length;
  }
  return whole;
}

/** \u0026 */
const ESCAPED_CODE = 6;
/** \n */
const ESCAPED_CHARACTER = 2;
