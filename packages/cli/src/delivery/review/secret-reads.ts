/**
 * Terraform marks what comes of a sensitive value, but not all of it: `{ a = "a" }[secret]`,
 * `count = secret == "a" ? 1 : 0`, a condition that fails, an attribute that a provider makes of
 * another (`tags_all`), an argument that a provider's error repeats. Letter by letter, or with
 * dashes in between, no mask finds it. So a pull request may not bring an expression that reads one.
 */
import { expressionIn, type Comparison } from "./comparison";
import type { Reference } from "./expression";
import { readsContents } from "./foreign-blocks";
import {
  blockOf,
  blocksOf,
  entriesAt,
  inWords,
  isAddress,
  textsOf,
  type Place,
  type Text,
} from "./places";
import type { StateSecrets } from "./state-secrets";

/** How many values a secret is followed through, one made of another. */
const FURTHEST = 30;

/** Why a stack of a pull request is not planned, with a state that has secrets; empty if it may be. */
export function secretProblems(both: Comparison, secrets: StateSecrets): string[] {
  const reads = (textsOf(both.foreign) ?? [])
    .filter(({ place }) => !isAddress(place))
    .map((text) => ({ text, references: expressionIn(text).references }))
    .filter(({ references }) => references.length > 0);
  const reach = new Reach(secrets, both);
  let open = reads;
  for (let passes = 0; ; passes++) {
    const found = new Set(open.filter((one) => reach.hasSecret(one)));
    if (found.size === 0) break;
    if (passes === FURTHEST) return [`it hands a secret on more than ${FURTHEST} times`];
    for (const { text } of found) reach.add(text.place);
    open = open.filter((one) => !found.has(one));
  }
  return reads
    .filter(({ text }) => !both.isInBoth(text))
    .flatMap(({ text, references }) => {
      const secret = references.find((one) => reach.secret(one, text.place));
      const loops = secret === undefined && reach.loops(text.place);
      const where = inWords(text.place);
      if (loops)
        return [`it has another expression in ${where}, of a block that goes over secrets`];
      if (!secret) return [];
      return [`it has an expression that reads ${secret.names.join(".")} in ${where}, ${WHY}`];
    });
}

const WHY = "which is marked as sensitive, or may be, and the base branch does not read there";

/** Places of secrets, and of values that are made of them. */
class Reach {
  private readonly attributes: Map<string, Set<string>>;
  private readonly locals = new Set<string>();
  private readonly modules: Set<string>;
  /** Blocks with a `for_each` of their own, or in `dynamic`, that goes over something secret. */
  private readonly loop = new Set<string>();
  /** Resources and data sources of several instances by key, as `aws_vpc.a` and `data.aws_ami.b`. */
  private readonly keyed: ReadonlySet<string>;
  /** Variables that the base branch marks, whatever a pull request says of them. */
  private readonly variables: ReadonlySet<string>;

  constructor({ attributes, modules }: StateSecrets, both: Comparison) {
    this.attributes = new Map([...attributes].map(([type, names]) => [type, new Set(names)]));
    this.modules = new Set(modules);
    this.variables = new Set(
      blocksOf(both.trusted, "variable")
        .filter(({ body }) => entriesAt(body, []).some(isMark))
        .map(({ place }) => String(place[1])),
    );
    this.keyed = new Set(
      ["resource", "data"]
        .flatMap((kind) => blocksOf(both.foreign, kind))
        .filter(({ body }) => entriesAt(body, []).some(([name]) => name === "for_each"))
        .map(({ place }) => `${typeOf(place)}.${String(place[2])}`),
    );
  }

  hasSecret({ text, references }: { text: Text; references: readonly Reference[] }): boolean {
    return references.some((one) => this.secret(one, text.place)) || this.loops(text.place);
  }

  /** A value at the place is made of something secret. */
  add(place: Place): void {
    const [kind, name] = place;
    const attribute = place.slice(3).find((part) => typeof part === "string");
    if (kind === "locals") this.locals.add(String(name));
    if (kind === "module") this.modules.add(String(name));
    if (place.includes("for_each")) this.loop.add(JSON.stringify(blockOf(place)));
    if ((kind === "resource" || kind === "data") && attribute !== undefined) {
      const type = typeOf(place);
      this.attributes.set(type, (this.attributes.get(type) ?? new Set()).add(attribute));
    }
  }

  secret({ names }: Reference, place: Place): boolean {
    const [first = "", ...rest] = names;
    if (first === "local") return this.locals.has(rest[0] ?? "");
    if (first === "module") return this.modules.has(rest[0] ?? "");
    if (first === "var") return this.variables.has(rest[0] ?? "");
    if (first === "self") return this.isSecret(typeOf(place), rest[0]);
    if (first === "data") return this.reads(`data.${rest[0]}`, rest.slice(1));
    if (first === "resource") return this.reads(rest[0] ?? "", rest.slice(1));
    return this.reads(first, rest);
  }

  loops(place: Place): boolean {
    return this.loop.size > 0 && this.loop.has(JSON.stringify(blockOf(place)));
  }

  /** A key of an instance may stand before the attribute, also as `.key`. */
  private reads(type: string, [name = "", first, ...rest]: readonly string[]): boolean {
    if (!this.keyed.has(`${type}.${name}`)) return this.isSecret(type, first);
    const isInstance = rest.length === 0;
    return [first, ...(isInstance ? [undefined] : rest)].some((one) => this.isSecret(type, one));
  }

  /** A resource as a whole has its secrets with it. */
  private isSecret(type: string, attribute: string | undefined): boolean {
    const isNamed = attribute !== undefined && /^(arn|id|name)$/.test(attribute);
    // Objects, parameters and other states have secrets that nothing marks.
    if (type.startsWith(DATA) && readsContents(type.slice(DATA.length)) && !isNamed) return true;
    const names = this.attributes.get(type);
    return (
      names !== undefined && (attribute === undefined || names.has(attribute) || names.has("*"))
    );
  }
}

const DATA = "data.";

const isMark = ([name, value]: readonly [string, unknown]): boolean =>
  /^(sensitive|ephemeral)$/.test(name) && value !== false && value !== "false";

const typeOf = ([kind, type]: Place): string =>
  kind === "data" ? `data.${String(type)}` : String(type);
