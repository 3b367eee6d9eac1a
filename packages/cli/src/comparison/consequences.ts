import type { ArgumentChange } from "./argument-changes";
import type { Element } from "./elements";
import { refersTo, type Edge } from "./references";
import { bareArgument, forceOf, type Replaced } from "./replacement";

/** An argument that is written as it was, and has another value as something else changes. */
export interface Follow {
  /** Without positions in lists. */
  readonly argument: string;
  /** What it reads, as `aws_ecs_task_definition.web.arn`. */
  readonly of: string;
  /** Whether the value is another for sure. */
  readonly sure: boolean;
}

type Likelihood = "will" | "may" | "no";

/** What a change of some elements means for others, in one stack. */
export class Consequences {
  private readonly followed = new Map<string, Follow[]>();
  private readonly replaced = new Map<string, { replaced: Replaced; because: Set<string> }>();

  /**
   * @param elements of the stack after the change
   * @param edges by what is referred to
   * @param direct the arguments that are written differently, of what was there before
   * @param before the same edges before the change
   */
  constructor(
    private readonly elements: ReadonlyMap<string, Element>,
    private readonly edges: ReadonlyMap<string, readonly Edge[]>,
    private readonly direct: ReadonlyMap<string, readonly ArgumentChange[]>,
    private readonly before: ReadonlyMap<string, readonly Edge[]>,
  ) {
    const open = [...elements.keys()].filter((address) => this.begin(address));
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      for (const edge of edges.get(next) ?? []) if (this.follow(edge)) open.push(edge.from);
    }
    this.judgeReferences();
  }

  follows(address: string): readonly Follow[] {
    return this.followed.get(address) ?? [];
  }

  replacement(address: string): { replaced: Replaced; because: readonly string[] } {
    const { replaced = "no" as const, because = [] } = this.replaced.get(address) ?? {};
    return { replaced, because: [...because] };
  }

  /** Addresses of what refers to something, before the change or after it. */
  hanging(address: string): readonly string[] {
    const edges = [...(this.edges.get(address) ?? []), ...(this.before.get(address) ?? [])];
    return [...new Set(edges.map(({ from }) => from))];
  }

  /** How many refer to it in the end. */
  reach(address: string): number {
    const seen = new Set<string>();
    const open = [address];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const one of this.hanging(next)) {
        if (one === address || seen.has(one)) continue;
        seen.add(one);
        open.push(one);
      }
    }
    return seen.size;
  }

  /** @returns whether something becomes of it */
  private begin(address: string): boolean {
    const { type, kind } = this.elements.get(address)!;
    const changes = this.direct.get(address);
    if (changes === undefined) return true;
    for (const { path, before, after, sensitive } of changes) {
      // A function of constants alone gives the same each time.
      const isKnown = !sensitive && !refersTo(before) && !refersTo(after);
      this.force(address, kind, type, bareArgument(path), isKnown);
    }
    return changes.length > 0;
  }

  /**
   * What comes of a changed argument.
   *
   * @returns whether it makes another replacement than was known
   */
  private force(
    address: string,
    kind: Element["kind"],
    type: string,
    argument: string,
    sure: boolean,
  ): boolean {
    // Nobody looks into a module here; data sources are read.
    const force =
      kind === "module" ? "perhaps" : kind === "resource" ? forceOf(type, argument) : "never";
    if (force === "never") return false;
    const found = force === "always" && sure ? "will be" : "may be";
    const known = this.replaced.get(address);
    if (known === undefined || (known.replaced === "may be" && found === "will be")) {
      this.replaced.set(address, { replaced: found, because: new Set([argument]) });
      return true;
    }
    if (known.replaced === found) known.because.add(argument);
    return false;
  }

  /** @returns whether what refers is changed by it in a way that was not known */
  private follow({ from, argument, to, attribute, orderOnly }: Edge): boolean {
    const { kind, type, meta } = this.elements.get(from)!;
    const isNew = !this.direct.has(from);
    if (isNew) return false;
    if (argument === "lifecycle.replace_triggered_by") {
      const likely = attribute === undefined ? this.acts(to) : this.changes(to, attribute);
      if (likely === "no") return false;
      const sure = likely === "will";
      const isMore = this.add(from, { argument, of: named(to, attribute), sure });
      return this.trigger(from, argument, sure) || isMore;
    }
    // What a data source waits for makes it be read only in the apply.
    if (argument === "depends_on" && kind === "data") {
      return this.acts(to) !== "no" && this.add(from, { argument, of: to, sure: false });
    }
    const likely = orderOnly ? "no" : this.changes(to, attribute);
    if (likely === "no" || this.isDirect(from, argument) || isIgnored(meta, argument)) return false;
    const sure = likely === "will";
    const isMore = this.add(from, { argument, of: named(to, attribute), sure });
    const repeats = argument === "count" || argument === "for_each";
    const isForced = repeats
      ? this.trigger(from, argument, false)
      : this.force(from, kind, type, argument, sure);
    return isMore || isForced;
  }

  private trigger(address: string, argument: string, sure: boolean): boolean {
    const known = this.replaced.get(address)?.replaced;
    if (known === "will be" || (known === "may be" && !sure)) return false;
    this.replaced.set(address, {
      replaced: sure ? "will be" : "may be",
      because: new Set([argument]),
    });
    return true;
  }

  private add(address: string, follow: Follow): boolean {
    const known = this.followed.get(address) ?? [];
    const same = known.find((one) => one.argument === follow.argument && one.of === follow.of);
    if (same && (same.sure || !follow.sure)) return false;
    this.followed.set(address, [...known.filter((one) => one !== same), follow]);
    return true;
  }

  private isDirect(address: string, argument: string): boolean {
    return (this.direct.get(address) ?? []).some(({ path }) => bareArgument(path) === argument);
  }

  /** Whether anything becomes of it that is planned as a change. */
  private acts(address: string): Likelihood {
    const changes = this.direct.get(address);
    if (changes === undefined) return "will";
    const follows = this.follows(address);
    if (changes.length > 0 || follows.some(({ sure }) => sure)) return "will";
    return follows.length > 0 ? "may" : "no";
  }

  /** Whether an attribute has another value than before. */
  private changes(address: string, attribute: string | undefined): Likelihood {
    const changes = this.direct.get(address);
    // Of what is new nothing was read before.
    if (changes === undefined) return "no";
    const { kind, given } = this.elements.get(address)!;
    const isIt = (argument: string) => /^[^.[]+/.exec(argument)?.[0] === attribute;
    if (kind !== "module" && attribute !== undefined && attribute in given) {
      if (changes.some(({ path }) => isIt(path))) return "will";
      const follow = this.follows(address).find(({ argument }) => isIt(argument));
      return follow === undefined ? "no" : follow.sure ? "will" : "may";
    }
    if (kind !== "resource") return this.acts(address) === "no" ? "no" : "may";
    const { replaced } = this.replacement(address);
    if (replaced !== "no") return replaced === "will be" ? "will" : "may";
    return this.acts(address) !== "no" && VOLATILE.test(attribute ?? "") ? "may" : "no";
  }

  /** A forcing argument that is written differently may still mean the same, unless it reads what is made. */
  private judgeReferences(): void {
    for (const [address, edges] of this.edges) {
      if (
        this.direct.get(address) !== undefined &&
        this.replacement(address).replaced !== "will be"
      )
        continue;
      for (const { from, argument, orderOnly } of edges) {
        const { kind, type } = this.elements.get(from)!;
        if (orderOnly || !this.isDirect(from, argument)) continue;
        this.force(from, kind, type, argument, true);
      }
    }
  }
}

const named = (address: string, attribute: string | undefined): string =>
  attribute === undefined ? address : `${address}.${attribute}`;

/** Computed attributes that a change in place may give another value; ids and ARNs keep theirs. */
const VOLATILE = /version|revision|etag|hash|checksum|fingerprint|^last_|_json$|modified|^body$/;

/** Whether Terraform is told to leave an argument as it is. */
export function isIgnored({ lifecycle }: Element["meta"], argument: string): boolean {
  const { ignore_changes: ignored } = (lifecycle ?? {}) as { ignore_changes?: unknown };
  const names = [ignored ?? []].flat().map(String);
  return names.some((name) => name === "all" || isWithin(steps(argument), steps(name)));
}

/** `tags["a"].b[0]` as `tags.a.b`. */
const steps = (path: string): string =>
  bareArgument(path.replace(/\["((?:[^"\\]|\\.)*)"\]/g, ".$1"));

const isWithin = (argument: string, name: string): boolean =>
  argument === name || argument.startsWith(`${name}.`);
