import { readFileSync, writeFileSync } from "node:fs";
import type { Configuration } from "@groundwork/configuration";
import { stackId } from "@groundwork/configuration/names";
import { placeOf } from "@groundwork/constructs/problems";
import { AppAgain } from "./app-again";
import { byLikelihood, changed, leavesOf, othersFor, type Leaf } from "./other-values";
import { elementOf, type Pointer } from "./pointer";

/*
 * A program of its own, as it runs the project's app many times, with all that is left of each. Its
 * arguments are a file with a request, and one for the answer.
 */

/** What to look for, in a stack that the variable STACKS names alone. */
export interface TraceRequest {
  readonly root: string;
  readonly stack: string;
  /** Where the variable CDKTF_OUTDIR has the app write. */
  readonly outDir: string;
  readonly pointers: readonly Pointer[];
  /** How long to look, in ms of the processor's time. */
  readonly patience: number;
}

/** How many values are changed together, where none of them is likely to be the one. */
const AT_ONCE = 8;

/** Options by pointer, as `dev.services[0].cpuUnits`, the likeliest first. */
export type TraceAnswer = readonly (readonly string[])[];

/**
 * The options that arguments come from: those with which they change, when the app is run once more
 * with another value. That is so for a team's own constructs as well, and needs no table of names.
 */
class Trace {
  private readonly app: AppAgain;
  /** The values as they are. */
  private readonly now: readonly unknown[];
  private readonly found: string[][];
  /** Pointers that are handed on as they are: no other option makes them what they are. */
  private readonly done = new Set<Pointer>();

  constructor(private readonly request: TraceRequest) {
    this.app = new AppAgain(request.root, request.outDir);
    const before = this.app.synth(this.app.configuration)?.get(request.stack);
    this.now = request.pointers.map((pointer) => at(before, pointer));
    this.found = request.pointers.map(() => []);
  }

  /** The likeliest one by one, of all others as many at once as change nothing. */
  answer(): TraceAnswer {
    const leaves = candidates(this.app.configuration, this.request.stack);
    const { likely, others } = byLikelihood(leaves, this.now);
    for (const leaf of likely) this.search([leaf]);
    for (let next = 0; next < others.length; next += AT_ONCE) {
      this.search(others.slice(next, next + AT_ONCE));
    }
    return this.found;
  }

  private search(leaves: readonly Leaf[]): void {
    const { pointers, patience } = this.request;
    const { user, system } = process.cpuUsage();
    if (this.done.size === pointers.length || (user + system) / 1000 > patience) return;
    const [first] = leaves;
    if (leaves.length === 1) return this.searchOne(first!);
    const after = this.synthChanged(leaves.map((leaf) => [leaf, othersFor(leaf.value)[0]]));
    // Where all of them are refused together, each may be taken alone.
    const isSame = (value: unknown, index: number) => same(at(after, pointers[index]!), value);
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
    return this.app.synth(configuration)?.get(this.request.stack);
  }

  private searchOne(leaf: Leaf): void {
    for (const other of othersFor(leaf.value)) {
      const after = this.synthChanged([[leaf, other]]);
      if (after === undefined) continue;
      for (const [index, pointer] of this.request.pointers.entries()) {
        const value = this.now[index];
        if (this.done.has(pointer) || same(at(after, pointer), value)) continue;
        // With the resource went all that is in it.
        if (at(after, elementOf(pointer)) === undefined) continue;
        const isHandedOn = String(value) === String(leaf.value);
        if (isHandedOn) this.done.add(pointer);
        const before = isHandedOn ? [] : this.found[index]!;
        this.found[index] = [...before, nameOf(this.app.configuration, leaf.path)];
      }
      return;
    }
  }
}

/** Values of the organization, and of the environments that have to do with a stack. */
function candidates(configuration: Configuration, stack: string): Leaf[] {
  const own = configuration.environments.findIndex(({ name }) => stackId(name) === stack);
  return leavesOf(configuration).filter(({ path: [kind, index] }) =>
    kind === "environments" ? own < 0 || index === own : true,
  );
}

/** As people write it: an environment is called by its name. */
function nameOf({ environments }: Configuration, [kind, ...rest]: Leaf["path"]): string {
  if (kind !== "environments") return placeOf([kind!, ...rest]);
  const [index, ...inside] = rest;
  return placeOf([environments[Number(index)]!.name, ...inside]);
}

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const at = (json: unknown, pointer: Pointer): unknown =>
  pointer.reduce((parent, key) => (parent as Parts | undefined)?.[key], json);

type Parts = Record<string | number, unknown>;

if (require.main === module) {
  const [request, answer] = process.argv.slice(2);
  const asked = JSON.parse(readFileSync(request!, "utf8")) as TraceRequest;
  writeFileSync(answer!, JSON.stringify(new Trace(asked).answer()));
}
