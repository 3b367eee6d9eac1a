import { nearest } from "@groundwork/constructs/nearest";
import { OperationError } from "../core/errors";
import { addedBehind, bare, nodesOf, textOf, type Edit, type Node } from "../sources/source-text";
import { constantIn } from "../sources/values";

/** Where environments are listed, from the root of the project. */
export const LIST_FILE = "environments/index.ts";

/** What is put into the list. */
export interface NewEntry {
  /** File of the environment, without its ending. */
  readonly name: string;
  readonly constant: string;
  /** The environment before which it is delivered. @default behind all */
  readonly before?: string | undefined;
}

/**
 * Imports an environment and puts it into the list of environments.
 *
 * @param text of environments/index.ts
 * @throws OperationError when the list, or the environment before which it is to stand, cannot be found
 */
export function listed(text: string, { name, constant, before }: NewEntry): Edit[] {
  const nodes = nodesOf(text);
  const list = listIn(nodes);
  if (!list) {
    throw new OperationError(
      "got no list of environments, expected const environments = [...] handed to checkConfiguration(organization, environments), which alone can be edited",
    );
  }
  return [imported(text, nodes, name, constant), inList(text, nodes, list, constant, before)];
}

/** The list of environments that the checks are given. */
function listIn(nodes: readonly Node[]): Node | undefined {
  const call = nodes.find(
    ({ type, callee }) => type === "CallExpression" && callee?.name === "checkConfiguration",
  );
  const given = bare(call?.arguments?.[1]);
  if (given?.type === "ArrayExpression") return given;
  const value = given && constantIn(nodes, given);
  return value?.type === "ArrayExpression" ? value : undefined;
}

/** The constant that a file of environments/ is imported as. */
function constantOf(nodes: readonly Node[], name: string): string | undefined {
  const found = importsIn(nodes).find(({ source }) => textOf(source) === `./${name}`);
  return found?.specifiers?.[0]?.local?.name;
}

const importsIn = (nodes: readonly Node[]): Node[] =>
  nodes.filter(({ type }) => type === "ImportDeclaration");

/** Among the imports of environments, in the order of the alphabet where these have it. */
function imported(text: string, nodes: readonly Node[], name: string, constant: string): Edit {
  const imports = importsIn(nodes);
  const own = imports.filter(({ source }) => textOf(source)?.startsWith("./"));
  const previous = own.findLast(({ source }) => textOf(source)! < `./${name}`);
  const behind = previous ?? (own.length > 0 ? undefined : imports.at(-1));
  const at = behind?.end ?? own[0]?.start ?? 0;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const line = `import { ${constant} } from ${JSON.stringify(`./${name}`)};`;
  return { start: at, end: at, text: behind ? `${lineEnd}${line}` : `${line}${lineEnd}` };
}

function inList(
  text: string,
  nodes: readonly Node[],
  list: Node,
  constant: string,
  before: string | undefined,
): Edit {
  const elements = (list.elements ?? []).flatMap((element) => bare(element) ?? []);
  if (elements.length === 0) return { start: list.start, end: list.end, text: `[${constant}]` };
  const at = before === undefined ? elements.length : placeOf(text, nodes, elements, before);
  const previous = elements[at - 1];
  if (previous) return addedBehind(text, previous, constant);
  const first = elements[0]!.start;
  return { start: first, end: first, text: `${constant}, ` };
}

/** Which element of the list speaks of an environment. */
function placeOf(
  text: string,
  nodes: readonly Node[],
  elements: readonly Node[],
  name: string,
): number {
  const constant = constantOf(nodes, name);
  const word = new RegExp(
    String.raw`(?<![\w$])${(constant ?? "").replaceAll("$", "\\$")}(?![\w$])`,
  );
  const speaks = ({ start, end }: Node) => word.test(text.slice(start, end));
  const at = constant === undefined ? -1 : elements.findIndex(speaks);
  if (at >= 0) return at;
  const names = elements.map(({ start, end }) => text.slice(start, end));
  const meant = nearest(name, names);
  throw new OperationError(
    `--before: got ${name}, expected one of the list: ${names.join(", ")}${meant.length === 0 ? "" : `. Did you mean ${meant.join(" or ")}?`}`,
  );
}
