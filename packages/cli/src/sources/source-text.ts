import { parse } from "@babel/parser";
import { OperationError } from "../core/errors";

/** What is looked at of the nodes of Babel, whichever they are. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly properties?: readonly Node[];
  /** Null where the list has a hole. */
  readonly elements?: readonly (Node | null)[];
  readonly key?: Node;
  /** What is taken of an object. */
  readonly property?: Node;
  /** Whether key or property stands in brackets. */
  readonly computed?: boolean;
  /** Whether a property is a name alone, which is its key and its value. */
  readonly shorthand?: boolean;
  readonly name?: string;
  /** A text in a literal. */
  readonly value?: Node | string;
  readonly expression?: Node;
  /** What a `const` declares, each with its name and value. */
  readonly declarations?: readonly Node[];
  /** What is exported. */
  readonly declaration?: Node | null;
  readonly id?: Node;
  readonly init?: Node | null;
  /** What is called, and with what. */
  readonly callee?: Node;
  readonly arguments?: readonly Node[];
  /** Where an import is from. */
  readonly source?: Node | null;
  /** What it names there, each with its own name for it. */
  readonly specifiers?: readonly Node[];
  readonly local?: Node;
  /** The texts of a template between its expressions. */
  readonly quasis?: readonly { readonly value: { readonly cooked?: string | null } }[];
}

/**
 * All nodes of a source in TypeScript, outer ones first.
 *
 * @throws OperationError when it is none
 */
export function nodesOf(text: string): Node[] {
  try {
    return nodesIn(parse(text, { sourceType: "module", plugins: ["typescript"] }).program as Node);
  } catch (error) {
    throw new OperationError(
      `got what is no TypeScript: ${(error as Error).message}; npm run typecheck tells more`,
    );
  }
}

const nodesIn = (node: Node): Node[] => [
  node,
  ...Object.values(node).flat().filter(isNode).flatMap(nodesIn),
];

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value;

/** The key of a property or method; undefined for a spread and what only a running program knows. */
export function keyOf({ key, computed }: Node): string | undefined {
  if (!key) return undefined;
  return computed ? textOf(key) : (key.name ?? textOf(key));
}

/** The text that a literal is; undefined for all else. */
export function textOf(node: Node | null | undefined): string | undefined {
  const { type, value, quasis } = bare(node) ?? {};
  if (type === "TemplateLiteral" && quasis?.length === 1)
    return quasis[0]!.value.cooked ?? undefined;
  return type === "StringLiteral" ? String(value) : undefined;
}

export const propertyOf = ({ properties }: Node, key: string): Node | undefined =>
  properties?.find((node) => keyOf(node) === key);

/** What `key: value` has for its value; undefined for methods and spreads. */
export const valueOf = (node: Node | undefined): Node | undefined =>
  typeof node?.value === "object" ? bare(node.value) : undefined;

/** A node without `as const`, `satisfies ...` or `!` around it. */
export const bare = (node: Node | null | undefined): Node | undefined =>
  node?.expression ? bare(node.expression) : (node ?? undefined);

/** What takes the place of a part of a text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * @param edits in any order, none of which overlap; of those that put something in at one place the
 *   first comes first
 */
export const edited = (text: string, edits: readonly Edit[]): string =>
  edits
    .toReversed()
    .toSorted((one, other) => other.start - one.start)
    .reduce((all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end), text);

/** Blanks and comments, across lines. */
const BETWEEN = /(?:\s|\/\/.*|\/\*[^]*?\*\/)*/y;

/** What may stand behind a property for the next one to begin a new line: comments. */
const REST_OF_LINE = /(?:[^\S\r\n]|\/\*(?:(?!\*\/).)*\*\/)*(?:\/\/.*)?(?=\r?\n)/y;

/**
 * Adds a property to an object, or an element to a list, behind another one: on the next line where
 * that has one of its own, so that the comment behind it stays its own.
 *
 * @param property may have lines; it is then indented as its neighbour is
 */
export function addedBehind(text: string, before: Node, property: string): Edit {
  const start = before.end;
  const indent = indentOf(text, before);
  const next = start + (lengthAt(BETWEEN, text, start) ?? 0);
  const hasComma = text[next] === ",";
  const rest = hasComma ? next + 1 : start;
  const length = lengthAt(REST_OF_LINE, text, rest);
  if (/\S/.test(indent) || length === undefined)
    return { start, end: start, text: `, ${property}` };
  const end = rest + length;
  const lineEnd = text.startsWith("\r\n", end) ? "\r\n" : "\n";
  const line = `${lineEnd}${indent}${property.replaceAll("\n", `${lineEnd}${indent}`)}`;
  const between = text.slice(start, end);
  return { start, end, text: hasComma ? `${between}${line},` : `,${between}${line}` };
}

/**
 * Takes a property or an element out of its list, with its comma, and with its line where it had one
 * of its own and no comment stands there.
 */
export function takenOut(text: string, { start, end }: Node): Edit {
  const next = end + (lengthAt(BETWEEN, text, end) ?? 0);
  const after = text[next] === "," ? next + 1 : end;
  const lineStart = text.lastIndexOf("\n", start) + 1;
  const blanks = lengthAt(/[^\S\r\n]*(?:\r?\n|$)/y, text, after);
  if (/^\s*$/.test(text.slice(lineStart, start)) && blanks !== undefined)
    return { start: lineStart, end: after + blanks, text: "" };
  return { start, end: after + (lengthAt(/[^\S\r\n]*/y, text, after) ?? 0), text: "" };
}

/** What stands before a node in its line. */
const indentOf = (text: string, { start }: Node): string =>
  text.slice(text.lastIndexOf("\n", start) + 1, start);

function lengthAt(pattern: RegExp, text: string, position: number): number | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0].length;
}
