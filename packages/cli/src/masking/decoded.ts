import { digitsOf, type Encoding } from "./encodings";
import { PART_END, type Reading } from "./reading";

/**
 * What runs of digits stand for, one after another, with PART_END between them: a text may have
 * hundreds of thousands of them, each too small to be read by itself.
 */
export class Decoded {
  private readonly parts: Uint8Array[] = [];
  private readonly starts: number[] = [];
  private readonly runs: number[] = [];
  private length = 0;

  constructor(
    private readonly source: Reading,
    private readonly encoding: Encoding,
  ) {}

  /** @param run where in the source its first digit is */
  add(bytes: Uint8Array, run: number): void {
    this.starts.push(this.length);
    this.runs.push(run);
    this.parts.push(bytes, END);
    this.length += bytes.length + END.length;
  }

  /** @returns undefined where nothing was added */
  reading(): Reading | undefined {
    if (this.length === 0) return undefined;
    return {
      bytes: Buffer.concat(this.parts, this.length),
      inText: (start, end) => {
        const part = this.partAt(start);
        const run = this.runs[part]!;
        const [from, to] = [start, end].map((at) => at - this.starts[part]!) as [number, number];
        const [first, last] = digitsOf(this.encoding, from, to);
        return this.source.inText(run + first, run + last);
      },
    };
  }

  private partAt(byte: number): number {
    let [low, high] = [0, this.starts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.starts[middle]! <= byte) low = middle;
      else high = middle;
    }
    return low;
  }
}

const END = Uint8Array.of(PART_END);
