import { OperationError } from "../core/errors";
import {
  addedBehind,
  bare,
  edited,
  keyOf,
  nodesOf,
  propertyOf,
  textOf,
  valueOf,
  type Edit,
  type Node,
} from "./source-text";

/** An image of a service as the environment's file names it. */
export interface NamedImage {
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

/**
 * Names an image in the file of an environment, and leaves the rest of the file as it is, comments
 * and line ends included.
 *
 * @param text of a file such as environments/dev.ts
 * @throws OperationError when the file has no such service, or says its image in another way than
 *   as `image: {...}`, or may say it again behind that
 */
export function withImage(text: string, service: string, image: NamedImage): string {
  const wanted = partsOf(image);
  const named = serviceIn(text, service);
  const before = propertyOf(named, "image");
  if (before === undefined) {
    const object = `image: { ${wanted.map(([, part]) => part).join(", ")} }`;
    // Behind whatever else may name one, so that this one counts.
    const last = named.properties!.findLast(
      (node) => keyOf(node) === "name" || keyOf(node) === undefined,
    )!;
    return edited(text, [addedBehind(text, last, object)]);
  }
  const there = valueOf(before);
  if (there?.type !== "ObjectExpression") {
    throw new OperationError(
      `${service}.image: got ${shown(text, before)}, expected image: { ... }, which alone can be edited`,
    );
  }
  const later = named.properties!.slice(named.properties!.indexOf(before) + 1);
  const other = later.find((node) => keyOf(node) === undefined || keyOf(node) === "image");
  if (other) {
    throw new OperationError(
      `${service}.image: got ${shown(text, other)} behind it, which may name another image, expected it before`,
    );
  }
  return edited(text, imageEdits(text, there, wanted));
}

type Part = readonly [key: string, property: string];

/** The properties that an image is written with. */
function partsOf({ tag, digest }: NamedImage): Part[] {
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new OperationError(`digest: got ${digest}, expected sha256: and 64 hexadecimal digits`);
  }
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) {
    throw new OperationError(
      `tag: got ${tag}, expected 1 to 128 letters, digits, dots and hyphens`,
    );
  }
  const parts = Object.entries({ tag, digest }).filter(([, value]) => value !== undefined);
  if (parts.length === 0) {
    throw new OperationError("got neither a tag nor a digest, expected one of them or both");
  }
  return parts.map(([key, value]) => [key, `${key}: ${JSON.stringify(value)}`]);
}

/** What changes in an image that is there: its properties where it has the same, else all of it. */
function imageEdits(text: string, object: Node, wanted: readonly Part[]): Edit[] {
  const keys = object.properties!.map(keyOf);
  const isPlain = keys.every((key) => wanted.some(([name]) => name === key));
  if (!isPlain || keys.length === 0) {
    const whole = `{ ${wanted.map(([, part]) => part).join(", ")} }`;
    return [{ start: object.start, end: object.end, text: whole }];
  }
  return wanted.map(([key, part]) => {
    const there = propertyOf(object, key);
    if (there) return { start: there.start, end: there.end, text: part };
    return addedBehind(text, object.properties!.at(-1)!, part);
  });
}

/** The object of a service, in the list `services` of the file. */
function serviceIn(text: string, service: string): Node {
  const entries = nodesOf(text)
    .filter((node) => keyOf(node) === "services")
    .flatMap((node) => valueOf(node)?.elements ?? [])
    .flatMap((node) => bare(node) ?? []);
  const nameOf = (node: Node) => textOf(valueOf(propertyOf(node, "name")));
  const found = entries.filter((node) => nameOf(node) === service);
  if (found.length === 1) return found[0]!;
  const unread = entries.find((node) => nameOf(node) === undefined);
  const besides = unread ? `, and ${shown(text, unread)}` : "";
  throw new OperationError(
    `services: got ${found.length} objects with name: "${service}"${besides}, expected one in services: [...], as { name: "${service}", ... }, which alone can be edited`,
  );
}

/** Longest that a message shows of a source, in characters. */
const LONGEST = 60;

/** The beginning of what a node says, in one line. */
function shown(text: string, { start, end }: Node): string {
  const all = text.slice(start, end).replace(/\s+/g, " ");
  return all.length > LONGEST ? `${all.slice(0, LONGEST)}...` : all;
}
