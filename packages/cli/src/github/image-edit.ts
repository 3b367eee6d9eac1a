import { parse } from "@babel/parser";
import { OperationError } from "../core/errors";

/** An image of a service as the environment's file names it. */
export interface NamedImage {
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

/**
 * Names an image in the file of an environment, and leaves the rest of the file as it is.
 *
 * @param text of a file such as environments/dev.ts
 * @throws OperationError when the file has no such service, or says its image in another way than
 *   as `image: {...}`
 */
export function withImage(text: string, service: string, image: NamedImage): string {
  const { tag, digest } = image;
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new OperationError(`digest: got ${digest}, expected sha256: and 64 hexadecimal digits`);
  }
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) {
    throw new OperationError(
      `tag: got ${tag}, expected 1 to 128 letters, digits, dots and hyphens`,
    );
  }
  if (tag === undefined && digest === undefined) {
    throw new OperationError("got neither a tag nor a digest, expected one of them or both");
  }
  const object = `{ ${[
    ...(tag === undefined ? [] : [`tag: ${JSON.stringify(tag)}`]),
    ...(digest === undefined ? [] : [`digest: ${JSON.stringify(digest)}`]),
  ].join(", ")} }`;

  const named = serviceIn(text, service);
  const before = property(named, "image");
  if (before === undefined) {
    const name = property(named, "name")!;
    // Beside the name, on a line of its own where the name has one.
    const start = text.lastIndexOf("\n", name.start) + 1;
    const indent = text.slice(start, name.start);
    const gap = /^\s*$/.test(indent) ? `,\n${indent}` : ", ";
    return `${text.slice(0, name.end)}${gap}image: ${object}${text.slice(name.end)}`;
  }
  const there = valueOf(before);
  if (there?.type !== "ObjectExpression") {
    throw new OperationError(
      `${service}.image: got ${text.slice(before.start, before.end)}, expected image: { ... }, which alone can be edited`,
    );
  }
  return text.slice(0, there.start) + object + text.slice(there.end);
}

/** What is looked at of the nodes of Babel, whichever they are. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly properties?: readonly Node[];
  /** Null where the list has a hole. */
  readonly elements?: readonly (Node | null)[];
  readonly key?: Node;
  readonly name?: string;
  /** A text in a literal. */
  readonly value?: Node | string;
  readonly expression?: Node;
}

/** The object of a service, in the list `services` of the file. */
function serviceIn(text: string, service: string): Node {
  const { program } = parse(text, { sourceType: "module", plugins: ["typescript"] });
  const found = nodesIn(program as Node)
    .filter((node) => keyOf(node) === "services")
    .flatMap((node) => valueOf(node)?.elements ?? [])
    .flatMap((node) => bare(node ?? undefined) ?? [])
    .filter((node) => valueOf(property(node, "name"))?.value === service);
  if (found.length !== 1) {
    throw new OperationError(
      `services: got ${found.length} objects with name: "${service}", expected one`,
    );
  }
  return found[0]!;
}

const property = ({ properties }: Node, key: string): Node | undefined =>
  properties?.find((node) => keyOf(node) === key);

const keyOf = ({ type, key }: Node): unknown =>
  type === "ObjectProperty" ? (key?.name ?? key?.value) : undefined;

const valueOf = (node: Node | undefined): Node | undefined =>
  typeof node?.value === "object" ? bare(node.value) : undefined;

/** Without `as const` or `satisfies ...`. */
const bare = (node: Node | undefined): Node | undefined =>
  node?.expression ? bare(node.expression) : node;

const nodesIn = (node: Node): Node[] => [
  node,
  ...Object.values(node).flat().filter(isNode).flatMap(nodesIn),
];

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value;
