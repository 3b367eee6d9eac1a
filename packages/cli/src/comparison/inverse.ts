import { isNothing } from "../words/sides";
import { isBlock } from "./elements";
import { NOTHING, type Leaf } from "./other-values";
import { isSet, type Wanted } from "./wanted";
import { valueAt } from "./pointer";

/** Another value for an option; undefined takes it out. */
export interface OptionValue {
  readonly path: Leaf["path"];
  readonly value: unknown;
}

/**
 * Values of an option with which an argument may become what is wanted, the likeliest first. Whether
 * it does is another matter: the app says so, when it is run once more.
 *
 * @param now the argument as it is
 * @param whole the configuration
 */
export function inverses(leaf: Leaf, now: unknown, wanted: Wanted, whole: unknown): OptionValue[] {
  const { pointer, value } = wanted;
  const key = pointer.at(-1)!;
  const around = leaf.path.slice(0, -1);
  const parent = valueAt(whole, around);
  if (Array.isArray(value) && Array.isArray(parent)) {
    return [{ path: around, value: mergedList(parent, now, wanted) }];
  }
  if (isNothing(value)) return [{ path: leaf.path, value: NOTHING }];
  // Another entry of a map that is handed on.
  const isNew = isNothing(now) && typeof key === "string" && isBlock(parent);
  if (isNew) return [{ path: [...around, key], value: alike(value, leaf.value) ?? value }];
  const [was, shall] = differing(now, value);
  const values = [
    ...(String(was) === String(leaf.value) ? [] : counted(leaf.value, was, shall)),
    alike(shall, leaf.value),
  ].filter((one) => one !== undefined && one !== leaf.value);
  return [...new Set(values)].map((one) => ({ path: leaf.path, value: one }));
}

/** Of two lists with one other element that one, else the values as they are. */
function differing(now: unknown, value: unknown): readonly [unknown, unknown] {
  if (!Array.isArray(now) || !Array.isArray(value) || now.length !== value.length)
    return [now, value];
  const places = now.flatMap((one: unknown, index) =>
    String(one) === String(value[index]) ? [] : [index],
  );
  return places.length === 1 ? [now[places[0]!], value[places[0]!]] : [now, value];
}

/** A value in the type of another one; undefined where it is none of that type. */
function alike(value: unknown, like: Leaf["value"]): Leaf["value"] | undefined {
  if (typeof value === "object" || value === undefined) return undefined;
  const text = String(value);
  if (typeof like === "string") return text;
  if (typeof like === "boolean") return /^(true|false)$/.test(text) ? text === "true" : undefined;
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/** What an argument is made of that is not the value itself: another unit, a text around it. */
function counted(from: Leaf["value"], now: unknown, wanted: unknown): Leaf["value"][] {
  if (typeof from === "boolean") return [!from];
  const found: (Leaf["value"] | undefined)[] = [];
  const [old, fresh, own] = [now, wanted, from].map(Number) as [number, number, number];
  const isCounted = typeof from === "number" && [old, fresh].every(Number.isFinite);
  if (isCounted && own !== 0 && old !== 0) found.push((fresh * own) / old);
  if (isCounted) found.push(fresh - old + own);
  const [text, other] = [String(now), String(wanted)];
  for (let at = text.indexOf(String(from)); at >= 0; at = text.indexOf(String(from), at + 1)) {
    const [head, tail] = [text.slice(0, at), text.slice(at + String(from).length)];
    const isAround = other.length >= head.length + tail.length;
    if (isAround && other.startsWith(head) && other.endsWith(tail)) {
      found.push(alike(other.slice(head.length, other.length - tail.length), from));
    }
  }
  return found.filter((one) => one !== undefined);
}

/** A list in the order in which it is written, where the provider's order says nothing. */
function mergedList(written: readonly unknown[], now: unknown, { value, planned }: Wanted) {
  const wanted = value as readonly unknown[];
  if (!isSet(now, planned)) return wanted;
  const has = (list: readonly unknown[], one: unknown) =>
    list.some((other) => String(other) === String(one));
  return [
    ...written.filter((one) => has(wanted, one)),
    ...wanted.filter((one) => !has(written, one)),
  ];
}
