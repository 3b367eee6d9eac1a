import { isNothing } from "../../words/sides";

/** A place where two values differ. */
export interface Difference {
  /** As `tags.Name` or `ingress[0].cidr_blocks`. */
  readonly name: string;
  /** The way to it: keys, and positions in lists. */
  readonly steps: readonly (string | number)[];
}

const ROOT: Difference = { name: "", steps: [] };

/**
 * Where two values differ.
 *
 * @param marks what is sensitive in each: `true` for a value and all in it, whose keys are then as
 *   secret as the rest
 */
export function differences(
  before: unknown,
  after: unknown,
  beforeMarks: unknown,
  afterMarks: unknown,
  place = ROOT,
): Difference[] {
  const whole = () => (isSame(before, after) ? [] : [place]);
  if (beforeMarks === true || afterMarks === true) return whole();
  const below = (key: string | number, name: string) =>
    differences(at(before, key), at(after, key), at(beforeMarks, key), at(afterMarks, key), {
      name,
      steps: [...place.steps, key],
    });

  if (Array.isArray(before) && Array.isArray(after)) {
    // Positions in a list that grew or shrank say nothing.
    const comparable = before.length === after.length && before.every(isObject);
    return comparable
      ? before.flatMap((_, index) => below(index, `${place.name}[${index}]`))
      : whole();
  }
  if ((isObject(before) || isNothing(before)) && (isObject(after) || isNothing(after))) {
    const keys = new Set([...keysOf(before), ...keysOf(after)]);
    return [...keys].toSorted().flatMap((key) => below(key, joined(place.name, key)));
  }
  return whole();
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON of Terraform has its keys in order. */
const isSame = (one: unknown, other: unknown): boolean =>
  (isNothing(one) && isNothing(other)) || JSON.stringify(one) === JSON.stringify(other);

const at = (value: unknown, key: string | number): unknown =>
  typeof value === "object" && value !== null
    ? (value as Record<string | number, unknown>)[key]
    : undefined;

const keysOf = (value: unknown): string[] => (isObject(value) ? Object.keys(value) : []);

const joined = (path: string, key: string): string =>
  !/^[\w-]+$/.test(key) ? `${path}[${JSON.stringify(key)}]` : path === "" ? key : `${path}.${key}`;
