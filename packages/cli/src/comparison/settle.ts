import { NOTHING, changed, type Leaf } from "./other-values";
import { inverses, type OptionValue } from "./inverse";
import { valueAt, type Pointer } from "./pointer";
import { candidates, hasTaken, optionName, Trace, type Repeatable } from "./trace";
import { differingBesides, isAsWanted, type Wanted } from "./wanted";
import type { StackJson } from "./written-stacks";

/** An option that is to have another value. */
export interface SettledOption extends OptionValue {
  /** As `dev.services[0].cpuUnits`. */
  readonly name: string;
  readonly before: unknown;
  /** Names of the items of lists on the way, by the position of the step; what has none is missing. */
  readonly itemNames: Readonly<Record<number, string>>;
}

/** Options with which a stack becomes what is wanted, and nothing else of it another. */
export interface Settled {
  readonly options: readonly SettledOption[];
  /** By what is wanted: the options that it comes from, as positions in the list above; none where nothing says it. */
  readonly byWanted: readonly (readonly number[])[];
  /** By what is wanted: an option that would say it, and what else it says that is not wanted. */
  readonly near: readonly (Near | undefined)[];
}

export interface Near {
  readonly option: string;
  /** Addresses in the stack, or names of its settings. */
  readonly also: readonly string[];
}

export interface SettleOptions {
  readonly stack: string;
  readonly wanted: readonly Wanted[];
  /** How long to look, in ms of the processor's time. */
  readonly patience: number;
}

/** How many of the options that an argument comes from are tried. */
const LIKELIEST = 8;

/**
 * Looks for values of options by which an app makes of a stack what is wanted. A value is taken where
 * the app, run once more with it, changes what is wanted and nothing else: one that others depend on
 * is none.
 */
export class Settling {
  private readonly base: StackJson | undefined;
  private taken: readonly OptionValue[] = [];
  private readonly byWanted: number[][];
  private readonly near: (Near | undefined)[];

  constructor(
    private readonly app: Repeatable,
    private readonly options: SettleOptions,
  ) {
    this.base = app.synth(app.configuration)?.get(options.stack);
    this.byWanted = options.wanted.map(() => []);
    this.near = options.wanted.map(() => undefined);
  }

  settle(): Settled {
    const { wanted } = this.options;
    const leaves = this.base === undefined ? [] : this.traced();
    let refused: OptionValue[] = [];
    for (let found = true; found;) {
      found = false;
      refused = [];
      for (const [index, one] of wanted.entries()) {
        if (this.byWanted[index]!.length > 0) continue;
        const tried = this.tryOne(index, one, leaves[index] ?? []);
        if (tried === true) found = true;
        else if (tried !== undefined) refused.push(tried);
      }
      // Each alone is refused, as the least is above the most: both together may be taken.
      if (!found && refused.length > 1) found = this.take(refused) === true;
    }
    return { options: this.settled(), byWanted: this.byWanted, near: this.near };
  }

  /** The values that what is wanted comes from, the likeliest first. */
  private traced(): readonly (readonly Leaf[])[] {
    const { stack, wanted, patience } = this.options;
    const all = candidates(this.app.configuration, stack);
    // What all environments share is no matter of one of them.
    const own = all.filter(({ path: [kind] }) => kind === "environments");
    const leaves =
      own.length > 0 && own.every(({ path }) => path[1] === own[0]!.path[1]) ? own : all;
    const pointers = wanted.map(({ pointer }) => this.thereIn(pointer));
    return new Trace(this.app, { stack, pointers, leaves, patience: patience / 2 }).answer();
  }

  /** The way to an argument, or to what it would stand in. */
  private thereIn(pointer: Pointer): Pointer {
    const isThere = valueAt(this.base, pointer) !== undefined || pointer.length <= 4;
    return isThere ? pointer : this.thereIn(pointer.slice(0, -1));
  }

  /** @returns true where a value is taken, and the first that the configuration refuses alone */
  private tryOne(
    index: number,
    wanted: Wanted,
    leaves: readonly Leaf[],
  ): true | OptionValue | undefined {
    const now = valueAt(this.base, wanted.pointer);
    let refused: OptionValue | undefined;
    for (const leaf of leaves.slice(0, LIKELIEST)) {
      for (const value of inverses(leaf, now, wanted, this.app.configuration)) {
        const isKnown = this.taken.some(({ path }) => path.join() === value.path.join());
        if (isKnown || hasTaken(this.options.patience)) continue;
        const taken = this.take([value], index);
        if (taken === true) return true;
        if (taken === undefined) refused ??= value;
      }
    }
    return refused;
  }

  /**
   * Takes values where they change what is wanted and nothing else.
   *
   * @returns undefined where the configuration refuses them
   */
  private take(values: readonly OptionValue[], index?: number): boolean | undefined {
    const all = [...this.taken, ...values];
    const after = this.app.synth(withValues(this.app.configuration, all))?.get(this.options.stack);
    if (after === undefined) return undefined;
    const { wanted } = this.options;
    const fits = wanted.map((one) => isAsWanted(after, one, this.base));
    const fresh = fits.flatMap((fit, at) => (fit && this.byWanted[at]!.length === 0 ? [at] : []));
    if (fresh.length === 0 || (index !== undefined && !fits[index])) return false;
    const also = differingBesides(
      this.base,
      after,
      wanted.flatMap(({ pointer }, at) => (fits[at] ? [pointer] : [])),
    );
    if (also.length > 0) {
      const [value] = values;
      const option = optionName(this.app.configuration, value!.path);
      for (const at of fresh) this.near[at] ??= { option, also };
      return false;
    }
    const positions = values.map((_, at) => this.taken.length + at);
    this.taken = all;
    for (const at of fresh) this.byWanted[at]!.push(...positions);
    return true;
  }

  private settled(): SettledOption[] {
    const { configuration } = this.app;
    return this.taken.map((option) => ({
      ...option,
      name: optionName(configuration, option.path),
      before: valueAt(configuration, option.path),
      itemNames: Object.fromEntries(
        option.path.flatMap((step, at) => {
          const name = valueAt(configuration, [...option.path.slice(0, at + 1), "name"]);
          return typeof step === "number" && typeof name === "string" ? [[at, name]] : [];
        }),
      ),
    }));
  }
}

/** A configuration with other values, of which those that go are taken last: others would move. */
const withValues = <Whole>(whole: Whole, values: readonly OptionValue[]): Whole =>
  values
    .toSorted((one, other) => Number(one.value === NOTHING) - Number(other.value === NOTHING))
    .reduce((now, { path, value }) => changed(now, path, value), whole);
