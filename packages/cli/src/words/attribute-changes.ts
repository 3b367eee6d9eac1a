import { pairs } from "./list-pairs";
import {
  below,
  elements,
  isBlock,
  isMarked,
  isNothing,
  isScalar,
  keysOf,
  opened,
  placeOf,
  shown,
  type Place,
  type Side,
} from "./sides";

/** One attribute that differs. What is sensitive is masked in it, so it may be shown and kept. */
export interface AttributeChange {
  /**
   * `tags.Name`, `container_definitions[web].image`, or `cidr_blocks[]` for an element of a list
   * whose elements have no other name than themselves.
   */
  readonly path: string;
  /** Undefined where there was nothing. */
  readonly before?: unknown;
  /** Undefined where there is nothing any more, or nothing is known of it yet. */
  readonly after?: unknown;
  /** Whether something in it is masked. */
  readonly sensitive: boolean;
  /** Whether the value, or a part of it, is known only when it is applied. */
  readonly unknown: boolean;
}

/** What is known of values besides themselves: trees of Terraform's plan JSON. */
export interface Marks {
  /** What is sensitive in the value after, or in both. @default nothing */
  readonly sensitive?: unknown;
  /** What is sensitive in the value before. @default as `sensitive` */
  readonly sensitiveBefore?: unknown;
  /** What of the value after is known only when it is applied. @default nothing */
  readonly unknown?: unknown;
}

/**
 * Where two values differ, leaf by leaf, in the order of their names. Elements of lists are matched by
 * their names or ids where they have some, texts that are JSON are opened. What nobody has marked
 * but what is a secret by its name or form is masked as well, by the rules of the policies.
 *
 * @param before undefined or null for what is made
 * @param after undefined or null for what is destroyed
 */
export function attributeChanges(
  before: unknown,
  after: unknown,
  { sensitive, sensitiveBefore = sensitive, unknown }: Marks = {},
): AttributeChange[] {
  const found: AttributeChange[] = [];
  const root: Place = { name: "", hidden: false };
  compare(
    { value: before, marks: sensitiveBefore, unknown: undefined },
    { value: after, marks: sensitive, unknown },
    { path: "", place: root, found },
  );
  return found;
}

interface At {
  readonly path: string;
  readonly place: Place;
  readonly found: AttributeChange[];
}

function compare(before: Side, after: Side, at: At): void {
  if (after.unknown === true || before.marks === true || after.marks === true) {
    return whole(before, after, at);
  }
  const json = bothOpened(before, after);
  if (json !== undefined) return compare(...json, at);
  if ([before.value, after.value, after.unknown].some(Array.isArray)) {
    return compareLists(before, after, at);
  }
  const isBlocks = [before, after].every(({ value }) => isBlock(value) || isNothing(value));
  if (!isBlocks || (isNothing(before.value) && isNothing(after.value) && !isMarked(after.unknown)))
    return whole(before, after, at);
  for (const key of new Set([...keysOf(before), ...keysOf(after)].toSorted())) {
    // A name is that of the whole pair, whichever side has it.
    const owner = isBlock(after.value) ? after : before;
    compare(below(before, key), below(after, key), {
      ...at,
      path: joined(at.path, key),
      place: placeOf(owner, key, at.place),
    });
  }
}

/** Both as the JSON that they are texts of, where neither is another text. */
function bothOpened(before: Side, after: Side): [Side, Side] | undefined {
  const [one, other] = [opened(before), opened(after)];
  if (one === undefined && other === undefined) return undefined;
  const isFit = (side: Side, json: Side | undefined) => json !== undefined || isNothing(side.value);
  if (!isFit(before, one) || !isFit(after, other)) return undefined;
  return [one ?? before, other ?? after];
}

function compareLists(before: Side, after: Side, at: At): void {
  const [olds, news] = [elements(before), elements(after)];
  const all = [...olds, ...news];
  if (all.every(({ value }) => isBlock(value))) {
    for (const { before: old, after: fresh, key } of pairs(olds, news)) {
      const inner = { ...at, path: `${at.path}[${key}]` };
      if (old !== undefined && fresh !== undefined) compare(old, fresh, inner);
      else whole(old ?? NONE, fresh ?? NONE, inner);
    }
    return;
  }
  const isPlain = all.every(({ value, marks, unknown }) => isScalar(value) && !marks && !unknown);
  const [gone, come] = [without(olds, news), without(news, olds)];
  if (!isPlain || (gone.length === 0 && come.length === 0)) return whole(before, after, at);
  const inner = { ...at, path: `${at.path}[]` };
  for (const one of gone) whole(one, NONE, inner);
  for (const one of come) whole(NONE, one, inner);
}

const NONE: Side = { value: undefined, marks: undefined, unknown: undefined };

/** Elements that another list has not, as often as they are in it. */
function without(list: readonly Side[], other: readonly Side[]): Side[] {
  const left = new Map<unknown, number>();
  for (const { value } of other) left.set(value, (left.get(value) ?? 0) + 1);
  return list.filter(({ value }) => {
    const count = left.get(value) ?? 0;
    left.set(value, count - 1);
    return count <= 0;
  });
}

/** One change, if there is one. */
function whole(before: Side, after: Side, { path, place, found }: At): void {
  const unknown = isMarked(after.unknown);
  if (!unknown && isSame(before.value, after.value)) return;
  // A list of nothing but what is not known is not known either.
  const isUnknown = [after.unknown].flat().every((one) => one === true);
  const [old, fresh] = [shown(before, place), shown(after, place)];
  found.push({
    path,
    ...(old.value !== undefined && { before: old.value }),
    ...(fresh.value !== undefined && !isUnknown && { after: fresh.value }),
    sensitive: old.sensitive || fresh.sensitive,
    unknown,
  });
}

/** JSON of Terraform has its keys in order. */
const isSame = (one: unknown, other: unknown): boolean =>
  (isNothing(one) && isNothing(other)) || JSON.stringify(one) === JSON.stringify(other);

/** The path of a change, by its parts as Terraform has them. */
export const pathOf = (parts: readonly (string | number)[]): string =>
  parts.reduce<string>(
    (path, part) => (typeof part === "number" ? `${path}[${part}]` : joined(path, part)),
    "",
  );

const joined = (path: string, key: string): string =>
  !/^[\w-]+$/.test(key) ? `${path}[${JSON.stringify(key)}]` : path === "" ? key : `${path}.${key}`;
