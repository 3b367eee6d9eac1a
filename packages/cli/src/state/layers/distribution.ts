import { parseExactly } from "../../core/exact-json";
import type { StateEntry, StateParts } from "../../terraform/state-parts";

/** A state of an environment in one place. */
export interface HeldParts {
  /** Key of the state. */
  readonly key: string;
  readonly parts: StateParts;
}

/** Says in which state something belongs. */
export interface Homes {
  /**
   * @param at keys of the states in which it lies
   * @returns the key of its state; several where more than one stack declares it
   */
  ofEntry(entry: StateEntry, at: readonly string[]): readonly [string, ...string[]];
  /** @returns undefined where it stays as it is */
  ofOutput(name: string): string | undefined;
}

/** One resource that moves, with all of its instances. */
export interface MovedEntry {
  readonly entry: StateEntry;
  readonly from: string;
  readonly to: string;
}

/** Which state holds what in the end, and on the way there. */
export interface Distribution {
  readonly moves: readonly MovedEntry[];
  /** Names of outputs that move. */
  readonly outputs: readonly string[];
  /**
   * What is to be written, one after another: states with what they gain and all that they had, and
   * then those that have lost something, without it. So nothing is in no state at any time.
   */
  readonly writes: readonly HeldParts[];
  /** Whether a managed resource lies where it does not belong: what was only read is no reason to write. */
  readonly isNeeded: boolean;
  /** Why it cannot be done, a line each. */
  readonly problems: readonly string[];
}

/**
 * Distributes what the states hold.
 *
 * @param states in the order in which they are written
 */
export function distribute(states: readonly HeldParts[], homes: Homes): Distribution {
  const problems: string[] = [];
  const moves: MovedEntry[] = [];
  const gained = new Map<string, StateEntry[]>();
  const lost = new Map<string, Set<StateEntry>>();
  for (const copies of copiesOf(states)) {
    const at = copies.map(({ key }) => key);
    const [home, ...others] = homes.ofEntry(copies[0]!.entry, at);
    const { address } = copies[0]!.entry;
    if (others.length > 0) {
      problems.push(`${address}: got stacks that declare it twice, expected it in one of them`);
    } else if (!areAlike(copies)) {
      problems.push(
        `${address}: got one in ${at.join(" and another one in ")}, expected one: somebody has made it anew, or changed it since it was moved`,
      );
    } else if (copies.some(({ entry, key }) => entry.deposed && key !== home)) {
      problems.push(
        `${address}: got an object that is still to be destroyed after its replacement (deposed), expected none: apply the stack that has it first`,
      );
    }
    const { entry, key: from } = copies.find(({ key }) => key === home) ?? copies[0]!;
    if (from !== home) {
      moves.push({ entry, from, to: home });
      listIn(gained, home).push(entry);
    }
    for (const copy of copies) {
      if (copy.key === home) continue;
      const all = lost.get(copy.key) ?? new Set();
      lost.set(copy.key, all.add(copy.entry));
    }
  }
  const outputs = distributeOutputs(states, homes);
  const grown = states.map(({ key, parts }) => ({
    key,
    parts: {
      entries: [...parts.entries, ...(gained.get(key) ?? [])],
      outputs: new Map([...parts.outputs, ...(outputs.gained.get(key) ?? [])]),
    },
    gains: gained.has(key) || outputs.gained.has(key),
  }));
  const shrunk = grown.flatMap(({ key, parts }) => {
    const [entries, names] = [lost.get(key), outputs.lost.get(key)];
    if (entries === undefined && names === undefined) return [];
    const kept = {
      entries: parts.entries.filter((entry) => !entries?.has(entry)),
      outputs: new Map([...parts.outputs].filter(([name]) => !names?.has(name))),
    };
    return [{ key, parts: kept }];
  });
  return {
    moves,
    outputs: outputs.moved,
    writes: [
      ...grown.filter(({ gains }) => gains).map(({ key, parts }) => ({ key, parts })),
      ...shrunk,
    ],
    isNeeded: [...lost.values()].some((entries) =>
      [...entries].some(({ mode }) => mode === "managed"),
    ),
    problems,
  };
}

interface Copy {
  readonly entry: StateEntry;
  readonly key: string;
}

/** Each resource once, with the states in which it lies: in two after a run that was killed. */
function copiesOf(states: readonly HeldParts[]): Iterable<readonly Copy[]> {
  const copies = new Map<string, Copy[]>();
  for (const { key, parts } of states) {
    for (const entry of parts.entries) listIn(copies, entry.address).push({ entry, key });
  }
  return copies.values();
}

/** What a data source has read is read again at each plan, and may differ. */
function areAlike([first, ...others]: readonly Copy[]): boolean {
  return first!.entry.mode === "data" || others.every(({ entry }) => isAlike(first!.entry, entry));
}

const isAlike = (one: StateEntry, other: StateEntry): boolean =>
  one.text === other.text ||
  JSON.stringify(parseExactly(one.text)) === JSON.stringify(parseExactly(other.text));

function distributeOutputs(states: readonly HeldParts[], homes: Homes) {
  const gained = new Map<string, [string, string][]>();
  const lost = new Map<string, Set<string>>();
  const moved: string[] = [];
  const names = new Set(states.flatMap(({ parts }) => [...parts.outputs.keys()]));
  for (const name of names) {
    const holders = states.filter(({ parts }) => parts.outputs.has(name));
    const at = holders.map(({ key }) => key);
    const home = homes.ofOutput(name);
    if (home === undefined) continue;
    if (!at.includes(home)) {
      listIn(gained, home).push([name, holders[0]!.parts.outputs.get(name)!]);
      moved.push(name);
    }
    for (const key of at.filter((one) => one !== home)) {
      lost.set(key, (lost.get(key) ?? new Set()).add(name));
    }
  }
  return { gained, lost, moved };
}

function listIn<Item>(lists: Map<string, Item[]>, name: string): Item[] {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  return list;
}
