import { isPlain } from "@groundwork/constructs/shown";

/** A value somewhere in a configuration. */
export interface Leaf {
  readonly path: readonly (string | number)[];
  readonly value: string | number | boolean;
}

/** All values of a configuration that have no parts. */
export function leavesOf(value: unknown, path: Leaf["path"] = []): Leaf[] {
  if (["string", "number", "boolean"].includes(typeof value)) {
    return [{ path, value: value as Leaf["value"] }];
  }
  const entries = Array.isArray(value)
    ? [...value.entries()]
    : isPlain(value)
      ? Object.entries(value)
      : [];
  return entries.flatMap(([key, part]) => leavesOf(part, [...path, key]));
}

/** In place of a value: none. */
export const NOTHING = undefined;

/**
 * Values that may take a value's place, to see what changes with it. Several, as a construct refuses
 * what does not go with its other options.
 */
export function othersFor(value: Leaf["value"]): readonly (Leaf["value"] | undefined)[] {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1, value * 2, value - 1, NOTHING];
  // The last number of an address block, an ARN or a time; the first letter, where it is alone.
  const counted = value.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
  return [...(counted === value ? [] : [counted]), `${value}x`, NOTHING];
}

/** A copy of a configuration with another value in one place. */
export function changed<Whole>(whole: Whole, path: Leaf["path"], value: unknown): Whole {
  const copy = structuredClone(whole);
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Parts)[key], copy) as Parts;
  const key = path.at(-1)!;
  if (value !== NOTHING) parent[key] = value;
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return copy;
}

type Parts = Record<string | number, unknown>;

/**
 * Values by whether they are likely to be what an argument came from: those that it has as they are,
 * then those that are part of it; and all others.
 */
export function byLikelihood(
  leaves: readonly Leaf[],
  wanted: readonly unknown[],
): { readonly likely: readonly Leaf[]; readonly others: readonly Leaf[] } {
  const texts = wanted.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  const isWhole = ({ value }: Leaf) => texts.includes(String(value));
  // One letter or digit is part of nearly everything.
  const isPart = ({ value }: Leaf) =>
    texts.some(
      (text) =>
        text === String(value) || (String(value).length > 2 && text?.includes(String(value))),
    );
  return {
    likely: [...leaves.filter(isWhole), ...leaves.filter((leaf) => !isWhole(leaf) && isPart(leaf))],
    others: leaves.filter((leaf) => !isPart(leaf)),
  };
}
