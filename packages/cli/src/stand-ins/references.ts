/** One step: `.name`, `[3]`, `[*]` (an item of a list) or `[?]` (of a list or a map). */
export type Step = string;
/** The way from a resource, or a module, to a value below it. */
export type Path = readonly Step[];

/** What a value must be to be used as it is; of `map` the members are told by paths. */
export type Kind = "number" | "boolean" | "map" | "json" | "base64" | "time" | "cidr";

export interface Reference {
  /** `aws_s3_bucket.state`, `data.aws_region.here`, `module.db`, or `self`. */
  readonly address: string;
  /** Whether an instance key or a splat follows the address. */
  readonly keyed: boolean;
  /** What is read of it: as written first, then through functions, `for` and `each.value`. */
  readonly paths: Path[];
  /** What values that are read are used as. */
  readonly uses: { readonly path: Path; readonly as: Kind }[];
  /** Where in the text: the address, then the instance key, then the path. */
  readonly span: { start: number; key: number; path: number; end: number };
}

/** A value that is still, or is part of, what a reference reads. */
export interface Handle {
  readonly reference: Reference;
  readonly path: Path;
  /** Steps that only undo a `[...]` or `{ for ... }` around the value. */
  readonly wrapped: number;
}

/** What each name that is not a resource type stands for; `each` holds the `for_each` value. */
export type Scope = ReadonlyMap<string, readonly Handle[]>;

/** Whether a step goes into a list, or possibly does. */
export const isItem = (step: Step | undefined): boolean => step?.startsWith("[") === true;

/** A new address, what comes before the path, and whether that is instead of the path. */
export type Replacement = readonly [address: string, attribute: string, instead?: boolean];

/** The text with each reference replaced; all else, white space included, stays. */
export function rewrite(
  text: string,
  references: readonly Reference[],
  replace: (reference: Reference) => Replacement,
): string {
  // References are replaced from the back, so that positions further front stay true.
  return references
    .flatMap((reference) => {
      const { start, key, path, end } = reference.span;
      const [by, attribute, instead] = replace(reference);
      const piece = { from: path, to: instead ? end : path, by: attribute };
      return [{ from: start, to: key, by }, piece];
    })
    .toSorted((a, b) => b.from - a.from)
    .reduce((done, { from, to, by }) => done.slice(0, from) + by + done.slice(to), text);
}
