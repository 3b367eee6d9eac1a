import { bare } from "../stand-ins/blocks";
import { rewrite, type Path } from "../stand-ins/references";
import { scan } from "../stand-ins/scanner";
import { blockAt, isBlock, type Element } from "./elements";
import type { StackJson } from "./written-stacks";

/** That one element reads something of another, or waits for it. */
export interface Edge {
  readonly from: string;
  /** Path of the argument that reads it, without positions. */
  readonly argument: string;
  readonly to: string;
  /** What is read: the first step below the address, as `arn`; undefined for all of it, or none. */
  readonly attribute?: string | undefined;
  /** Whether only the order comes of it: `depends_on`, checks of a lifecycle. */
  readonly orderOnly: boolean;
}

/** Who refers to whom in a stack, by what is referred to. */
export function edgesTo(
  stack: StackJson,
  elements: ReadonlyMap<string, Element>,
): Map<string, Edge[]> {
  const locals = blockAt(stack, "locals");
  const edges = new Map<string, Edge[]>();
  for (const { address: from, given, meta } of elements.values()) {
    for (const read of [...readsIn(given, locals), ...readsIn(meta, locals)]) {
      const orderOnly = /^(depends_on|lifecycle|provisioner|connection)\b/.test(read.argument);
      const edge = { from, orderOnly, ...read };
      if (edge.to === from || !elements.has(edge.to)) continue;
      edges.set(edge.to, [...(edges.get(edge.to) ?? []), edge]);
    }
  }
  return edges;
}

type Read = Pick<Edge, "argument" | "to" | "attribute">;

/** What a block reads, also through locals. */
function readsIn(value: unknown, locals: Readonly<Record<string, unknown>>): Read[] {
  const reads: Read[] = [];
  const seen = new Set<string>();
  const walk = (part: unknown, argument: string, key: string): void => {
    if (typeof part === "string") {
      for (const { address, paths } of referencesIn(part, key)) {
        const steps = paths.length === 0 ? [[]] : paths;
        for (const path of steps) reads.push({ argument, to: address, attribute: firstOf(path) });
      }
      for (const [, name] of part.matchAll(/\blocal\.([\p{L}_][\p{L}\p{N}_-]*)/gu)) {
        if (seen.has(`${argument} ${name}`)) continue;
        seen.add(`${argument} ${name}`);
        walk(locals[name!], argument, "");
      }
    } else if (Array.isArray(part)) {
      for (const item of part) walk(item, argument, key);
    } else if (isBlock(part)) {
      for (const [name, below] of Object.entries(part)) {
        walk(below, argument === "" ? name : `${argument}.${name}`, name);
      }
    }
  };
  walk(value, "", "");
  return reads;
}

/** Whether a value reads anything that only Terraform knows. */
export const refersTo = (value: unknown): boolean => {
  if (typeof value === "string") {
    return (
      /[$%]\{[^}]*\b(local|var|path|each|count|terraform)\./.test(value) ||
      referencesIn(value, "").length > 0
    );
  }
  return typeof value === "object" && value !== null && Object.values(value).some(refersTo);
};

const referencesIn = (text: string, argument: string) =>
  scan(text, bare.test(argument) && !text.includes("${") ? "expression" : "template").references;

/** The first name on a path; positions and keys before it only say of which instance. */
const firstOf = (path: Path): string | undefined =>
  path.find((step) => step.startsWith("."))?.slice(1);

/**
 * A value with other addresses in its references.
 *
 * @param name gives another address for one, or the same
 */
export function withAddresses(
  value: unknown,
  name: (address: string) => string,
  argument = "",
): unknown {
  if (typeof value === "string") {
    const references = referencesIn(value, argument);
    return references.length === 0
      ? value
      : rewrite(value, references, ({ address }) => [name(address), ""]);
  }
  if (Array.isArray(value)) return value.map((item) => withAddresses(item, name, argument));
  if (!isBlock(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, below]) => [key, withAddresses(below, name, key)]),
  );
}
