import { EdgeTable } from "./edge-table";
import { WORD, WordSet, wordOf } from "./word-set";

/** Is told where a pattern stands: its first byte and the one after its last. */
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
  /** How many children a node has: 0, 1, or 2 for several. */
  private readonly children: Uint8Array;
  /** Edges to all children but the first. */
  private readonly edges: EdgeTable;
  private readonly depth: Int32Array;
  private readonly parents: Int32Array;
  /**
   * The node of the longest end of what was read that begins a pattern as well. It is looked for
   * when a text first leads to a node: few do, and of all nodes of megabytes of patterns it takes
   * longer than any text.
   */
  private readonly fallback: Int32Array;
  /** The node of the longest pattern that ends here; 0 where none does. */
  private readonly found: Int32Array;
  /** Edges of the root and of its children: most of a text leads no further. */
  private readonly first = new Int32Array(256);
  private readonly second = new Int32Array(256 * 256);
  /**
   * The words that patterns begin with: most of a text begins no pattern. Undefined if a pattern is
   * too short for it.
   */
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
    this.fallback = new Int32Array(most).fill(UNKNOWN);
    this.parents = new Int32Array(most);
    this.grow(sorted);
    this.linkFirst();
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
      if (fallback[node] === UNKNOWN) this.link(node);
      for (let end = found[node]!; end !== 0; end = every ? found[fallback[end]!]! : 0) {
        hit(index + 1 - depth[end]!, index + 1);
      }
    }
  }

  /** The node to which bytes lead from the root; 0 where no pattern begins with them. */
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

  private grow(sorted: readonly Uint8Array[]): void {
    const { byteOf, children, depth, found, first, parents } = this;
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
  }

  private linkFirst(): void {
    const { byteOf, first, second, fallback } = this;
    fallback[0] = 0;
    for (const parent of first) {
      if (parent === 0) continue;
      fallback[parent] = 0;
      for (let byte = 0; byte < 256; byte++) {
        second[(byteOf[parent]! << 8) | byte] = this.childOf(parent, byte) || first[byte]!;
      }
    }
  }

  /** Looks for the fallbacks of a node and of what leads to it, each of which is less deep. */
  private link(node: number): void {
    const { byteOf, fallback, found, parents } = this;
    const open = [node];
    while (open.length > 0) {
      const next = open.at(-1)!;
      const parent = parents[next]!;
      if (fallback[parent] === UNKNOWN) {
        open.push(parent);
        continue;
      }
      const shorter = fallback[parent]!;
      const byte = byteOf[next]!;
      const to = shorter === 0 ? this.first[byte]! : this.step(shorter, byte);
      if (fallback[to] === UNKNOWN) {
        open.push(to);
        continue;
      }
      fallback[next] = to;
      if (found[next] === 0) found[next] = found[to]!;
      open.pop();
    }
  }
}

/** The value of a fallback that was not looked for yet. */
const UNKNOWN = -1;
