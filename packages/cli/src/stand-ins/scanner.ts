/**
 * Finds the references to resources and modules in Terraform's templates and expressions, and what
 * each of them reads, and as what. A scanner, not a parser: text that only looks like a reference
 * must stay as it is, so quotes, escapes, brackets, scopes and steps matter to it.
 */
import { kindOfArgument, OPERATOR, Operands, useAs } from "./operands";
import type { Handle, Reference, Scope, Step } from "./references";

/** The references in a string: a template as nearly everywhere, or bare, as in `depends_on`. */
export function scan(
  text: string,
  kind: "template" | "expression",
  scope: Scope = new Map(),
): Scanned {
  const scanner = new Scanner(text, scope);
  const value = kind === "template" ? scanner.template(false) : scanner.expression("");
  return { references: scanner.references, value, calls: scanner.calls };
}

export interface Scanned {
  readonly references: Reference[];
  /** What the string as a whole hands on. */
  readonly value: readonly Handle[];
  /** Names of functions. */
  readonly calls: readonly string[];
}

const identifier = String.raw`[\p{L}_][\p{L}\p{N}_-]*`;
const sticky = (source: string) => new RegExp(source.replaceAll("ID", identifier), "uy");

const blank = sticky(String.raw`\s+|(?:#|//)[^\n]*|/\*[^]*?\*/`);
const word = sticky(String.raw`ID(?:::ID)*`);
const label = sticky(String.raw`\s*\.\s*ID`);
const twoLabels = sticky(String.raw`\s*\.\s*ID\s*\.\s*ID`);
const dotted = sticky(String.raw`\s*\.\s*(\*|\d+|ID)`);
// A key that is itself a template, or holds an escape, goes the long way.
const constantKey = sticky(String.raw`\s*(?:(\*|\d+|count\.index)|"([^"\\$%]*)")\s*\]`);
/** Whether a splat comes next. */
const splat = /(?=\s*(\[\s*\*\s*\]|\.\s*\*))/y;
const loopNames = sticky(String.raw`\s*(ID)(?:\s*,\s*(ID))?\s+in(?![\w-])`);

/** Roots of traversals that are neither resources nor modules. */
const reserved = /^(count|each|local|path|terraform|var)$/;
/** Roots that two labels follow; of a module one does. */
const typed = /^(data|ephemeral|resource)$/;
/** Functions that take lists, and functions that give (parts of) what they take. */
const takesLists =
  /^(compact|concat|distinct|element|flatten|join|length|one|reverse|slice|sort|sum|to(list|set))$/;
const isTransparent =
  /^(coalesce|compact|concat|distinct|flatten|(non)?sensitive|reverse|slice|sort|to(list|map|set)|try|values)$/;

const read = (handle: Handle, step: Step): Handle =>
  handle.wrapped > 0
    ? { ...handle, wrapped: handle.wrapped - 1 }
    : { ...handle, path: [...handle.path, step] };

const note = (handles: readonly Handle[]) => {
  for (const { reference, path } of handles) reference.paths.push(path);
  return handles;
};

class Scanner {
  readonly references: Reference[] = [];
  readonly calls: string[] = [];
  private at = 0;

  constructor(
    private readonly text: string,
    private scope: Scope,
  ) {}

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  /** Literal text with `${}` and `%{}` in it, to the end or to the closing quote. */
  template(quoted: boolean): readonly Handle[] {
    const outer: Scope[] = [];
    let value: readonly Handle[] = [];
    while (this.at < this.text.length) {
      const from = this.at;
      const character = this.text.charAt(this.at++);
      if (quoted && character === "\\") this.at++;
      else if (quoted && character === '"') break;
      if (character !== "$" && character !== "%") continue;
      while (this.text[this.at] === character) this.at++;
      // Terraform takes `${` for text when any further `$` precedes it, however many.
      if (this.text[this.at] !== "{" || this.at - from > 1) continue;
      this.at++;
      // `%{ for x in y }` names something until `%{ endfor }`.
      const keyword = character === "%" ? this.take(/~?\s*(\w+)/y)?.[1] : undefined;
      if (keyword === "for") outer.push(this.loop("}"));
      const inner = keyword === "for" ? [] : this.expression("}", keyword === "if");
      if (keyword === "endfor") this.scope = outer.pop() ?? this.scope;
      // A string that is nothing but `${...}` hands its value on as it is; any other makes a text.
      value = character === "$" && from === 0 && this.at === this.text.length ? inner : [];
    }
    return value;
  }

  /**
   * Everything up to one of the closing characters, which is consumed.
   *
   * @param decides whether all of it is a condition
   */
  expression(close: string, decides = false): Handle[] {
    let value: Handle[] = [];
    let chosen: Handle[] | undefined;
    let conditions = 0;
    const operands = new Operands(decides);
    while (this.at < this.text.length) {
      if (this.take(blank)) continue;
      // The condition of a `for` is no part of its value either.
      if (this.take(/if(?![\w-])/y)) {
        chosen = [...value];
        operands.begin(true);
      }
      const character = this.text.charAt(this.at);
      if (character === ":" && conditions > 0) conditions--;
      else if (close.includes(character)) break;
      // What was read to decide, or to make a key, is not part of the value.
      if (character === "?") {
        conditions++;
        operands.decide();
      }
      const isKey = this.take(/=>/y) !== null;
      if (character === "?" || isKey) value = [];
      const operator = isKey ? undefined : this.take(OPERATOR)?.[0];
      if (operator !== undefined) operands.sign(operator);
      else if (isKey || /[?:,=]/.test(character)) {
        operands.begin();
        if (!isKey) this.at++;
      } else value.push(...operands.take(this.operand()));
    }
    operands.end();
    this.at++;
    return chosen ?? value;
  }

  private operand(): readonly Handle[] {
    const start = this.at;
    const name = this.take(word)?.[0];
    if (name) return this.named(name, start);
    const character = this.text.charAt(this.at++);
    if (character === '"') this.template(true);
    else if (character === "(") return this.path(this.expression(")"));
    else if (character === "[" || character === "{") return this.path(this.collection(character));
    // A number is eaten whole, lest the name of a unit or an exponent be taken for a name.
    else if (/\d/.test(character)) this.take(/[\w.]*/y);
    return [];
  }

  private collection(open: string): readonly Handle[] {
    const loop = this.take(/\s*for(?=\s)/y) !== null;
    const outer = loop ? this.loop(":") : this.scope;
    const value = this.expression(open === "[" ? "]" : "}");
    this.scope = outer;
    // The members of `{ a = ..., b = ... }` are different things, so none is handed on.
    if (open === "{" && !loop) return [];
    return value.map((handle) => ({ ...handle, wrapped: handle.wrapped + 1 }));
  }

  /** Names what the loop goes over; gives the scope to return to. */
  private loop(close: string): Scope {
    const outer = this.scope;
    const [, first = "", second] = this.take(loopNames) ?? [];
    const items = note(this.expression(close).map((handle) => read(handle, "[?]")));
    this.scope = new Map(outer).set(first, second ? [] : items).set(second ?? first, items);
    return outer;
  }

  private named(name: string, start: number): readonly Handle[] {
    if (this.take(/\s*\(/y)) return this.path(this.call(name));
    const bound = this.scope.get(name);
    if (name === "each" && this.take(/\.value(?![\w-])/y))
      return this.path((bound ?? []).map((handle) => read(handle, "[?]")));
    if (name === "self") return this.resource(name, start);
    if (bound || reserved.test(name)) return this.path(name === "each" ? [] : (bound ?? []));
    const labels = this.take(typed.test(name) ? twoLabels : label)?.[0];
    // A name alone is a keyword or the key of an object.
    if (!labels) return [];
    return this.resource(`${name}${labels}`.replace(/\s+/g, "").replace(/^resource\./, ""), start);
  }

  private resource(address: string, start: number): readonly Handle[] {
    const span = { start, key: this.at, path: this.at, end: this.at };
    const keyed = address !== "self" && this.take(/(?=\s*(\[|\.\s*[\d*]))/y) !== null;
    const isSplat = this.take(splat) !== null;
    if (keyed) this.step();
    span.path = this.at;
    const reference: Reference = { address, keyed, paths: [], uses: [], span };
    const handle = this.path([{ reference, path: [], wrapped: 0 }], true, isSplat);
    span.end = this.at;
    this.references.push(reference);
    return handle;
  }

  private call(name: string): readonly Handle[] {
    this.calls.push(name);
    const value: Handle[] = [];
    let index = 0;
    do {
      const argument = this.expression(",)");
      useAs(argument, kindOfArgument(name, index++));
      value.push(...argument);
    } while (this.text[this.at - 1] === "," && this.at < this.text.length);
    const items = value.map((handle) => read(handle, name === "one" ? "[0]" : "[*]"));
    if (takesLists.test(name)) note(items);
    if (name === "element" || name === "one") return items;
    return isTransparent.test(name) ? value : [];
  }

  /** Follows the steps behind a value, and notes where they lead. */
  private path(handles: readonly Handle[], moved = false, listed = false): readonly Handle[] {
    const isSplat = this.take(splat) !== null;
    const step = this.step();
    if (step) {
      const below = handles.map((handle) => read(handle, step));
      return this.path(below, true, listed || isSplat);
    }
    if (moved) note(handles);
    // A splat makes a list of what is read behind it.
    return listed ? handles.map((one) => ({ ...one, wrapped: one.wrapped + 1 })) : handles;
  }

  private step(): Step | undefined {
    const name = this.take(dotted)?.[1];
    if (name) return /^[\d*]/.test(name) ? `[${name}]` : `.${name}`;
    if (!this.take(/\s*\[/y)) return undefined;
    const [key, index, text] = this.take(constantKey) ?? [];
    if (text !== undefined) return `.${text}`;
    if (key !== undefined) return index === "count.index" ? "[*]" : `[${index}]`;
    this.expression("]");
    return "[?]";
  }
}
