import { isUtf8 } from "node:buffer";
import { hexDigit } from "./escapes";
import type { WordSet } from "./word-set";

/** No digit. */
const NONE = 0xff;

/** An encoding of bytes by digits of so many bits. */
export interface Encoding {
  /** What each byte is as a digit, or NONE. */
  readonly digits: Uint8Array;
  readonly bits: number;
  /**
   * How many ways there are to group the digits of a run: characters before those of a secret may
   * look like digits as well.
   */
  readonly phases: number;
  /** Digits that make a word by which a secret's beginning is recognised. */
  readonly wordLength: number;
  /** Those words, for the first four bytes of a secret: one for each alignment. */
  readonly wordsOf: (beginning: number) => readonly number[];
}

const BASE64_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Base64 in both alphabets, with padding or without (RFC 4648, 4 and 5). */
export const BASE64: Encoding = {
  digits: digitTable((byte) => {
    const character = String.fromCharCode(byte);
    if (character === "+" || character === "-") return 62;
    if (character === "/" || character === "_") return 63;
    const digit = BASE64_DIGITS.indexOf(character);
    return digit < 0 ? undefined : digit;
  }),
  bits: 6,
  phases: 4,
  wordLength: 4,
  // The words behind no byte, two bytes and one byte: a digit that also holds bits of those bytes
  // is unknown.
  wordsOf: (beginning) => [beginning >>> 8, (beginning >>> 6) & MASK24, (beginning >>> 4) & MASK24],
};

const MASK24 = 0xffffff;

export const HEX: Encoding = {
  digits: digitTable(hexDigit),
  bits: 4,
  phases: 2,
  wordLength: 8,
  wordsOf: (beginning) => [beginning],
};

function digitTable(digitOf: (byte: number) => number | undefined): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => digitOf(byte) ?? NONE);
}

/**
 * All runs of digits in a text.
 *
 * @param words of the secrets' beginnings
 * @param visit is told of a run, and whether one of the words is in it
 */
export function eachRun(
  text: Uint8Array,
  { digits, bits, wordLength }: Encoding,
  words: WordSet,
  visit: (start: number, end: number, hasWord: boolean) => void,
): void {
  const wordMask = wordLength * bits === 32 ? -1 : MASK24;
  for (let start = 0; start < text.length; start++) {
    let digit = digits[text[start]!]!;
    if (digit === NONE) continue;
    let [end, word, hasWord] = [start, 0, false];
    do {
      word = ((word << bits) | digit) & wordMask;
      end++;
      if (!hasWord && end - start >= wordLength) hasWord = words.mayHave(word);
      digit = end < text.length ? digits[text[end]!]! : NONE;
    } while (digit !== NONE);
    visit(start, end, hasWord);
    start = end;
  }
}

/** The bytes that the digits in [start, end) of a text stand for. */
export function decode(
  text: Uint8Array,
  { digits, bits }: Encoding,
  start: number,
  end: number,
): Buffer {
  const bytes = Buffer.allocUnsafe(Math.floor(((end - start) * bits) / 8));
  let [value, has, length] = [0, 0, 0];
  for (let at = start; at < end; at++) {
    value = (value << bits) | digits[text[at]!]!;
    has += bits;
    if (has < 8) continue;
    has -= 8;
    bytes[length++] = value >> has;
    value &= (1 << has) - 1;
  }
  return bytes;
}

/** The digits, as [start, end) from the first, that some of the bytes are made of. */
export const digitsOf = ({ bits }: Encoding, start: number, end: number): [number, number] => [
  Math.floor((start * 8) / bits),
  Math.ceil((end * 8) / bits),
];

/** Whether the first bytes may be those of a text, which most runs are not: this tells at once. */
export function beginsAsText(text: Uint8Array, { digits, bits }: Encoding, start: number): boolean {
  let [value, has] = [0, 0];
  for (let at = start; at < start + BEGINNING; at++) {
    value = (value << bits) | digits[text[at]!]!;
    has += bits;
    if (has < 8) continue;
    has -= 8;
    if (!isTextByte(value >> has)) return false;
    value &= (1 << has) - 1;
  }
  return true;
}

/** How much of a run is looked at, in digits. */
const BEGINNING = 8;

/** No control character but tabs and line ends, and none that UTF-8 does not have. */
const isTextByte = (byte: number): boolean =>
  (byte >= 0x20 && byte !== 0xc0 && byte !== 0xc1 && byte < 0xf5) || (byte >= 0x09 && byte <= 0x0d);

/** UTF-8 without control characters but tabs and line ends. */
export const isText = (bytes: Buffer): boolean =>
  bytes.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d)) && isUtf8(bytes);
