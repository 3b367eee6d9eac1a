import { OperationError } from "../core/errors";
import {
  bare,
  edited,
  keyOf,
  nodesOf,
  textOf,
  valueOf,
  type Edit,
  type Node,
} from "../sources/source-text";
import { environmentIn, renamed, replaced, valueAt, withoutProperty } from "../sources/values";
import { smaller } from "./smaller";

/** What a copy of an environment is to be. */
export interface Copy {
  readonly from: string;
  readonly name: string;
  /** What it is called in the source, as `staging`. */
  readonly constant: string;
  readonly cidr: string;
  /** Whether it has the same in less. */
  readonly small: boolean;
}

/** An environment's file that was made of another one's. */
export interface CopiedEnvironment {
  readonly text: string;
  /** Texts that named the other environment, each with what it says now. */
  readonly named: readonly (readonly [before: string, after: string])[];
  /** What it has less of, in words. */
  readonly smaller: readonly string[];
  /** Parameters, secrets and resources that both use, as they name neither. */
  readonly shared: readonly string[];
}

/**
 * The file of a new environment, as a copy of another one's, comments and format included. What
 * names the other one in a text names the new one; names of services and images stay.
 *
 * @param text of environments/<from>.ts
 * @throws OperationError when the file says name or addresses in a way that cannot be edited
 */
export function environmentCopy(text: string, copy: Copy): CopiedEnvironment {
  const { from, name, constant } = copy;
  const own = withoutImports(text, from);
  const small = copy.small ? smaller(own, from) : { text: own, what: [] };
  const { object, constant: before } = environmentIn(small.text, from);
  const cidr = valueAt(object, "network", "cidr");
  if (textOf(cidr) === undefined) {
    throw new OperationError(
      `network.cidr: got ${cidr ? small.text.slice(cidr.start, cidr.end) : "none"}, expected a text in network: { cidr: "..." }, which alone can be edited`,
    );
  }
  const named = textsNaming(small.text, from, name);
  const edits: Edit[] = [
    ...renamed(small.text, before, constant),
    replaced(valueAt(object, "name")!, JSON.stringify(name)),
    replaced(cidr!, JSON.stringify(copy.cidr)),
    ...named.map(({ edit }) => edit),
    ...aboutIt(small.text, before, copy),
  ];
  return {
    text: edited(small.text, edits),
    named: unique(named.map(({ before: was, after }) => [was, after] as const)),
    smaller: small.what,
    shared: sharedIn(small.text, new Set(named.map(({ edit }) => edit.start))),
  };
}

/** What exists is the other one's. */
const withoutImports = (text: string, from: string): string =>
  edited(text, withoutProperty(text, environmentIn(text, from).object, "imports"));

/** The comment above the constant, which tells of the other environment. */
function aboutIt(text: string, constant: string, { from, small }: Copy): Edit[] {
  const about = new RegExp(
    String.raw`/\*\*(?:(?!\*/)[^])*\*/(?=\r?\nexport const ${constant.replaceAll("$", "\\$")}\b)`,
  ).exec(text);
  const what = small ? `What ${from} has, in less` : `As ${from}`;
  const words = `/** ${what}. Every option: packages/docs/options.md. */`;
  return about ? [{ start: about.index, end: about.index + about[0].length, text: words }] : [];
}

interface NamedText {
  readonly before: string;
  readonly after: string;
  readonly edit: Edit;
}

/** Texts in which an environment is named, or which only one environment can have. */
function textsNaming(text: string, from: string, name: string): NamedText[] {
  const nodes = nodesOf(text);
  const kept = keptIn(nodes);
  const hosts = new Set(hostsIn(nodes));
  return nodes
    .filter(({ type }) => type === "StringLiteral" || type === "TemplateElement")
    .filter((node) => !kept.some(({ start, end }) => start <= node.start && node.end <= end))
    .flatMap((node) => {
      const before = text.slice(node.start, node.end);
      const after = inNameOf(before, from, name);
      const other = after === before && hosts.has(node) ? hostOf(before, name) : after;
      if (other === before) return [];
      return [{ before: unquoted(before), after: unquoted(other), edit: replaced(node, other) }];
    });
}

const unquoted = (literal: string): string => literal.replace(/^["']|["']$/g, "");

/** Files of devices are none of an environment called `dev`. */
const DEVICE = /^\/dev\/(null|zero|full|u?random|std(in|out|err)|fd|shm|tty|pts|log)\b/;

/** A text with the name of another environment, where it has that as a word. */
function inNameOf(text: string, from: string, name: string): string {
  const word = new RegExp(`(?<![A-Za-z0-9])${from}(?![A-Za-z0-9])`, "g");
  return text.replace(word, (found, at: number) =>
    DEVICE.test(text.slice(Math.max(0, at - 1))) ? found : name,
  );
}

/** A host below a label of the environment's: `www.example.com` -> `staging.www.example.com`. */
const hostOf = (literal: string, name: string): string =>
  literal.replace(/^(["'`]?)(\*\.)?/, `$1$2${name}.`);

/** What may name an environment and stays: imports, keys, names within it, images. */
function keptIn(nodes: readonly Node[]): readonly Node[] {
  const domains = domainsIn(nodes);
  const isOfDomain = (one: Node) => domains.some(({ properties = [] }) => properties.includes(one));
  return nodes
    .flatMap((node): (Node | undefined)[] => {
      const key = keyOf(node);
      const isName = key === "image" || (key === "name" && !isOfDomain(node));
      return [node.source ?? undefined, node.key, ...(isName ? [valueOf(node)] : [])];
    })
    .filter((node) => node !== undefined);
}

const domainsIn = (nodes: readonly Node[]): Node[] =>
  nodes.filter((node) => keyOf(node) === "domain").flatMap((node) => valueOf(node) ?? []);

/** Literals that are hosts by which requests come. */
const hostsIn = (nodes: readonly Node[]): Node[] => [
  ...domainsIn(nodes).flatMap((domain) => valueAt(domain, "name") ?? []),
  ...nodes
    .filter((node) => keyOf(node) === "hosts")
    .flatMap((node) => valueOf(node)?.elements ?? [])
    .flatMap((node) => bare(node) ?? []),
];

/** Parameters, secrets and ARNs that stay as they are in a copy. */
function sharedIn(text: string, changed: ReadonlySet<number>): string[] {
  const nodes = nodesOf(text);
  const sources = new Set(
    nodes
      .filter((node) => ["parameter", "secret"].includes(keyOf(node) ?? ""))
      .flatMap((node) => valueOf(node) ?? []),
  );
  return unique(
    nodes
      .filter((node) => !changed.has(node.start))
      .flatMap((node) => {
        const said = textOf(node);
        return said !== undefined && (sources.has(node) || said.startsWith("arn:")) ? [said] : [];
      }),
  );
}

const unique = <Value>(values: readonly Value[]): Value[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];
