/** A part of a text: from its first byte to the one after the last. */
export type Span = readonly [start: number, end: number];

/** Spans that come in the order of their ends, made one where they touch. */
export class Spans {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  add(start: number, end: number): void {
    let begin = start;
    while (this.ends.length > 0 && this.ends.at(-1)! >= begin) {
      begin = Math.min(begin, this.starts.pop()!);
      this.ends.pop();
    }
    this.starts.push(begin);
    this.ends.push(end);
  }

  all(): Span[] {
    return this.starts.map((start, index) => [start, this.ends[index]!]);
  }
}

/** Spans in any order, as few as cover the same, in order. */
export function union(spans: readonly Span[]): Span[] {
  const merged: [number, number][] = [];
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}
