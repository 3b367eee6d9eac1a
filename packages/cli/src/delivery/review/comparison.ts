import { isDeepStrictEqual } from "node:util";
import { readExpression, type Expression, type Reference } from "./expression";
import { at, blockOf, isAddress, textsOf, type Place, type Text } from "./places";

/**
 * A stack of a pull request beside the same one of its base branch. What stands in both at one
 * place means the same only if all it refers to does: `file(local.path)` is as good as the local.
 */
export class Comparison {
  private readonly known = new Map<string, boolean>();

  constructor(
    readonly foreign: unknown,
    readonly trusted: unknown,
  ) {}

  /** Whether both have it, and have the same there. */
  same(place: Place): boolean {
    const trusted = at(this.trusted, place);
    return trusted !== undefined && isDeepStrictEqual(at(this.foreign, place), trusted);
  }

  /** Whether it is the same, with all it refers to, and with what that refers to. */
  unchanged(place: Place): boolean {
    const key = JSON.stringify(place);
    const known = this.known.get(key) ?? this.allUnchanged([place]);
    this.known.set(key, known);
    return known;
  }

  /** The same of one text. Where it has names that the block around it explains, of that block. */
  textUnchanged(one: Text): boolean {
    if (!this.isInBoth(one)) return false;
    const { references, unclear } = expressionIn(one);
    if (unclear !== undefined) return this.same([]);
    const others = references.filter(({ names }) => !/^(path|terraform)$/.test(names[0]!));
    const places = others.flatMap((reference) => this.declared(reference));
    const block = blockOf(one.place);
    const isWhole = places.length === others.length && (places.length === 0 || !this.loops(block));
    return isWhole ? this.allUnchanged(places) : this.unchanged(block);
  }

  /** Whether what a value refers to is the same, wherever in the base branch it stands. */
  refersToUnchanged(value: unknown): boolean {
    const places = this.referred(textsOf(value) ?? []);
    return places !== undefined && this.allUnchanged(places);
  }

  /** As a value or as a key. */
  isInBoth({ place, text }: Text): boolean {
    const trusted = at(this.trusted, place);
    return trusted === text || (trusted !== undefined && place.at(-1) === text);
  }

  private allUnchanged(places: readonly Place[]): boolean {
    const seen = new Set<string>();
    const open = [...places];
    for (let next = open.pop(); next; next = open.pop()) {
      const key = JSON.stringify(next);
      if (seen.has(key)) continue;
      seen.add(key);
      const to = this.same(next)
        ? this.referred(textsOf(at(this.foreign, next), next) ?? [])
        : undefined;
      if (to === undefined) return false;
      open.push(...to);
    }
    return true;
  }

  /** Undefined where it cannot be told, unless nothing at all has changed. */
  private referred(texts: readonly Text[]): Place[] | undefined {
    const expressions = texts.map(expressionIn);
    if (expressions.some(({ unclear }) => unclear !== undefined) && !this.same([]))
      return undefined;
    return expressions.flatMap(({ references }) => references.flatMap((one) => this.declared(one)));
  }

  private declared(reference: Reference): Place[] {
    const place = placeOf(reference);
    const isDeclared = [this.trusted, this.foreign].some((json) => at(json, place) !== undefined);
    return isDeclared ? [place] : [];
  }

  /** Whether it has names of its own, which could look like addresses: `dynamic` makes some. */
  private loops(block: Place): boolean {
    const texts = textsOf(at(this.foreign, block)) ?? [];
    return texts.some(({ text, place }) => text === "dynamic" && place.at(-1) === text);
  }
}

export const expressionIn = ({ place, text }: Text): Expression =>
  readExpression(text, isAddress(place) && !/[$%]\{/.test(text) ? "expression" : "template");

/** Where a stack's JSON declares what a reference names, if it names anything that it declares. */
export function placeOf({ names: [first = "", ...rest] }: Reference): Place {
  const [name = "", second = ""] = rest;
  if (first === "local") return ["locals", name];
  if (first === "var") return ["variable", name];
  if (first === "module") return ["module", name];
  if (/^(data|ephemeral|resource)$/.test(first)) return [first, name, second];
  return ["resource", first, name];
}
