/** Bytes of a pattern's beginning that make a word. */
export const WORD = 4;

/**
 * The words of 32 bits that patterns begin with, or that stand for these. It may say of one that is
 * none that it is, and tells of nearly all of a text at once that no pattern begins there.
 */
export class WordSet {
  /** A bit for each hash: half a megabyte, as much as stays near the processor. */
  private readonly bits = new Int32Array(1 << 17);

  constructor(words: Iterable<number>) {
    for (const word of words) {
      const hash = hashOf(word);
      this.bits[hash >>> 5]! |= 1 << (hash & 31);
    }
  }

  mayHave(word: number): boolean {
    const hash = hashOf(word);
    return ((this.bits[hash >>> 5]! >>> (hash & 31)) & 1) === 1;
  }
}

/** 22 bits. */
const hashOf = (word: number): number => Math.imul(word, 0x9e3779b1) >>> 10;

/** @param pattern of WORD bytes or more */
export const wordOf = ([a, b, c, d]: Uint8Array): number =>
  (a! << 24) | (b! << 16) | (c! << 8) | d!;
