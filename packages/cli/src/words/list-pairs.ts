import { below, isMarked, isScalar, type Side } from "./sides";

/** Two elements that are the same thing before and after; one that is made or goes has one side. */
export interface Pair {
  readonly before?: Side;
  readonly after?: Side;
  /** How a path names it: its name, or its place in the list. */
  readonly key: string;
}

/** What elements of lists of blocks are known by, likeliest first. */
const IDENTITIES = [
  "Sid",
  "sid",
  "name",
  "Name",
  "id",
  "Id",
  "key",
  "Key",
  "rule_id",
  "sourceVolume",
  "containerPort",
  "priority",
  "rule_no",
];

/**
 * Matches the elements of two lists of blocks: by a name that all of them have and no two share, else
 * the equal ones, and the rest in their order.
 */
export function pairs(before: readonly Side[], after: readonly Side[]): Pair[] {
  const identity = IDENTITIES.find((name) => isIdentity(name, before) && isIdentity(name, after));
  return identity === undefined ? byContent(before, after) : byName(identity, before, after);
}

function isIdentity(name: string, list: readonly Side[]): boolean {
  const values = list.map((element) => below(element, name));
  const isFit = ({ value, marks, unknown }: Side) =>
    isScalar(value) && value !== null && value !== undefined && value !== "" && !marks && !unknown;
  return values.every(isFit) && new Set(values.map(({ value }) => value)).size === list.length;
}

function byName(name: string, before: readonly Side[], after: readonly Side[]): Pair[] {
  const nameOf = (element: Side) => String(below(element, name).value);
  const [olds, news] = [before, after].map(
    (list) => new Map(list.map((one) => [nameOf(one), one])),
  );
  return [...new Set([...olds!.keys(), ...news!.keys()])].map((key) =>
    paired(/^[\w./-]+$/.test(key) ? key : JSON.stringify(key), olds!.get(key), news!.get(key)),
  );
}

function byContent(before: readonly Side[], after: readonly Side[]): Pair[] {
  const left = new Map<string, number>();
  const contentOf = ({ value }: Side) => JSON.stringify(value);
  for (const one of after) {
    if (!isMarked(one.unknown)) left.set(contentOf(one), (left.get(contentOf(one)) ?? 0) + 1);
  }
  const taken = new Map<string, number>();
  const isTaken = (one: Side) => {
    const content = contentOf(one);
    const count = taken.get(content) ?? 0;
    if (count >= (left.get(content) ?? 0)) return false;
    taken.set(content, count + 1);
    return true;
  };
  const olds = [...before.entries()].filter(([, one]) => !isTaken(one));
  const matched = new Map(taken);
  const news = [...after.entries()].filter(([, one]) => {
    const count = isMarked(one.unknown) ? 0 : (matched.get(contentOf(one)) ?? 0);
    matched.set(contentOf(one), count - 1);
    return count <= 0;
  });
  const length = Math.max(olds.length, news.length);
  return Array.from({ length }, (_, index) => {
    const [[oldAt, old] = [0], [newAt, fresh] = [undefined]] = [olds[index], news[index]];
    return paired(String(newAt ?? oldAt), old, fresh);
  });
}

const paired = (key: string, before: Side | undefined, after: Side | undefined): Pair => ({
  key,
  ...(before && { before }),
  ...(after && { after }),
});
