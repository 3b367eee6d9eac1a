import {
  isMap,
  isPair,
  isScalar,
  parseDocument,
  stringify,
  type Node,
  type Pair,
  type YAMLMap,
} from "yaml";
import { OperationError } from "../core/errors";
import { edited, type Edit } from "../sources/source-text";

/** The workflow that delivers, from the root of the project. */
export const DELIVERY_WORKFLOW = ".github/workflows/deliver.yml";

/** What each job of an environment runs. */
const DELIVERS = /(^|\/)deliver-(environment|places|layers)\.ya?ml(@|$)/;

/** A job of the workflow that delivers an environment. */
interface Job {
  readonly key: string;
  readonly environment: string;
  readonly pair: Pair<Node, YAMLMap>;
}

/**
 * Adds a job for an environment to the workflow that delivers: behind that of the environment before
 * it, as a copy of it, but with the workflow of the environment that it is as. Jobs that waited for that
 * one wait for the new one.
 *
 * @param text of deliver.yml
 * @param order names of all environments, in the order in which they are delivered
 * @param from the environment that it is as. @default the one before it
 * @returns the text; undefined where the environment has a job
 * @throws OperationError when no job delivers an environment
 */
export function withJob(
  text: string,
  name: string,
  order: readonly string[],
  from?: string,
): string | undefined {
  const jobs = jobsIn(text);
  if (jobs.some(({ environment }) => environment === name)) return undefined;
  const before = new Set(order.slice(0, order.indexOf(name)));
  const after = new Set(order.slice(order.indexOf(name) + 1));
  const previous = jobs.findLast(({ environment }) => before.has(environment));
  const next = jobs.find(({ environment }) => after.has(environment));
  const template = previous ?? next;
  if (template === undefined) throw noJob();
  const end = lineEndOf(text, rangeOf(template.pair.value!)[1]);
  const block = text.slice(startOf(text, template), end);
  const key = freeKey(text, name);
  const like = jobs.find(({ environment }) => environment === from) ?? template;
  const job = jobText(block, template, { key, called: calledBy(text, like, name) }, previous?.key);
  const place = previous ? end : startOf(text, template);
  const waiting = jobs.filter(
    (one) => previous && after.has(one.environment) && needsOf(one).includes(previous.key),
  );
  return edited(text, [
    { start: place, end: place, text: previous ? `\n${job}` : `${job}\n` },
    ...waiting.flatMap((one) => waitsFor(text, one, previous!.key, key)),
    ...(previous || next === undefined ? [] : isFirst(text, next, key)),
  ]);
}

/** Environments that a workflow delivers, the registry among them. @throws OperationError for no YAML */
export const environmentsIn = (text: string): string[] =>
  jobsIn(text).map(({ environment }) => environment);

const noJob = (): OperationError =>
  new OperationError(
    "got no job that uses deliver-environment.yml for an environment, expected one to copy: add the job by hand, and pass --no-workflow",
  );

function jobsIn(text: string): Job[] {
  const document = parseDocument(text, { keepSourceTokens: true });
  const [error] = document.errors;
  if (error) throw new OperationError(`got what is no YAML: ${error.message.split("\n")[0]}`);
  const jobs = document.get("jobs");
  if (!isMap(jobs)) throw noJob();
  return jobs.items.flatMap((pair) => {
    if (!isPair(pair) || !isScalar(pair.key) || !isMap(pair.value)) return [];
    const uses = pair.value.get("uses");
    const environment = pair.value.getIn(["with", "environment"]);
    if (typeof uses !== "string" || !DELIVERS.test(uses)) return [];
    if (typeof environment !== "string") return [];
    return [{ key: String(pair.key.value), environment, pair: pair as Pair<Node, YAMLMap> }];
  });
}

/** Start and end of a node's own text. */
function rangeOf(node: unknown): readonly [start: number, end: number] {
  const [start, end] = (node as Node).range!;
  return [start, end];
}

/** Where the line of a job's key begins. */
const startOf = (text: string, { pair }: Job): number =>
  text.lastIndexOf("\n", rangeOf(pair.key)[0]) + 1;

/** Behind the line end of what ends there. */
function lineEndOf(text: string, end: number): number {
  if (text[end - 1] === "\n") return trimmedEnd(text, end);
  const found = text.indexOf("\n", end);
  return found < 0 ? text.length : found + 1;
}

/** Without blank lines, which belong to what follows. */
function trimmedEnd(text: string, end: number): number {
  const blank = /\n\s*\n$/.exec(text.slice(0, end));
  return blank ? blank.index + 1 : end;
}

/** The jobs that this one waits for. */
const needsOf = ({ pair }: Job): unknown[] => [pair.value!.toJSON()["needs"] as unknown].flat();

const successOf = (job: string): string =>
  `\${{ !cancelled() && needs.${job}.result == 'success' }}`;

/** A text in YAML, where `null` and `true` are none, nor `on` and `no` to some. */
const scalar = (text: string): string => stringify(text, { version: "1.1" }).trimEnd();

/** What the job is called: as its environment, unless a job of another kind is. */
function freeKey(text: string, name: string): string {
  const jobs = parseDocument(text).get("jobs") as YAMLMap;
  const candidates = [name, `deliver-${name}`];
  for (let at = 2; ; at += 1) {
    const found = candidates.find((key) => !jobs.has(key));
    if (found !== undefined) return found;
    candidates.push(`deliver-${name}-${at}`);
  }
}

/** Which workflow a job calls, and what it hands to it, as they stand there. */
interface Called {
  readonly uses: string;
  readonly with: string;
}

/** The same for another environment. */
function calledBy(text: string, { pair }: Job, name: string): Called {
  const job = pair.value!;
  const slice = (node: unknown) => text.slice(...rangeOf(node));
  const given = job.get("with", true);
  const [start, end] = rangeOf(given);
  const [from, to] = rangeOf(job.getIn(["with", "environment"], true));
  const handed = text.slice(start, from) + scalar(name) + text.slice(to, end);
  return { uses: slice(job.get("uses", true)), with: handed.trimEnd() };
}

/** The text of a job as a copy of another one. @param needs what it waits for. @default nothing */
function jobText(
  block: string,
  { pair }: Job,
  { key, called }: Pick<Job, "key"> & { readonly called: Called },
  needs?: string,
): string {
  const offset = block.search(/\S/);
  const start = rangeOf(pair.key)[0] - offset;
  const at = (node: unknown): readonly [number, number] => {
    const [from, to] = rangeOf(node);
    return [from - start, to - start];
  };
  const edits: Edit[] = [];
  const put = (node: unknown, text: string) => {
    const [from, to] = at(node);
    // The range of a map ends where the next thing begins.
    const end = from + block.slice(from, to).trimEnd().length;
    edits.push({ start: from, end, text });
  };
  put(pair.key, scalar(key));
  put(pair.value!.get("uses", true), called.uses);
  put(pair.value!.get("with", true), called.with);
  const waits = ["needs", "if"].flatMap((one) => pairOf(pair.value!, one) ?? []);
  for (const one of waits) edits.push(wholeLine(block, at(one.key)[0], at(one.value)[1]));
  const first = pair.value!.items.find((one) => !waits.includes(one as Pair))!;
  const line = block.lastIndexOf("\n", at(first.key)[0]) + 1;
  const indent = block.slice(line, at(first.key)[0]);
  const lines = needs === undefined ? [] : [`needs: ${scalar(needs)}`, `if: ${successOf(needs)}`];
  const condition = needs === undefined ? ifOf(block, pair.value!, at) : [];
  const head = [...lines, ...condition].map((one) => `${indent}${one}\n`).join("");
  edits.push({ start: line, end: line, text: head });
  return edited(block, edits);
}

const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) as Pair | undefined;

/** The condition of a job that waits for none, which stays. */
function ifOf(
  block: string,
  job: YAMLMap,
  at: (node: unknown) => readonly [number, number],
): string[] {
  const found = pairOf(job, "if");
  if (!found || pairOf(job, "needs")) return [];
  return [`if: ${block.slice(...at(found.value))}`];
}

/** Lines from a key to the end of its value, with the comments right above them. */
function wholeLine(text: string, from: number, to: number): Edit {
  let start = text.lastIndexOf("\n", from) + 1;
  for (;;) {
    const above = text.lastIndexOf("\n", start - 2) + 1;
    if (start === 0 || !/^\s*#/.test(text.slice(above, start))) break;
    start = above;
  }
  const end = text.indexOf("\n", to - 1);
  return { start, end: end < 0 ? text.length : end + 1, text: "" };
}

/** Has a job wait for another one than so far. */
function waitsFor(text: string, { pair }: Job, before: string, name: string): Edit[] {
  const needs = pairOf(pair.value!, "needs")!.value;
  const [start, end] = rangeOf(needs);
  const condition = pairOf(pair.value!, "if")?.value;
  const word = (of: string) => new RegExp(String.raw`(?<![\w-])${of}(?![\w-])`, "g");
  const waits = text
    .slice(start, end)
    .replace(new RegExp(`["']?${word(before).source}["']?`, "g"), scalar(name));
  const edits = [{ start, end, text: waits }];
  if (!condition) return edits;
  const [from, to] = rangeOf(condition);
  const was = text.slice(from, to);
  const renamed = was.replace(word(String.raw`needs\.${before}`), `needs.${name}`);
  return [...edits, { start: from, end: to, text: renamed }];
}

/** Has the job that was first wait for the one that is now. */
function isFirst(text: string, { pair }: Job, name: string): Edit[] {
  const first = pair.value!.items[0]!;
  const start = text.lastIndexOf("\n", rangeOf(first.key)[0]) + 1;
  const indent = text.slice(start, rangeOf(first.key)[0]);
  const condition = pairOf(pair.value!, "if");
  const lines = [`needs: ${scalar(name)}`, `if: ${successOf(name)}`].map(
    (line) => `${indent}${line}\n`,
  );
  return [
    { start, end: start, text: lines.join("") },
    ...(condition ? [wholeLine(text, rangeOf(condition.key)[0], rangeOf(condition.value)[1])] : []),
  ];
}
