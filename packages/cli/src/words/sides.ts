import {
  isHarmlessUnder,
  looksLikeSecret,
  secretBy,
  setInLines,
} from "@groundwork/policies/secret-words";
import { isBeside, namesSecretArgument } from "@groundwork/policies/secret-names";
import { parseExactly } from "../core/exact-json";
import { MASK } from "../masking/masker";

/** The words in place of what is known only when it is applied; Terraform uses the same. */
export const UNKNOWN = "(known after apply)";

/** A value with what Terraform's JSON says beside it, each a tree of the same form, or true for all. */
export interface Side {
  readonly value: unknown;
  /** What is sensitive. */
  readonly marks: unknown;
  /** What is known only when it is applied. */
  readonly unknown: unknown;
}

/** The value of an argument or a key in a side. */
export const below = ({ value, marks, unknown }: Side, key: string | number): Side => ({
  value: at(value, key),
  marks: marks === true ? true : at(marks, key),
  unknown: unknown === true ? true : at(unknown, key),
});

function at(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string | number, unknown>)[key];
}

export const isBlock = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isScalar = (value: unknown): boolean => typeof value !== "object" || value === null;

/** Values that providers take for each other: nothing, an empty text, list or block. */
export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isBlock(value) && Object.values(value).every(isNothing);
}

/** Whether a tree of marks has one. */
export const isMarked = (marks: unknown): boolean =>
  marks === true ||
  (typeof marks === "object" && marks !== null && Object.values(marks).some(isMarked));

/** Elements of a list; a lone value is a list of one, as the JSON of IAM has it. */
export function elements(side: Side): Side[] {
  const { value, unknown } = side;
  if (!Array.isArray(value) && !isNothing(value)) return [side];
  const known = Array.isArray(value) ? value.length : 0;
  const length = Array.isArray(unknown) && isMarked(unknown) ? unknown.length : 0;
  return Array.from({ length: Math.max(known, length) }, (_, index) => below(side, index));
}

/** A side whose text is JSON, opened. Undefined where it is none. */
export function opened(side: Side): Side | undefined {
  const { value, marks } = side;
  if (typeof value !== "string" || marks === true || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return { value: inOrder(parseExactly(value)), marks: undefined, unknown: undefined };
  } catch {
    return undefined;
  }
}

/** A value with its keys in order, as Terraform's own JSON has them, so that equal values are equal texts. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isBlock(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, inOrder(value[key])]),
  );
}

/** The name that a value stands under, and whether something around it is named as a secret. */
export interface Place {
  readonly name: string;
  readonly hidden: boolean;
}

/** What machines run when they start: scripts, which secrets are written into. */
const SCRIPTS = /(^|_)(user|custom)_?data(_|$)/i;

/** The place below another one, under a name that says by itself that it is a secret, or not. */
export const placeBelow = ({ hidden }: Pick<Place, "hidden">, name: string): Place => ({
  name,
  hidden: SCRIPTS.test(name) || namesSecretArgument(name) || (hidden && !isBeside(name)),
});

/**
 * Whether a text is a secret that nothing marks as one: by its name, by its form, or by what a line
 * of it sets. A provider marks few of those that people write into variables of a task.
 */
function isUnmarkedSecret(text: string, { name, hidden }: Place): boolean {
  if (hidden && !isHarmlessUnder(name, text)) return true;
  if (secretBy(name, text) !== undefined || looksLikeSecret(text)) return true;
  return text.includes("\n") && setInLines(text).some(([own, set]) => secretBy(own, set));
}

/** A value as people may see it: what is sensitive is masked, what is not known says so. */
export interface Shown {
  readonly value: unknown;
  readonly sensitive: boolean;
}

/** What people may see of a side; undefined where there is nothing. */
export function shown(side: Side, place: Place): Shown {
  const { value, marks, unknown } = side;
  if (unknown === true) return { value: UNKNOWN, sensitive: false };
  if (isNothing(value) && (isScalar(value) || !isMarked(unknown))) {
    return { value: undefined, sensitive: false };
  }
  if (marks === true) return { value: MASK, sensitive: true };
  if (isScalar(value)) {
    if (typeof value === "boolean" || !isUnmarkedSecret(String(value), place))
      return { value, sensitive: false };
    return { value: MASK, sensitive: true };
  }
  const json = opened(side);
  if (json !== undefined) return shown(json, place);
  let sensitive = false;
  const part = (inner: Side, inPlace: Place): unknown => {
    const seen = shown(inner, inPlace);
    sensitive ||= seen.sensitive;
    return seen.value;
  };
  if (Array.isArray(value)) {
    const list = elements(side).map((element) => part(element, place) ?? null);
    return { value: list, sensitive };
  }
  const block: Record<string, unknown> = {};
  for (const key of keysOf(side)) {
    const found = part(below(side, key), placeOf(side, key, place));
    if (found !== undefined) block[key] = found;
  }
  return { value: block, sensitive };
}

/** Keys of a block, with those of which nothing is known yet, in order. */
export function keysOf({ value, unknown }: Side): string[] {
  const keys = [value, unknown].flatMap((one) => (isBlock(one) ? Object.keys(one) : []));
  return [...new Set(keys)].toSorted();
}

/** Where a key of a block is: the value of `{ name, value }` stands under the name that it has. */
export function placeOf({ value }: Side, key: string, place: Place): Place {
  const own = key === "value" && isBlock(value) ? (value["name"] ?? value["key"]) : undefined;
  return placeBelow(place, typeof own === "string" ? own : key);
}
