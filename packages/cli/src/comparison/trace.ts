import type { Configuration } from "@groundwork/configuration";
import { environmentStacks } from "@groundwork/configuration/place-names";
import { placeOf } from "@groundwork/constructs/problems";
import type { AppAgain } from "./app-again";
import { byLikelihood, changed, leavesOf, othersFor, type Leaf } from "./other-values";
import { elementOf, valueAt, type Pointer } from "./pointer";

/** How many values are changed together, where none of them is likely to be the one. */
const AT_ONCE = 8;

/** An app that can be run again with other values. */
export type Repeatable = Pick<AppAgain, "configuration" | "synth">;

/** What to look for. */
export interface Sought {
  readonly stack: string;
  readonly pointers: readonly Pointer[];
  /** The values that may be it. */
  readonly leaves: readonly Leaf[];
  /** How long to look, in ms of the processor's time since the program began. */
  readonly patience: number;
}

/**
 * The options that arguments come from: those with which they change, when the app is run once more
 * with another value. That is so for a team's own constructs as well, and needs no table of names.
 */
export class Trace {
  /** The values as they are. */
  private readonly now: readonly unknown[];
  private readonly found: Leaf[][];
  /** Pointers that are handed on as they are: no other option makes them what they are. */
  private readonly done = new Set<Pointer>();

  constructor(
    private readonly app: Repeatable,
    private readonly sought: Sought,
  ) {
    const { stack, pointers } = sought;
    const before = app.synth(app.configuration)?.get(stack);
    this.now = pointers.map((pointer) => valueAt(before, pointer));
    this.found = pointers.map(() => []);
  }

  /** Values by pointer. The likeliest are tried one by one, of all others as many at once as change nothing. */
  answer(): readonly (readonly Leaf[])[] {
    const { likely, others } = byLikelihood(this.sought.leaves, this.now);
    for (const leaf of likely) this.search([leaf]);
    for (let next = 0; next < others.length; next += AT_ONCE) {
      this.search(others.slice(next, next + AT_ONCE));
    }
    return this.found;
  }

  private search(leaves: readonly Leaf[]): void {
    const { pointers, patience } = this.sought;
    if (this.done.size === pointers.length || hasTaken(patience)) return;
    const [first] = leaves;
    if (leaves.length === 1) return this.searchOne(first!);
    const after = this.synthChanged(leaves.map((leaf) => [leaf, othersFor(leaf.value)[0]]));
    // Where all of them are refused together, each may be taken alone.
    const isSame = (value: unknown, index: number) => same(valueAt(after, pointers[index]!), value);
    if (after !== undefined && this.now.every(isSame)) return;
    const half = Math.ceil(leaves.length / 2);
    this.search(leaves.slice(0, half));
    this.search(leaves.slice(half));
  }

  /** The stack with other values, each in the place of one; undefined where they are refused. */
  private synthChanged(changes: readonly (readonly [Leaf, Leaf["value"] | undefined])[]): unknown {
    // From the last: where one goes, those behind it move.
    const configuration = changes.reduceRight(
      (whole, [{ path: place }, value]) => changed(whole, place, value),
      this.app.configuration,
    );
    return this.app.synth(configuration)?.get(this.sought.stack);
  }

  private searchOne(leaf: Leaf): void {
    const { pointers } = this.sought;
    for (const other of othersFor(leaf.value)) {
      const after = this.synthChanged([[leaf, other]]);
      if (after === undefined) continue;
      for (const [index, pointer] of pointers.entries()) {
        const value = this.now[index];
        if (this.done.has(pointer) || same(valueAt(after, pointer), value)) continue;
        // With the resource went all that is in it.
        if (valueAt(after, elementOf(pointer)) === undefined) continue;
        const isHandedOn = String(value) === String(leaf.value);
        if (isHandedOn) this.done.add(pointer);
        this.found[index] = [...(isHandedOn ? [] : this.found[index]!), leaf];
      }
      return;
    }
  }
}

/** Whether this program has taken as much of the processor's time as is given to it, in ms. */
export function hasTaken(patience: number): boolean {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 > patience;
}

/** Values of the organization, and of the environments that have to do with a stack. */
export function candidates(configuration: Configuration, stack: string): Leaf[] {
  const own = configuration.environments.findIndex((one) =>
    environmentStacks(one).some(({ id }) => id === stack),
  );
  return leavesOf(configuration).filter(({ path: [kind, index] }) =>
    kind === "environments" ? own < 0 || index === own : true,
  );
}

/** An option as people write it: an environment is called by its name. */
export function optionName({ environments }: Configuration, [kind, ...rest]: Leaf["path"]): string {
  if (kind !== "environments") return placeOf([kind!, ...rest]);
  const [index, ...inside] = rest;
  const environment = environments[Number(index)]!;
  // What it is in another place is told of by that.
  const [list, at, ...there] = inside;
  const elsewhere = list === "elsewhere" ? environment.elsewhere?.[Number(at)] : undefined;
  return elsewhere?.place
    ? placeOf([elsewhere.place.stack, ...there])
    : placeOf([environment.name, ...inside]);
}

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
