import { Automaton, type Hit } from "./automaton";
import { Decoded } from "./decoded";
import {
  BASE64,
  beginsAsText,
  decode,
  digitsOf,
  eachRun,
  HEX,
  isText,
  type Encoding,
} from "./encodings";
import { percentDecoded, unescaped } from "./escapes";
import { HAS_LETTER_OR_DIGIT, type Forms } from "./forms";
import { asItIs, type Reading } from "./reading";
import { Spans, type Span } from "./spans";
import { isWhole } from "./whole";
import { unwrapped } from "./unwrapped";
import { wordOf, WordSet } from "./word-set";

/** How often what was read is read anew, as JSON in JSON in JSON. */
const DEEPEST = 3;

/** Digits of a file, or a header of HTTP, that is in base64 and is itself read anew. */
const ENCODED_TEXT = 16;

/** Finds secrets in a text, as it is and as it reads once escapes and encodings are undone. */
export class Finder {
  private readonly long: Automaton | undefined;
  private readonly short: Automaton | undefined;
  private readonly shorts: ReadonlySet<string>;
  /** Beginnings of the long values as digits, in each encoding. */
  private readonly words: readonly (readonly [Encoding, WordSet])[];
  private readonly hasSpace: boolean;

  constructor({ long, short }: Forms) {
    const patterns = long.map((form) => Buffer.from(form));
    const beginnings = patterns.map((pattern) => wordOf(pattern));
    this.words = [BASE64, HEX].map((encoding) => [
      encoding,
      new WordSet(beginnings.flatMap((word) => encoding.wordsOf(word))),
    ]);
    this.long = patterns.length > 0 ? new Automaton(patterns) : undefined;
    // A value without a letter or digit would stand whole wherever there is punctuation.
    const shown = short.filter((form) => HAS_LETTER_OR_DIGIT.test(form));
    this.short =
      shown.length > 0 ? new Automaton(shown.map((form) => Buffer.from(form))) : undefined;
    this.shorts = new Set(short);
    this.hasSpace = [...long, ...short].some((form) => form.includes(" "));
  }

  /** Whether a value is one of those that are masked only where they stand whole. */
  isShort(value: string): boolean {
    return this.shorts.has(value);
  }

  /** @returns where they are, in no order */
  find(text: Buffer): Span[] {
    const found: Span[] = [];
    this.read(asItIs(text), 0, found);
    return found;
  }

  private read(reading: Reading, depth: number, found: Span[], encoded = true): void {
    this.searchLong(reading, found);
    const lines = this.hasSpace ? unwrapped(reading) : undefined;
    if (lines) this.searchLong(lines, found);
    this.eachShort(reading.bytes, (start, end) => found.push(reading.inText(start, end)));
    if (encoded) this.readEncoded(reading, depth, found);
    if (depth === DEEPEST) return;
    const plain = unescaped(reading);
    // Digits are never escaped, except the slash, which some escape.
    if (plain) this.read(plain, depth + 1, found, reading.bytes.includes("\\/"));
    for (const form of this.hasSpace ? [false, true] : [false]) {
      const url = percentDecoded(reading, form);
      if (url) this.read(url, depth + 1, found);
    }
  }

  private readEncoded(reading: Reading, depth: number, found: Span[]): void {
    for (const [encoding, words] of this.words) {
      const place = (run: number) => (start: number, end: number) => {
        const [first, last] = digitsOf(encoding, start, end);
        return reading.inText(run + first, run + last);
      };
      const texts = new Decoded(reading, encoding);
      const byPhase = Array.from({ length: encoding.phases }, () => new Spans());
      eachRun(reading.bytes, encoding, words, (start, end, hasWord) => {
        const phases = hasWord ? encoding.phases : 0;
        for (let phase = 0; phase < phases; phase++) {
          const bytes = decode(reading.bytes, encoding, start + phase, end);
          const inText = place(start + phase);
          this.long?.find(bytes, (...hit) => byPhase[phase]!.add(...inText(...hit)));
        }
        const isShort = this.short && isWhole(reading.bytes, start, paddingEnd(reading.bytes, end));
        const isLong =
          end - start >= ENCODED_TEXT &&
          depth < DEEPEST &&
          encoding === BASE64 &&
          beginsAsText(reading.bytes, encoding, start);
        if (!isShort && !isLong) return;
        const bytes = decode(reading.bytes, encoding, start, end);
        if (isShort) {
          this.eachShort(bytes, (...hit) => found.push(place(start)(...hit)));
        }
        if (isLong && isText(bytes)) texts.add(bytes, start);
      });
      const text = texts.reading();
      if (text) this.read(text, depth + 1, found);
      for (const spans of byPhase) for (const span of spans.all()) found.push(span);
    }
  }

  private searchLong(reading: Reading, found: Span[]): void {
    const spans = new Spans();
    this.long?.find(reading.bytes, (start, end) => spans.add(...reading.inText(start, end)));
    for (const span of spans.all()) found.push(span);
  }

  private eachShort(bytes: Buffer, hit: Hit): void {
    const ifWhole: Hit = (start, end) => {
      if (isWhole(bytes, start, end)) hit(start, end);
    };
    const every = true;
    this.short?.find(bytes, ifWhole, every);
  }
}

/** The end of the = signs that fill up base64. */
function paddingEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < from + 2 && bytes[at] === 0x3d) at++;
  return at;
}
