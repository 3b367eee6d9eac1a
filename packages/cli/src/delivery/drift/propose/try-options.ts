import { isAsWanted, differingBesides, type Wanted } from "../../../comparison/wanted";
import { tryFiles } from "../../../comparison/trial";
import type { StackJson } from "../../../comparison/written-stacks";
import type { Settled } from "../../../comparison/settle";
import { OperationError } from "../../../core/errors";
import { withEdits } from "./edits";
import { editOf } from "./proposal";

/** What a trial needs. */
export interface TryOptions {
  readonly stack: string;
  /** The stacks as the files make them so far. */
  readonly base: () => Promise<ReadonlyMap<string, StackJson>>;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Positions of options that were found, which come together or not at all. */
type Group = readonly number[];

export interface Tried {
  /** Positions of the options that may be written. */
  readonly kept: ReadonlySet<number>;
  /** Why an option may not, by its position. */
  readonly refused: ReadonlyMap<number, Refusal>;
}

export interface Refusal {
  readonly why: string;
  /** Whether the value would do, and only the file cannot be edited. */
  readonly isUnedited: boolean;
}

/**
 * Writes options into their files, beside the project, and looks whether all stacks come out as they
 * are, but for what is wanted: types, checks and policies have their say there. Where all options
 * together do not, one after the other is tried.
 */
export async function tryOptions(
  settled: Settled,
  wanted: readonly Wanted[],
  options: TryOptions,
): Promise<Tried> {
  const groups = [
    ...new Map(settled.byWanted.map((group) => [group.join(), group])).values(),
  ].filter(({ length }) => length > 0);
  const refuse = (some: readonly Group[]) => refusal(some.flat(), settled, wanted, options);
  const all = groups.length === 0 ? undefined : await refuse(groups);
  if (all === undefined) return { kept: new Set(groups.flat()), refused: new Map() };
  const kept: Group[] = [];
  const refused = new Map<number, Refusal>();
  for (const group of groups) {
    const why = groups.length === 1 ? all : await refuse([...kept, group]);
    if (why === undefined) kept.push(group);
    else for (const position of group) refused.set(position, why);
  }
  return { kept: new Set(kept.flat()), refused };
}

async function refusal(
  positions: readonly number[],
  settled: Settled,
  wanted: readonly Wanted[],
  { stack, base, env, signal }: TryOptions,
): Promise<Refusal | undefined> {
  const edits = positions.map((position) => editOf(settled.options[position]!));
  let isUnedited = true;
  try {
    const files = await withEdits({ options: edits, entries: [], renewed: [] });
    isUnedited = false;
    const [before, after] = [await base(), await tryFiles(files, { env, signal })];
    const own = wanted.filter((_, index) =>
      settled.byWanted[index]!.some((position) => positions.includes(position)),
    );
    const missed = own.find((one) => !isAsWanted(after.get(stack), one, before.get(stack)));
    if (missed) return { why: "written in its file it does not come out", isUnedited };
    const also = [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
      differingBesides(
        before.get(name),
        after.get(name),
        name === stack ? own.map(({ pointer }) => pointer) : [],
      ).map((address) => `${address} in ${name}`),
    );
    return also.length === 0 ? undefined : { why: `it changes ${also[0]} as well`, isUnedited };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof OperationError)) throw error;
    const [line = ""] = error.message.split("\n");
    return {
      why: line.replace(/^nothing was written, as the stacks do not come out: /, ""),
      isUnedited,
    };
  }
}
