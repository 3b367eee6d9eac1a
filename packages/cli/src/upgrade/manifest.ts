import gt from "semver/functions/gt";
import valid from "semver/functions/valid";
import { isDeepStrictEqual } from "node:util";

/*
 * Three-way merge of JSON by its keys. By its lines git would ask a person wherever two keys beside
 * each other have changed, as a package that a team has added and one that upstream has renewed.
 */

/** What a merge has come to. */
export interface Merged {
  readonly value: unknown;
  /** Places where both had changed, and whose value stays, each in a line. */
  readonly notes: readonly string[];
}

/**
 * @param base what both were made of
 * @param upstream what upstream has made of it
 * @param own what the team has made of it: it stays where both have changed the same; of two versions
 *   the higher one
 * @param place of what is merged, for the notes
 */
export function mergeJson(
  base: unknown,
  upstream: unknown,
  own: unknown,
  place: readonly string[] = [],
): Merged {
  if (isDeepStrictEqual(own, base) || isDeepStrictEqual(own, upstream)) return settled(upstream);
  if (isDeepStrictEqual(upstream, base)) return settled(own);
  if (isObject(upstream) && isObject(own)) {
    return mergeObjects(isObject(base) ? base : {}, upstream, own, place);
  }
  if (Array.isArray(upstream) && Array.isArray(own)) {
    return settled(mergeLists(Array.isArray(base) ? base : [], upstream, own));
  }
  const value = isVersion(upstream) && isVersion(own) && gt(upstream, own) ? upstream : own;
  const other = value === own ? upstream : own;
  const whose = value === own ? ["yours", "upstream's"] : ["upstream's", "yours"];
  const shown = [value, other].map((one) => (one === undefined ? "none" : JSON.stringify(one)));
  return {
    value,
    notes: [`${place.join(".")}: ${shown[0]}, which is ${whose[0]}; ${whose[1]} is ${shown[1]}`],
  };
}

const settled = (value: unknown): Merged => ({ value, notes: [] });

type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isVersion = (value: unknown): value is string =>
  typeof value === "string" && valid(value) !== null;

/** In upstream's order, each key that only the team has behind the one that it stands behind there. */
function mergeObjects(
  base: Values,
  upstream: Values,
  own: Values,
  place: readonly string[],
): Merged {
  const keys = Object.keys(upstream);
  let before: string | undefined;
  for (const key of Object.keys(own)) {
    if (!keys.includes(key))
      keys.splice(before === undefined ? 0 : keys.indexOf(before) + 1, 0, key);
    before = key;
  }
  const merged = keys.map(
    (key) => [key, mergeJson(base[key], upstream[key], own[key], [...place, key])] as const,
  );
  return {
    value: Object.fromEntries(
      merged.flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]])),
    ),
    notes: merged.flatMap(([, { notes }]) => notes),
  };
}

/** Upstream's, without what the team has taken out, and with what the team has put in. */
function mergeLists(
  base: readonly unknown[],
  upstream: readonly unknown[],
  own: readonly unknown[],
): unknown[] {
  const has = (list: readonly unknown[], one: unknown) =>
    list.some((other) => isDeepStrictEqual(one, other));
  return [
    ...upstream.filter((one) => has(own, one) || !has(base, one)),
    ...own.filter((one) => !has(upstream, one) && !has(base, one)),
  ];
}

/** What package.json says of the team alone once the team has changed it, whatever upstream says there. */
const OF_TEAM = ["name", "version", "description", "license", "private"];

/** package.json, of the texts of all three. @throws SyntaxError where one is no JSON */
export function mergeManifests(
  base: string,
  upstream: string,
  own: string,
): { readonly text: string; readonly notes: readonly string[] } {
  const [first, theirs, ours] = [base, upstream, own].map((text) => JSON.parse(text) as Values);
  const taken = OF_TEAM.filter((key) => !isDeepStrictEqual(ours![key], first![key]));
  const named = Object.fromEntries(taken.map((key) => [key, ours![key]]));
  const { value, notes } = mergeJson(first, { ...theirs, ...named }, ours);
  return { text: `${JSON.stringify(value, null, 2)}\n`, notes };
}

/** What of package.json npm chooses packages by. */
const CHOOSING = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "overrides",
  "workspaces",
];

/** Whether two texts of package.json ask for the same packages. */
export const asksForTheSame = (one: string, other: string): boolean =>
  isDeepStrictEqual(packagesIn(one), packagesIn(other));

const packagesIn = (text: string): unknown[] => {
  const manifest = JSON.parse(text) as Values;
  return CHOOSING.map((key) => manifest[key] ?? {});
};

/** What a lock file says of the project itself, beside its packages. */
const OF_PROJECT = ["name", "version", "license", "bin", "engines"];

/**
 * A lock file for another package.json that asks for the same packages, as npm would write it.
 *
 * @param lock text of package-lock.json
 * @param manifest text of package.json
 */
export function lockFor(lock: string, manifest: string): string {
  const locked = JSON.parse(lock) as { packages: Record<string, Values> };
  const own = JSON.parse(manifest) as Values;
  const said = (keys: readonly string[], entry: Values) =>
    Object.fromEntries(
      Object.entries({ ...Object.fromEntries(keys.map((key) => [key, undefined])), ...entry })
        .map(([key, value]) => [key, keys.includes(key) ? own[key] : value] as const)
        .filter(([, value]) => value !== undefined),
    );
  const packages = { ...locked.packages, "": said(OF_PROJECT, locked.packages[""] ?? {}) };
  const whole = said(["name", "version"], { ...locked, packages });
  return `${JSON.stringify(whole, null, 2)}\n`;
}
