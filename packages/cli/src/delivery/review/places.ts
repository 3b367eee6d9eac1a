/** Keys and, in lists, positions from the root of a stack's JSON. */
export type Place = readonly (string | number)[];

/** A text of a stack's JSON; keys are texts too, as Terraform takes those of maps for templates. */
export interface Text {
  readonly text: string;
  readonly place: Place;
}

/** CDKTF's own JSON is a dozen levels deep. */
export const DEEPEST = 100;

/**
 * All texts, without recursion: what somebody else wrote may be nested deeper than the stack is.
 *
 * @returns undefined when it is deeper than `DEEPEST`
 */
export function textsOf(json: unknown, root: Place = []): Text[] | undefined {
  const texts: Text[] = [];
  const open: { value: unknown; place: Place }[] = [{ value: json, place: root }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, place } = next;
    if (typeof value === "string") texts.push({ text: value, place });
    if (typeof value !== "object" || value === null) continue;
    if (place.length >= DEEPEST) return undefined;
    const isList = Array.isArray(value);
    for (const [key, part] of Object.entries(value)) {
      const below = [...place, isList ? Number(key) : key];
      if (!isList) texts.push({ text: key, place: below });
      open.push({ value: part, place: below });
    }
  }
  return texts;
}

/** As it is told to people: `resource.aws_vpc.main.tags.Name`, as long as a line. */
export function inWords(place: Place): string {
  const words = place.join(".");
  return words.length > 120 ? `${words.slice(0, 120)}...` : words;
}

/** The value that lies at a place; nothing that an object has from its prototype. */
export const at = (json: unknown, place: Place): unknown =>
  place.reduce(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    json,
  );

/** The block that a place lies in: an output, a resource, or all that has no names. */
export const blockOf = (place: Place): Place => place.slice(0, LABELS.get(String(place[0])) ?? 1);

/** How many keys name a block, with that of its kind. */
export const LABELS = new Map([
  ["resource", 3],
  ["data", 3],
  ["ephemeral", 3],
  ["provider", 2],
  ["module", 2],
  ["output", 2],
  ["variable", 2],
  ["locals", 2],
  ["check", 2],
]);

/** Strings there are addresses, which Terraform takes as they are written. */
export function isAddress(place: Place): boolean {
  const keys = place.filter((part) => typeof part === "string");
  const [kind = "", ...rest] = keys;
  if (/^(moved|removed|import)$/.test(kind)) return /^(from|to)$/.test(rest[0] ?? "");
  const [argument = "", nested = ""] = keys.slice(LABELS.get(kind) ?? 1);
  if (kind === "output") return argument === "depends_on";
  if (kind === "module") return /^(depends_on|providers)$/.test(argument);
  if (!/^(resource|data|ephemeral)$/.test(kind)) return false;
  if (argument === "lifecycle") return /^(ignore_changes|replace_triggered_by)$/.test(nested);
  return /^(depends_on|provider)$/.test(argument);
}

export const entriesAt = (json: unknown, place: Place): [string, unknown][] => {
  const found = at(json, place);
  return typeof found === "object" && found !== null ? Object.entries(found) : [];
};

/**
 * The blocks of a kind with labels, or of one that is a list; a body may be a list of one, and that
 * in lists again, which Terraform takes apart (tried with 1.11.4).
 */
export function blocksOf(json: unknown, kind: string): { place: Place; body: unknown }[] {
  let blocks: { place: Place; body: unknown }[] = [{ place: [kind], body: at(json, [kind]) }];
  for (let labels = LABELS.get(kind) ?? 2; labels > 1; labels--) {
    blocks = blocks.flatMap(({ place, body }) =>
      entriesAt(body, []).map(([key, below]) => ({ place: [...place, key], body: below })),
    );
  }
  return blocks.flatMap(({ place, body }) =>
    [body].flat(DEEPEST).map((one) => ({ place, body: one })),
  );
}

/** Whether there is a list above the bodies of its blocks, where CDKTF writes their names. */
export const isListed = (json: unknown, kind: string): boolean => {
  let level = [at(json, [kind])];
  for (let labels = LABELS.get(kind) ?? 1; labels > 1; labels--) {
    if (level.some((value) => Array.isArray(value))) return true;
    level = level.flatMap((value) => entriesAt(value, []).map(([, below]) => below));
  }
  return false;
};
