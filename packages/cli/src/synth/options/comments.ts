import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "@babel/parser";

/** What the comment above an option says. */
export interface Comment {
  readonly text: string;
  /** After `@default`: what happens without the option. */
  readonly without?: string | undefined;
  /** The text that the option must be, as in `z.literal("s3")`. */
  readonly literal?: string | undefined;
}

/** The comments of one object literal in a file of schemas, by option; undefined for one without. */
export type Comments = ReadonlyMap<string, Comment | undefined>;

/** What is looked at of a node of the syntax tree. */
interface Node {
  readonly type: string;
  readonly properties?: readonly Node[] | undefined;
  readonly key?: Node | undefined;
  readonly value?: { readonly arguments?: readonly { readonly value?: unknown }[] } | undefined;
  readonly name?: string | undefined;
  readonly leadingComments?:
    | readonly { readonly type: string; readonly value: string }[]
    | undefined;
}

/** The comments of every object literal of folders whose properties have some, where there are schemas. */
export async function readComments(folders: readonly string[]): Promise<Comments[]> {
  const texts = (await Promise.all(folders.map(readSources))).flat();
  return texts
    .filter((text) => text.includes('from "zod"'))
    .flatMap((text) => objectsIn(syntaxTree(text)).flatMap((object) => commentsOf(object) ?? []));
}

async function readSources(folder: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".ts"));
  return Promise.all(files.toSorted().map((file) => readFile(path.join(folder, file), "utf8")));
}

/**
 * The comments of a schema with these options: of all objects that have no other options, the one
 * with the most of them, since options can be spread from several objects.
 *
 * @param literal what the option must be in it
 */
export const commentOf = (
  all: readonly Comments[],
  option: string,
  options: ReadonlySet<string>,
  literal?: string,
): Comment | undefined =>
  all
    .filter((comments) => comments.get(option) !== undefined)
    .filter((comments) => literal === undefined || comments.get(option)!.literal === literal)
    .filter((comments) => [...comments.keys()].every((key) => options.has(key)))
    .toSorted((a, b) => b.size - a.size)[0]
    ?.get(option);

const syntaxTree = (text: string): Node =>
  parse(text, { sourceType: "module", plugins: ["typescript"] }).program as unknown as Node;

function objectsIn(node: Node): Node[] {
  const below = Object.values(node)
    .flatMap((value: unknown) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
    .flatMap(objectsIn);
  return node.type === "ObjectExpression" ? [node, ...below] : below;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" &&
  value !== null &&
  "type" in value &&
  !String(value.type).startsWith("Comment");

function commentsOf({ properties = [] }: Node): Comments | undefined {
  const entries = properties.flatMap((property): [string, Comment | undefined][] =>
    property.key?.name === undefined ? [] : [[property.key.name, commentAbove(property)]],
  );
  return entries.some(([, comment]) => comment) ? new Map(entries) : undefined;
}

function commentAbove({ value, leadingComments }: Node): Comment | undefined {
  const block = leadingComments?.at(-1);
  if (block?.type !== "CommentBlock") return undefined;
  const [argument] = value?.arguments ?? [];
  const literal = typeof argument?.value === "string" ? argument.value : undefined;
  return { ...read(block.value), literal };
}

/** The text of a comment without its stars, in one line. */
function read(block: string): Comment {
  const line = block
    .replaceAll(/^\s*\*+ ?/gm, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  const [text = "", without] = line.split(/ ?@default /);
  return { text, without };
}
