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
  /** Whether the key stands in brackets. */
  readonly computed?: boolean;
  readonly name?: string;
  /** A text in a literal. */
  readonly value?: Node | string;
  readonly expression?: Node;
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
export function textOf(node: Node | undefined): string | undefined {
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
export const bare = (node: Node | undefined): Node | undefined =>
  node?.expression ? bare(node.expression) : node;

/** What takes the place of a part of a text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @param edits in any order, none of which overlap */
export const edited = (text: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end), text);

/** Blanks and comments, across lines. */
const BETWEEN = /(?:\s|\/\/.*|\/\*[^]*?\*\/)*/y;

/** What may stand behind a property for the next one to begin a new line: comments. */
const REST_OF_LINE = /(?:[^\S\r\n]|\/\*(?:(?!\*\/).)*\*\/)*(?:\/\/.*)?(?=\r?\n)/y;

/**
 * Adds a property to an object behind another one: on the next line where that has one of its own,
 * so that the comment behind it stays its own.
 */
export function addedBehind(text: string, before: Node, property: string): Edit {
  const start = before.end;
  const indent = text.slice(text.lastIndexOf("\n", before.start) + 1, before.start);
  const next = start + (lengthAt(BETWEEN, text, start) ?? 0);
  const hasComma = text[next] === ",";
  const rest = hasComma ? next + 1 : start;
  const length = lengthAt(REST_OF_LINE, text, rest);
  if (/\S/.test(indent) || length === undefined)
    return { start, end: start, text: `, ${property}` };
  const end = rest + length;
  const line = `${text.startsWith("\r\n", end) ? "\r\n" : "\n"}${indent}${property}`;
  const between = text.slice(start, end);
  return { start, end, text: hasComma ? `${between}${line},` : `,${between}${line}` };
}

function lengthAt(pattern: RegExp, text: string, position: number): number | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0].length;
}
