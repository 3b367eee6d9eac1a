import { OperationError } from "../core/errors";
import {
  addedBehind,
  bare,
  edited,
  nodesOf,
  propertyOf,
  takenOut,
  textOf,
  valueOf,
  type Edit,
  type Node,
} from "./source-text";

/** A constant that a source exports, with the object that it is. */
export interface ExportedObject {
  /** Such as `dev`, which need not be what the environment is called. */
  readonly constant: string;
  readonly object: Node;
}

/** The constants of a source that are exported and objects, as `export const dev = {...}`. */
export const exportedObjects = (text: string): ExportedObject[] =>
  nodesOf(text)
    .filter(({ type }) => type === "ExportNamedDeclaration")
    .flatMap(({ declaration }) => declaration?.declarations ?? [])
    .flatMap(({ id, init }) => {
      const object = bare(init);
      return id?.name !== undefined && object?.type === "ObjectExpression"
        ? [{ constant: id.name, object }]
        : [];
    });

/**
 * The object of an environment in its file.
 *
 * @throws OperationError when the file exports none of that name, or says it in another way
 */
export function environmentIn(text: string, name: string): ExportedObject {
  const found = exportedObjects(text).filter(
    ({ object }) => textOf(valueOf(propertyOf(object, "name"))) === name,
  );
  if (found.length === 1) return found[0]!;
  throw new OperationError(
    `got ${found.length} exported objects with name: "${name}", expected one, as export const ${name.replaceAll("-", "_")} = { name: "${name}", ... }, which alone can be edited`,
  );
}

/**
 * The object of the organization in its file, whatever the constant is called.
 *
 * @throws OperationError when the file exports none, or says it in another way
 */
export function organizationIn(text: string): Node {
  const found = exportedObjects(text).filter(({ object }) => valueAt(object, "accountId"));
  if (found.length === 1) return found[0]!.object;
  throw new OperationError(
    `got ${found.length} exported objects with an accountId, expected one, as export const organization = { name: "...", accountId: "...", ... }, which alone can be edited`,
  );
}

/**
 * The value at a path of keys, such as `network`, `cidr`.
 *
 * @returns undefined where nothing is written there
 */
export const valueAt = (object: Node, ...[key, ...rest]: readonly string[]): Node | undefined => {
  const value = key === undefined ? object : valueOf(propertyOf(object, key));
  return value === undefined || rest.length === 0 ? value : valueAt(value, ...rest);
};

/** What a name stands for, where a constant of the same source has it; other nodes stay. */
export function constantIn(nodes: readonly Node[], node: Node): Node | undefined {
  if (node.type !== "Identifier") return node;
  const declared = nodes
    .flatMap(({ declarations }) => declarations ?? [])
    .find(({ id }) => id?.name === node.name);
  return bare(declared?.init);
}

/** Puts another text in the place of a node. */
export const replaced = ({ start, end }: Node, text: string): Edit => ({ start, end, text });

/**
 * Sets a property of an object: another value in the place of the one that is there, or the property
 * behind the last.
 *
 * @param value as TypeScript
 */
export function withProperty(text: string, object: Node, key: string, value: string): Edit {
  const before = propertyOf(object, key);
  const there = valueOf(before);
  if (there) return replaced(there, value);
  if (before) return replaced(before, `${key}: ${value}`);
  const last = object.properties?.at(-1);
  return last
    ? addedBehind(text, last, `${key}: ${value}`)
    : replaced(object, `{ ${key}: ${value} }`);
}

/** Takes a property out of an object, where it has it. */
export const withoutProperty = (text: string, object: Node, key: string): Edit[] => {
  const before = propertyOf(object, key);
  return before ? [takenOut(text, before)] : [];
};

/** Adds an element to the end of a list. @param element as TypeScript */
export function withElement(text: string, list: Node, element: string): Edit {
  const last = list.elements?.findLast((one) => one !== null);
  return last ? addedBehind(text, last, element) : replaced(list, `[${element}]`);
}

/** The texts of a list, where it is written as a list of texts. */
export function textsOf(list: Node | undefined): string[] | undefined {
  const texts = list?.elements?.map((element) => textOf(element));
  return texts?.every((text) => text !== undefined) ? (texts as string[]) : undefined;
}

/** The number that a literal is; undefined for all else. */
export function numberOf(node: Node | undefined): number | undefined {
  const { type, value } = bare(node) ?? {};
  return type === "NumericLiteral" ? Number(value) : undefined;
}

/**
 * Gives a constant another name wherever a source speaks of it.
 *
 * @returns what is edited, for edits of others beside it
 */
export const renamed = (text: string, constant: string, name: string): Edit[] => {
  const nodes = nodesOf(text);
  // Keys of objects have names of their own.
  const keys = new Set(
    nodes.flatMap(({ key, property, computed }) => (computed ? [] : [key, property])),
  );
  const short = new Set(nodes.flatMap(({ shorthand, value }) => (shorthand ? [value] : [])));
  return nodes
    .filter((node) => node.type === "Identifier" && node.name === constant && !keys.has(node))
    .map((node) => ({
      start: node.start,
      end: node.start + constant.length,
      text: short.has(node) ? `${constant}: ${name}` : name,
    }));
};

/** A file that a team owns, with its text. */
export interface SourceFile {
  /** From the root of the project, with slashes. */
  readonly file: string;
  readonly text: string;
}

/**
 * Works on a file; what cannot be done to it is told with its name.
 *
 * @throws OperationError as `work` does
 */
export function inFile<Value>(file: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    throw new OperationError(`${file}: ${error.message}`, error.exitCode);
  }
}

/** The same file with edits. @throws OperationError as `edit` does */
export const editedFile = (
  { file, text }: SourceFile,
  edit: (text: string) => readonly Edit[],
): SourceFile => ({ file, text: inFile(file, () => edited(text, edit(text))) });

/** Names that a source has given, for new ones to differ from. */
export const namesIn = (text: string): ReadonlySet<string> =>
  new Set(nodesOf(text).flatMap((node) => (node.type === "Identifier" ? [node.name!] : [])));
