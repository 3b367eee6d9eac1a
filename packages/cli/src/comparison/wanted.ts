import { isNothing } from "../words/sides";
import { contentOf } from "./causes-program";
import { isBlock } from "./elements";
import { valueAt, type Pointer } from "./pointer";
import type { StackJson } from "./written-stacks";

/** What an argument of a stack's JSON is to be. */
export interface Wanted {
  readonly pointer: Pointer;
  /** Undefined or null where it is to be nothing. */
  readonly value: unknown;
  /** What a provider makes of the argument as it is: the order of a set is the provider's. */
  readonly planned?: unknown;
}

/** Whether a provider takes the argument of a stack for what is wanted. */
export function isAsWanted(stack: unknown, { pointer, value, planned }: Wanted, base: unknown) {
  return isSame(valueAt(stack, pointer), value, isSet(valueAt(base, pointer), planned));
}

/** Whether a list of texts has another order for a provider than it is written in. */
export const isSet = (written: unknown, planned: unknown): boolean =>
  Array.isArray(written) &&
  Array.isArray(planned) &&
  !isSame(written, planned, false) &&
  isSame(written, planned, true);

/**
 * Whether two values are the same for a provider: a number and its digits are, and so is all that is
 * nothing.
 *
 * @param inAnyOrder whether the elements of a list may stand in any order
 */
export function isSame(one: unknown, other: unknown, inAnyOrder: boolean): boolean {
  if (isNothing(one) || isNothing(other)) return isNothing(one) && isNothing(other);
  if (Array.isArray(one) && Array.isArray(other)) {
    const [ones, others] = [one, other].map((list) =>
      inAnyOrder ? list.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)) : list,
    );
    return (
      ones!.length === others!.length &&
      ones!.every((element, index) => isSame(element, others![index], false))
    );
  }
  if (isBlock(one) && isBlock(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => isSame(one[key], other[key], false));
  }
  return typeof one !== "object" && typeof other !== "object" && String(one) === String(other);
}

/**
 * A stack's JSON without some of its arguments, and without those that are left to others by
 * `ignore_changes`: no plan tells of them.
 */
function withoutArguments(stack: unknown, pointers: readonly Pointer[]): object {
  const copy = structuredClone(stack) as Record<string, unknown>;
  for (const pointer of pointers) remove(copy, pointer);
  const resources = isBlock(copy["resource"]) ? copy["resource"] : {};
  for (const named of Object.values(resources)) {
    for (const body of Object.values(isBlock(named) ? named : {})) {
      for (const way of ignoredIn(body)) remove(body as Record<string, unknown>, way);
    }
  }
  return copy;
}

/** Ways to the arguments whose changes a resource ignores. */
function ignoredIn(body: unknown): Pointer[] {
  const ignored = valueAt(body, ["lifecycle", "ignore_changes"]);
  const all = Object.keys(isBlock(body) ? body : {}).filter(
    (key) => !/^(\/\/|lifecycle)$/.test(key),
  );
  if (ignored === "all") return all.map((key) => [key]);
  return [ignored]
    .flat()
    .filter((one): one is string => typeof one === "string")
    .map((text) =>
      [...text.matchAll(/\[(\d+)\]|\["([^"]*)"\]|([^.[\]]+)/g)].map(([, index, key, name]) =>
        index === undefined ? (key ?? name)! : Number(index),
      ),
    );
}

/**
 * What of a stack is another, by its address or the name of a setting, besides some of its arguments
 * and what no plan tells of.
 */
export function differingBesides(
  before: StackJson | undefined,
  after: StackJson | undefined,
  pointers: readonly Pointer[],
): string[] {
  const [was, is] = [before, after].map((stack) =>
    contentOf(withoutArguments(stack ?? {}, pointers) as StackJson),
  ) as [Map<string, string>, Map<string, string>];
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names].filter((name) => was.get(name) !== is.get(name)).toSorted();
}

/** Takes something out, and what then holds nothing. */
function remove(from: Record<string, unknown>, pointer: Pointer): void {
  const [parents, key] = [pointer.slice(0, -1), pointer.at(-1)!];
  const parent = valueAt(from, parents);
  if (isBlock(parent)) {
    delete (parent as Record<string, unknown>)[key];
    if (Object.keys(parent).length === 0 && parents.length > 0) remove(from, parents);
  } else if (Array.isArray(parent)) parent[Number(key)] = null;
}
