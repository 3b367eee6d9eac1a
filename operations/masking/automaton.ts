import { EdgeTable } from "./edge-table";
import { WORD, WordSet, wordOf } from "./word-set";

/** Told where a pattern stands: from the first byte to the one after the last. */
export type Hit = (start: number, end: number) => void;

/**
 * Finds any number of patterns in one pass over a text (Aho and Corasick, "Efficient string
 * matching", 1975): the time is that of the text, however many patterns there are, however long
 * they are, and however often one begins as another does. A regular expression of all of them has
 * none of that: V8 refuses 32,768 characters, with the patterns in the error's message.
 *
 * Nodes of the trie are numbered as they are met depth first, so a node's first child is the next
 * number, and a table has the others, one a pattern at most: 14 bytes for each byte of patterns.
 */
export class Automaton {
  /** The byte that leads to a node; node 0 is the root. */
  private readonly byteOf: Uint8Array;
  /** 0, 1, or 2 where there are several. */
  private readonly children: Uint8Array;
  /** To children but the first. */
  private readonly edges: EdgeTable;
  private readonly depth: Int32Array;
  /** The node of the longest end of what was read that begins a pattern as well. */
  private readonly fallback: Int32Array;
  /** The node of the longest pattern that ends here; 0 where none does. */
  private readonly found: Int32Array;
  /** Where the root leads to, and where its children do: most of a text is no further. */
  private readonly first = new Int32Array(256);
  private readonly second = new Int32Array(256 * 256);
  /** Most of a text is the beginning of none. Undefined where one is too short for it. */
  private readonly beginnings: WordSet | undefined;

  /** @param patterns none of them empty */
  constructor(patterns: readonly Uint8Array[]) {
    const sorted = patterns.toSorted((a, b) => Buffer.compare(a, b));
    const most = 1 + sorted.reduce((sum, { length }) => sum + length, 0);
    this.byteOf = new Uint8Array(most);
    this.children = new Uint8Array(most);
    this.edges = new EdgeTable(sorted.length);
    this.depth = new Int32Array(most);
    this.found = new Int32Array(most);
    this.fallback = new Int32Array(most);
    this.linkFallbacks(this.grow(sorted));
    this.beginnings = sorted.some(({ length }) => length < WORD)
      ? undefined
      : new WordSet(sorted.map((pattern) => wordOf(pattern)));
  }

  /**
   * @param every all patterns that end at a place, the longest first; else the longest alone, in
   *   which the others lie
   */
  find(text: Uint8Array, hit: Hit, every = false): void {
    const { byteOf, children, depth, fallback, found, beginnings } = this;
    let [node, word] = [0, 0];
    for (let index = 0; index < text.length; index++) {
      const byte = text[index]!;
      if (beginnings === undefined) node = this.step(node, byte);
      else {
        word = (word << 8) | byte;
        if (node !== 0) {
          const next = node + 1;
          node = children[node] !== 0 && byteOf[next] === byte ? next : this.step(node, byte);
          if (depth[node]! < WORD) node = 0;
        } else if (beginnings.mayHave(word) && index >= WORD - 1) {
          node = this.nodeOf(text, index - WORD + 1, index + 1);
        }
      }
      for (let end = found[node]!; end !== 0; end = every ? found[fallback[end]!]! : 0) {
        hit(index + 1 - depth[end]!, index + 1);
      }
    }
  }

  /** Of the bytes from the root; 0 where no pattern begins so. */
  private nodeOf(text: Uint8Array, start: number, end: number): number {
    let node = this.first[text[start]!]!;
    for (let at = start + 1; at < end && node !== 0; at++) node = this.childOf(node, text[at]!);
    return node;
  }

  private step(from: number, byte: number): number {
    let node = from;
    if (this.depth[node] === 1) return this.second[(this.byteOf[node]! << 8) | byte]!;
    while (node !== 0) {
      const child = this.childOf(node, byte);
      if (child !== 0) return child;
      node = this.fallback[node]!;
    }
    return this.first[byte]!;
  }

  /** 0 where there is none. */
  private childOf(node: number, byte: number): number {
    const children = this.children[node];
    if (children === 0) return 0;
    if (this.byteOf[node + 1] === byte) return node + 1;
    return children === 1 ? 0 : this.edges.get(node, byte);
  }

  /** @returns the parent of each node */
  private grow(sorted: readonly Uint8Array[]): Int32Array {
    const { byteOf, children, depth, found, first } = this;
    const parents = new Int32Array(byteOf.length);
    // The nodes from the root to the end of the pattern before.
    const path = new Int32Array(1 + sorted.reduce((most, { length }) => Math.max(most, length), 0));
    let count = 1;
    let before: Uint8Array = new Uint8Array();
    for (const pattern of sorted) {
      let shared = 0;
      while (shared < before.length && before[shared] === pattern[shared]) shared++;
      for (let at = shared; at < pattern.length; at++) {
        const [parent, node, byte] = [path[at]!, count++, pattern[at]!];
        byteOf[node] = byte;
        depth[node] = at + 1;
        parents[node] = parent;
        if (children[parent] === 0) children[parent] = 1;
        else {
          children[parent] = 2;
          this.edges.set(parent, byte, node);
        }
        path[at + 1] = node;
        if (at === 0) first[byte] = node;
      }
      const end = path[pattern.length]!;
      found[end] = end;
      before = pattern;
    }
    return parents.subarray(0, count);
  }

  private linkFallbacks(parents: Int32Array): void {
    const { byteOf, depth, first, second, fallback, found } = this;
    for (const parent of first) {
      if (parent === 0) continue;
      for (let byte = 0; byte < 256; byte++) {
        second[(byteOf[parent]! << 8) | byte] = this.childOf(parent, byte) || first[byte]!;
      }
    }
    // A fallback is always less deep.
    for (const node of byDepth(depth.subarray(0, parents.length))) {
      if (depth[node]! < 2) continue;
      const shorter = fallback[parents[node]!]!;
      const byte = byteOf[node]!;
      fallback[node] = shorter === 0 ? first[byte]! : this.step(shorter, byte);
      if (found[node] === 0) found[node] = found[fallback[node]!]!;
    }
  }
}

/** The indices of depths, the least first. */
function byDepth(depths: Int32Array): Int32Array {
  const ends = new Int32Array(depths.reduce((most, depth) => Math.max(most, depth), 0) + 2);
  for (const depth of depths) ends[depth + 1]!++;
  for (let depth = 1; depth < ends.length; depth++) ends[depth]! += ends[depth - 1]!;
  const order = new Int32Array(depths.length);
  for (let node = 0; node < depths.length; node++) order[ends[depths[node]!]!++] = node;
  return order;
}
