import { Pieces, type Reading } from "./reading";

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const PLUS = 0x2b;
const NEWLINE = 0x0a;
const SPACE = 0x20;

/** What a byte stands for after a backslash, in JSON, Go and HCL. */
const LETTERS = Uint8Array.from({ length: 256 }, (_, byte) => byte);
for (const [letter, byte] of Object.entries({
  a: 7,
  b: 8,
  t: 9,
  n: NEWLINE,
  v: 11,
  f: 12,
  r: 13,
})) {
  LETTERS[letter.charCodeAt(0)] = byte;
}

/** How many digits of a code follow it: \xNN, \uNNNN, \UNNNNNNNN. */
const DIGITS = new Uint8Array(256);
for (const [letter, digits] of Object.entries({ x: 2, u: 4, U: 8 })) {
  DIGITS[letter.charCodeAt(0)] = digits;
}

/**
 * The lines with escapes by backslash, without these: as JSON has them, Go's encoder (\u0026 for &:
 * https://pkg.go.dev/encoding/json#HTMLEscape), %q of Go, HCL.
 *
 * @returns undefined where there are none
 */
export function unescaped(source: Reading): Reading | undefined {
  const { bytes } = source;
  if (!bytes.includes(BACKSLASH)) return undefined;
  const pieces = new Pieces(source);
  for (const [start, end] of partsWith(bytes, BACKSLASH, NEWLINE, NEWLINE)) {
    pieces.endPart(start);
    for (let at = start; at < end;) {
      const found = bytes.indexOf(BACKSLASH, at);
      const escape = found < 0 || found + 1 >= end ? end : found;
      pieces.copy(at, escape);
      at = escape === end ? end : putEscape(pieces, bytes, escape);
    }
  }
  return pieces.done();
}

/**
 * Anything that is not known as an escape stands for itself, as \" and \\ do.
 *
 * @returns where it ends
 */
function putEscape(pieces: Pieces, bytes: Buffer, at: number): number {
  const letter = bytes[at + 1]!;
  const digits = DIGITS[letter]!;
  const code = digits === 0 ? undefined : codeAt(bytes, at + 2, digits);
  if (code === undefined) {
    pieces.put(LETTERS[letter]!, at, at + 2);
    return at + 2;
  }
  const end = at + 2 + digits;
  const isPair = isHigh(code) && bytes[end] === BACKSLASH && DIGITS[bytes[end + 1]!] === 4;
  const low = isPair ? codeAt(bytes, end + 2, 4) : undefined;
  if (low !== undefined && isLow(low)) {
    pieces.putAll(Buffer.from(String.fromCharCode(code, low)), at, end + 6);
    return end + 6;
  }
  // \xNN is a byte, not a character.
  if (digits === 2) pieces.put(code, at, end);
  else pieces.putAll(Buffer.from(String.fromCodePoint(Math.min(code, LAST_CODE))), at, end);
  return end;
}

const LAST_CODE = 0x10ffff;
const isHigh = (code: number): boolean => code >= 0xd800 && code < 0xdc00;
const isLow = (code: number): boolean => code >= 0xdc00 && code < 0xe000;

function codeAt(bytes: Buffer, at: number, digits: number): number | undefined {
  let code = 0;
  for (let index = at; index < at + digits; index++) {
    const digit = hexDigit(bytes[index] ?? 0);
    if (digit === undefined) return undefined;
    code = code * 16 + digit;
  }
  return code;
}

export function hexDigit(byte: number): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined;
}

/**
 * The words with %XX, without these, as URLs have them (RFC 3986, 2.1) in either case.
 *
 * @param form whether + is a space as well, as in forms
 * @returns undefined where there are none
 */
export function percentDecoded(source: Reading, form: boolean): Reading | undefined {
  const { bytes } = source;
  const marker = form ? PLUS : PERCENT;
  if (!bytes.includes(marker)) return undefined;
  const pieces = new Pieces(source);
  for (const [start, end] of partsWith(bytes, marker, 0, SPACE)) {
    pieces.endPart(start);
    let copied = start;
    for (let at = start; at < end; at++) {
      const code = bytes[at] === PERCENT && at + 2 < end ? codeAt(bytes, at + 1, 2) : undefined;
      const byte = form && bytes[at] === PLUS ? SPACE : code;
      if (byte === undefined) continue;
      pieces.copy(copied, at);
      copied = at + (code === undefined ? 1 : 3);
      pieces.put(byte, at, copied);
      at = copied - 1;
    }
    pieces.copy(copied, end);
  }
  return pieces.done();
}

/** The parts of a text that have a byte; what is between two parts is at least `first`, at most `last`. */
function* partsWith(
  bytes: Buffer,
  marker: number,
  first: number,
  last: number,
): Generator<[number, number]> {
  const isEnd = (at: number) => bytes[at]! <= last && bytes[at]! >= first;
  for (let found = bytes.indexOf(marker); found >= 0;) {
    let [start, end] = [found, found + 1];
    while (start > 0 && !isEnd(start - 1)) start--;
    while (end < bytes.length && !isEnd(end)) end++;
    yield [start, end];
    found = bytes.indexOf(marker, end);
  }
}
