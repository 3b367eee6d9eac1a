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
  const written = `image: { ${[
    ...(tag === undefined ? [] : [`tag: ${JSON.stringify(tag)}`]),
    ...(digest === undefined ? [] : [`digest: ${JSON.stringify(digest)}`]),
  ].join(", ")} }`;

  const named = serviceIn(text, service);
  const before = named.properties!.find((property) => keyOf(property) === "image");
  if (before === undefined) {
    const name = named.properties!.find((property) => keyOf(property) === "name")!;
    // Beside the name, on a line of its own where the name has one.
    const start = text.lastIndexOf("\n", name.start) + 1;
    const indent = text.slice(start, name.start);
    const gap = /^\s*$/.test(indent) ? `,\n${indent}` : ", ";
    return text.slice(0, name.end) + gap + written + text.slice(name.end);
  }
  if (before.value?.type !== "ObjectExpression") {
    throw new OperationError(
      `${service}.image: got ${text.slice(before.start, before.end)}, expected image: { ... }, which alone can be edited`,
    );
  }
  return text.slice(0, before.start) + written + text.slice(before.end);
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly properties?: readonly Node[] | undefined;
  readonly elements?: readonly (Node | null)[] | undefined;
  readonly key?: Node | undefined;
  readonly name?: string | undefined;
  readonly value?: (Node & { readonly value?: unknown }) | undefined;
}

/** The object of a service, in the list `services` of the file. */
function serviceIn(text: string, service: string): Node {
  const { program } = parse(text, { sourceType: "module", plugins: ["typescript"] });
  const lists = nodesIn(program as unknown as Node).filter(
    (node) => keyOf(node) === "services" && node.value?.type === "ArrayExpression",
  );
  const services = lists.flatMap(({ value }) => value!.elements ?? []);
  const found = services.filter((node) =>
    node?.properties?.some(
      (property) =>
        keyOf(property) === "name" &&
        property.value?.type === "StringLiteral" &&
        property.value.value === (service as unknown),
    ),
  );
  if (found.length !== 1) {
    throw new OperationError(
      `services: got ${found.length} objects with name: "${service}", expected one`,
    );
  }
  return found[0]!;
}

const keyOf = (node: Node): string | undefined =>
  node.type === "ObjectProperty"
    ? (node.key?.name ?? String((node.key as Node["value"])?.value))
    : undefined;

function nodesIn(node: Node): Node[] {
  const below = Object.values(node)
    .flatMap((value: unknown) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter(isNode);
  return [node, ...below.flatMap(nodesIn)];
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" &&
  value !== null &&
  "type" in value &&
  !String(value.type).startsWith("Comment");
