/** Nodes by their parents and the byte that leads to them: open addressing, at most half full. */
export class EdgeTable {
  private readonly mask: number;
  /** Parent, byte and child of each, one after another; a child of 0 is none. */
  private readonly edges: Int32Array;

  /** @param most edges that it will have */
  constructor(most: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * most + 2));
    this.mask = slots - 1;
    this.edges = new Int32Array(3 * slots);
  }

  set(parent: number, byte: number, child: number): void {
    const at = this.slotOf(parent, byte);
    this.edges[at] = parent;
    this.edges[at + 1] = byte;
    this.edges[at + 2] = child;
  }

  /** 0 where there is none. */
  get(parent: number, byte: number): number {
    return this.edges[this.slotOf(parent, byte) + 2]!;
  }

  /** The place where an edge is, or would be. */
  private slotOf(parent: number, byte: number): number {
    const { edges, mask } = this;
    let slot = (Math.imul((parent << 8) ^ parent ^ byte, 0x9e3779b1) >>> 7) & mask;
    while (edges[3 * slot + 2] !== 0) {
      if (edges[3 * slot] === parent && edges[3 * slot + 1] === byte) break;
      slot = (slot + 1) & mask;
    }
    return 3 * slot;
  }
}
