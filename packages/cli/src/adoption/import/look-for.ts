import { elementsOf, type Element } from "../../comparison/elements";
import { forceOf } from "../../comparison/replacement";
import type { StackJson } from "../../comparison/written-stacks";
import type { StateJson } from "../../terraform/state-file";
import { FINDERS, NOT_IMPORTED } from "./finders";
import { TAKEN_FOR_THERE } from "./finders/tagged";
import type { Asks } from "./asks";
import { Search, type Finder, type SearchPlace, type Thing } from "./search";

/** A resource of a stack, by its place there. */
export interface Named {
  /** As in `imports`, such as `network/vpc`. */
  readonly path: string;
  readonly type: string;
}

/** One that is there. */
export interface Importable extends Named {
  readonly id: string;
  /** Where AWS has one for it that the search needs. */
  readonly arn?: string | undefined;
  /** Whether it is taken for there as what it belongs to is. */
  readonly isTaken: boolean;
}

/** One of which more is to be said. */
export interface Remark extends Named {
  readonly why: string;
}

/** What of the resources of a stack is there in AWS. */
export interface Looked {
  readonly importable: readonly Importable[];
  /** How many resources its state has already. */
  readonly managed: number;
  /** Not there, so a plan makes them. */
  readonly missing: readonly Named[];
  /** There, or made anew as they are, and Terraform imports none. */
  readonly notImported: readonly Remark[];
  /** Of types that nobody here knows how to find. */
  readonly unsought: readonly Named[];
  /** There, and a plan would replace it. */
  readonly replaced: readonly Remark[];
}

/**
 * Looks in AWS for what the resources of some stacks would make.
 *
 * @param stacks their JSON
 * @param states those that they have already; what these manage is not looked for
 */
export async function lookFor(
  stacks: readonly StackJson[],
  states: readonly StateJson[],
  place: SearchPlace,
  asks: Asks,
): Promise<Looked> {
  const elements = elementsIn(stacks, "resource");
  const dataSources = elementsIn(stacks, "data");
  const managed = managedIn(states);
  const replaced: Remark[] = [];
  const guarded = guardedBy(managed, replaced);
  const search = new Search(place, asks, elements, dataSources, guarded);
  const things = await search.all();
  const importable: Importable[] = [];
  const missing: Named[] = [];
  const notImported: Remark[] = [];
  const unsought: Named[] = [];
  for (const [address, element] of elements) {
    const { type } = element;
    const named = { path: pathOf(element), type };
    const thing = things.get(address);
    const why = NOT_IMPORTED[type];
    if (managed.has(address) || replaced.some(({ path }) => path === named.path)) continue;
    if (why !== undefined) notImported.push({ ...named, why });
    else if (thing) {
      const { id, attributes } = thing;
      importable.push({ ...named, id, arn: attributes["arn"], isTaken: type in TAKEN_FOR_THERE });
    } else (type in FINDERS ? missing : unsought).push(named);
  }
  const { left, twice } = withoutDoubles(importable);
  const out = outWith([...replaced, ...twice], elements);
  const isOut = ({ path }: Named) => out.has(path);
  const orphans = left
    .filter(isOut)
    .map(({ path, type, id }) => ({ path, type, why: `${id} belongs to what is left out` }));
  return {
    importable: left.filter((one) => !isOut(one)),
    managed: [...elements.keys()].filter((address) => managed.has(address)).length,
    missing,
    notImported: [...notImported, ...twice, ...orphans],
    unsought,
    replaced,
  };
}

/** What stacks have of AWS, by address: where they are layers, no two have the same path. */
const elementsIn = (
  stacks: readonly StackJson[],
  kind: "resource" | "data",
): Map<string, Element> =>
  new Map(
    stacks.flatMap((json) =>
      [...elementsOf(json)].filter(
        ([, element]) => element.kind === kind && element.type.startsWith("aws_"),
      ),
    ),
  );

/** The path of a resource within its stack. */
const pathOf = ({ path = "", address }: Element): string =>
  path.split("/").slice(1).join("/") || address;

/**
 * Paths of what is left out, and of what a plan would replace then: an argument that cannot be changed
 * would read another value.
 */
function outWith(
  left: readonly Named[],
  elements: ReadonlyMap<string, Element>,
): ReadonlySet<string> {
  const paths = new Set(left.map(({ path }) => path));
  if (paths.size === 0) return paths;
  const all = [...elements.values()].map((one) => ({
    path: pathOf(one),
    mention: `\${${one.address}.`,
    fixed: fixedTexts(one.type, one.given),
  }));
  for (let before = 0; before < paths.size;) {
    before = paths.size;
    const mentions = all.filter(({ path }) => paths.has(path)).map(({ mention }) => mention);
    for (const { path, fixed } of all) {
      if (fixed.some((text) => mentions.some((mention) => text.includes(mention)))) paths.add(path);
    }
  }
  return paths;
}

/** Texts in arguments that a plan cannot change in place, or may not. */
function fixedTexts(type: string, value: unknown, argument = ""): string[] {
  if (typeof value === "string") return forceOf(type, argument) === "never" ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, inner]) => {
    const way = isList ? argument : argument === "" ? key : `${argument}.${key}`;
    return fixedTexts(type, inner, way);
  });
}

/** What states manage, by address, as finders find it. */
function managedIn(states: readonly StateJson[]): Map<string, Thing> {
  const managed = new Map<string, Thing>();
  for (const { mode, type, name, instances } of states.flatMap(
    ({ resources }) => resources ?? [],
  )) {
    const [instance] = instances ?? [];
    if (mode !== "managed" || instance === undefined) continue;
    const all = (instance.attributes ?? {}) as Readonly<Record<string, unknown>>;
    const texts = Object.entries(all).filter(([, value]) => typeof value === "string");
    const attributes = Object.fromEntries(texts) as Record<string, string>;
    managed.set(`${type}.${name}`, { id: attributes["id"] ?? "", attributes });
  }
  return managed;
}

/**
 * The finders, but for what a state manages, which is known; and without what a plan would replace,
 * as it has an argument that cannot be changed. What belongs to that is not found then either.
 */
function guardedBy(
  managed: ReadonlyMap<string, Thing>,
  replaced: Remark[],
): Readonly<Record<string, Finder>> {
  const guard =
    (finder: Finder): Finder =>
    async (element, search) => {
      const known = managed.get(element.address);
      if (known) return known;
      const thing = await finder(element, search);
      for (const [argument, there] of Object.entries(thing?.facts ?? {})) {
        const wanted = await search.value(argumentIn(element.given, argument));
        const isOther = wanted !== undefined && there !== undefined && wanted !== String(there);
        if (!isOther || forceOf(element.type, argument) === "never") continue;
        const why = `${thing!.id} has ${argument} ${there}, and a change to ${wanted} replaces it`;
        replaced.push({ path: pathOf(element), type: element.type, why });
        return undefined;
      }
      return thing;
    };
  return Object.fromEntries(Object.entries(FINDERS).map(([type, finder]) => [type, guard(finder)]));
}

/** An argument, of blocks the first: `encryption_configuration.encryption_type`. */
const argumentIn = (given: unknown, argument: string): unknown =>
  argument.split(".").reduce((value: unknown, step) => {
    const one: unknown = Array.isArray(value) ? value[0] : value;
    return (one as Readonly<Record<string, unknown>> | undefined)?.[step];
  }, given);

/** One thing at two paths is none of both. */
function withoutDoubles(all: readonly Importable[]) {
  const same = (one: Importable) =>
    all.filter((other) => other.type === one.type && other.id === one.id);
  const twice = all
    .filter((one) => same(one).length > 1)
    .map(({ path, type, id }) => ({ path, type, why: `${id} is there for several paths` }));
  return { left: all.filter((one) => same(one).length === 1), twice };
}
