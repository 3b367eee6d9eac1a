import { OperationError } from "../core/errors";
import { keyText, literal } from "./literal";
import {
  bare,
  edited,
  keyOf,
  nodesOf,
  propertyOf,
  takenOut,
  textOf,
  valueOf,
  type Edit,
  type Node,
} from "./source-text";
import { environmentIn, organizationIn, replaced, withElement, withProperty } from "./values";

/** A step on the way to an option: a key, or an item of a list, by its name where it has one. */
export type OptionStep = string | { readonly position: number; readonly name?: string | undefined };

/** An option of an environment, or of the organization, with the value that it is to have. */
export interface OptionEdit {
  /** Undefined for the organization. */
  readonly environment?: string | undefined;
  readonly steps: readonly OptionStep[];
  /** Undefined takes it out. */
  readonly value: unknown;
}

/** The file that says an option, from the root of the project. */
export const fileOfOption = ({ environment = "organization" }: OptionEdit): string =>
  `environments/${environment}.ts`;

/**
 * Sets an option in its file, and leaves the rest of the file as it is, comments included. Where it
 * stands in a constant that nothing else uses, it is set there; a constant that others use as well, and
 * what a function makes, get the option beside them.
 *
 * @param text of the file
 * @throws OperationError where it is written in a way that cannot be edited
 */
export function withOption(text: string, { environment, steps, value }: OptionEdit): string {
  const object =
    environment === undefined ? organizationIn(text) : environmentIn(text, environment).object;
  return edited(text, new OptionEditing(text).edits(object, steps, value));
}

class OptionEditing {
  private readonly nodes: readonly Node[];

  constructor(private readonly text: string) {
    this.nodes = nodesOf(text);
  }

  /** Edits by which a value has another one at the end of some steps. */
  edits(node: Node, steps: readonly OptionStep[], value: unknown): Edit[] {
    const found = this.followed(node);
    const [step, ...rest] = steps;
    if (step === undefined) return this.replacing(found, value);
    if (typeof step !== "string") {
      return this.isNext(found, step) && rest.length === 0
        ? [withElement(this.text, found, literal(value))]
        : this.edits(this.itemOf(found, step), rest, value);
    }
    return found.type === "ObjectExpression"
      ? this.inObject(found, step, rest, value)
      : this.beside(found, steps, value);
  }

  private inObject(object: Node, key: string, rest: readonly OptionStep[], value: unknown): Edit[] {
    const property = propertyOf(object, key);
    if (property === undefined) {
      if (rest.length === 0 && value === undefined) throw cannotEdit(`${key}, which is not there`);
      const spread = object.properties?.some((one) => keyOf(one) === undefined);
      // What a spread has below the key would be lost.
      if (spread && rest.length > 0) throw cannotEdit(`${key} from what is spread`);
      return [withProperty(this.text, object, keyText(key), literal(nested(rest, value)))];
    }
    const behind = object.properties!.slice(object.properties!.indexOf(property) + 1);
    if (behind.some((one) => keyOf(one) === undefined || keyOf(one) === key)) {
      throw cannotEdit(`${key} with ${this.shown(behind[0]!)} behind it`);
    }
    if (rest.length === 0 && value === undefined) return [takenOut(this.text, property)];
    const there = valueOf(property);
    if (there === undefined) throw cannotEdit(this.shown(property));
    if (property.shorthand && this.followed(there) === there) {
      return [replaced(property, `${key}: ${this.besideText(there, rest, value)}`)];
    }
    return this.edits(there, rest, value);
  }

  /** Another value in the place of one; of a list its elements, so that comments stay. */
  private replacing(node: Node, value: unknown): Edit[] {
    const elements = node.type === "ArrayExpression" ? node.elements : undefined;
    const texts = elements?.map((element) => this.literalOf(element));
    if (!Array.isArray(value) || !texts?.length || texts.some((one) => one === undefined)) {
      return [replaced(node, literal(value))];
    }
    const wanted = value.map(literal);
    const kept = texts.filter((one) => wanted.includes(one!));
    const isBehind = kept.every((one, index) => one === wanted[index]);
    if (!isBehind || kept.length === 0) return [replaced(node, literal(value))];
    const gone = elements!.filter((_, index) => !wanted.includes(texts[index]!)) as Node[];
    const come = wanted.slice(kept.length).join(", ");
    const last = come !== "" && gone.at(-1) === elements!.at(-1) ? gone.pop() : undefined;
    return [
      ...gone.map((one) => takenOut(this.text, one)),
      ...(last ? [replaced(last, come)] : come === "" ? [] : [withElement(this.text, node, come)]),
    ];
  }

  /** A literal in the form that `literal` gives it; undefined for all else. */
  private literalOf(node: Node | null): string | undefined {
    const text = textOf(node);
    if (text !== undefined) return literal(text);
    const { type, value } = bare(node) ?? {};
    return /^(Numeric|Boolean)Literal$/.test(type ?? "") ? String(value) : undefined;
  }

  /** Whether an item would come right behind those of a list. */
  private isNext(
    { type, elements = [] }: Node,
    { position }: Exclude<OptionStep, string>,
  ): boolean {
    const isCounted = elements.every((one) => one !== null && one.type !== "SpreadElement");
    return type === "ArrayExpression" && isCounted && position === elements.length;
  }

  private itemOf(list: Node, { position, name }: Exclude<OptionStep, string>): Node {
    const items = (list.elements ?? []).flatMap((one) => (one === null ? [] : [one]));
    const named = items.filter((one) => {
      const object = this.followed(bare(one)!);
      return name !== undefined && textOf(valueOf(propertyOf(object, "name"))) === name;
    });
    if (named.length === 1) return bare(named[0])!;
    const isCounted = items.every(({ type }) => type !== "SpreadElement");
    const item = isCounted && named.length === 0 && items[position];
    if (item) return bare(item)!;
    throw cannotEdit(`${name ?? `item ${position}`} in ${this.shown(list)}`);
  }

  /** What a name stands for, where its constant is for this place alone. */
  private followed(node: Node): Node {
    if (node.type !== "Identifier") return node;
    const uses = this.nodes.filter(({ type, name }) => type === "Identifier" && name === node.name);
    const keys = new Set(
      this.nodes.flatMap(({ key, computed, shorthand }) => (computed || shorthand ? [] : [key])),
    );
    const declared = this.nodes.flatMap(({ declarations }) => declarations ?? []);
    const own = declared.find(({ id }) => id?.name === node.name);
    const isExported = this.nodes.some(
      ({ type, declaration }) =>
        type === "ExportNamedDeclaration" && declaration?.declarations?.includes(own!),
    );
    // Its declaration and this; a shorthand is both a key and a value.
    const places = new Set(uses.filter((one) => !keys.has(one)).map(({ start }) => start));
    const init = bare(own?.init);
    return init === undefined || isExported || places.size > 2 ? node : this.followed(init);
  }

  /** An option beside what cannot be edited itself: `{ ...shared, maxCount: 4 }`. */
  private beside(node: Node, steps: readonly OptionStep[], value: unknown): Edit[] {
    return [replaced(node, this.besideText(node, steps, value))];
  }

  private besideText(node: Node, [key, ...rest]: readonly OptionStep[], value: unknown): string {
    if (key === undefined) return literal(value);
    if (typeof key !== "string" || value === undefined) throw cannotEdit(this.shown(node));
    const text = this.text.slice(node.start, node.end);
    if (rest.length > 0 && node.type !== "Identifier" && node.type !== "MemberExpression") {
      throw cannotEdit(this.shown(node));
    }
    const inner =
      rest.length === 0 ? literal(value) : this.innerText(`${text}.${key}`, rest, value);
    return `{ ...${text}, ${keyText(key)}: ${inner} }`;
  }

  private innerText(text: string, [key, ...rest]: readonly OptionStep[], value: unknown): string {
    if (typeof key !== "string") throw cannotEdit(text);
    const inner =
      rest.length === 0 ? literal(value) : this.innerText(`${text}.${key}`, rest, value);
    return `{ ...${text}, ${keyText(key)}: ${inner} }`;
  }

  private shown({ start, end }: Node): string {
    return this.text.slice(start, end).replace(/\s+/g, " ").slice(0, 60);
  }
}

/** An object that has a value at the end of some keys. */
const nested = (steps: readonly OptionStep[], value: unknown): unknown =>
  steps.toReversed().reduce((inner: unknown, step) => {
    if (typeof step !== "string") throw cannotEdit("a list that is not there");
    return { [step]: inner };
  }, value);

const cannotEdit = (what: string): OperationError =>
  new OperationError(`got ${what}, expected the option as key: value, which alone can be edited`);
