import type { Span } from "./spans";

/**
 * A text as it reads once a notation is undone, or the parts of it that are in that notation, with
 * PART_END between them.
 */
export interface Reading {
  readonly bytes: Buffer;
  /** The bytes of the text that some of the reading stand for. */
  inText(start: number, end: number): Span;
}

/** This is no byte of UTF-8, so no secret has it. */
export const PART_END = 0xff;

export const asItIs = (bytes: Buffer): Reading => ({
  bytes,
  inText: (start, end) => [start, end],
});

/** A reading of another one, by pieces: each is a copy, or stands for its bytes as a whole. */
export class Pieces {
  private readonly bytes: Buffer;
  private length = 0;
  /** Where each piece begins, here and in the source, and where the last one ends. */
  private starts: Int32Array<ArrayBuffer>;
  private from: Int32Array<ArrayBuffer>;
  private count = 0;
  private end = 0;

  constructor(private readonly source: Reading) {
    // No notation is shorter than what it stands for; and a part end before each part.
    const most = 2 * source.bytes.length + 1;
    this.bytes = Buffer.allocUnsafe(most);
    this.starts = new Int32Array(Math.min(most, 1 << 10));
    this.from = new Int32Array(this.starts.length);
  }

  /** A copy of [start, end) of the source. */
  copy(start: number, end: number): void {
    if (start === end) return;
    this.begin(start, end);
    this.source.bytes.copy(this.bytes, this.length, start, end);
    this.length += end - start;
  }

  /** A byte that stands for [start, end) of the source. */
  put(byte: number, start: number, end: number): void {
    this.begin(start, end);
    this.bytes[this.length++] = byte;
  }

  /** Bytes that stand for [start, end) of the source together. */
  putAll(bytes: Uint8Array, start: number, end: number): void {
    this.begin(start, end);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Ends a part where there is one, before the next one begins at a place of the source. */
  endPart(start: number): void {
    if (this.length > 0) this.put(PART_END, this.end, start);
  }

  private begin(start: number, end: number): void {
    if (this.count === this.starts.length) {
      this.starts = twiceAsLong(this.starts);
      this.from = twiceAsLong(this.from);
    }
    this.starts[this.count] = this.length;
    this.from[this.count++] = start;
    this.end = end;
  }

  /** @returns undefined where nothing was written */
  done(): Reading | undefined {
    if (this.length === 0) return undefined;
    const bytes = this.bytes.subarray(0, this.length);
    return {
      bytes,
      inText: (start, end) => {
        const [first, last] = [this.pieceAt(start), this.pieceAt(end - 1)];
        return this.source.inText(
          this.from[first]! + (this.isCopy(first) ? start - this.starts[first]! : 0),
          this.isCopy(last) ? this.from[last]! + end - this.starts[last]! : this.endOf(last),
        );
      },
    };
  }

  private endOf(piece: number): number {
    return piece + 1 < this.count ? this.from[piece + 1]! : this.end;
  }

  private isCopy(piece: number): boolean {
    const next = piece + 1 < this.count ? this.starts[piece + 1]! : this.length;
    const length = next - this.starts[piece]!;
    return length === this.endOf(piece) - this.from[piece]!;
  }

  private pieceAt(byte: number): number {
    let [low, high] = [0, this.count];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.starts[middle]! <= byte) low = middle;
      else high = middle;
    }
    return low;
  }
}

function twiceAsLong(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * numbers.length);
  longer.set(numbers);
  return longer;
}
