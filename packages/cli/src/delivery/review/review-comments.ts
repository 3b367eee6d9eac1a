import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { plain, plainLine } from "../../core/plain";
import { findingsBlock } from "./findings";
import { clipped, fenced, foldedToFit, sizeOf } from "../../core/markdown";
import { changeLines, forcingLines, signed, widerBlock } from "./changes";
import { byAddress, type PlanDetails } from "../store/plan-details";
import { countsInWords, resourceInWords } from "../../terraform/plan-words";
import { parseAddress, resourceOf } from "../../terraform/address";
import type { PlanContents } from "../plan/plan-changes";
import { changesAnything, type PlanFinding, type PlannedResource } from "../store/plan-meta";

/** A plan of one stack, or why there is none. */
export interface ReviewedStack {
  readonly stack: string;
  readonly contents?: PlanContents | undefined;
  /** What changes value by value, without what is sensitive. */
  readonly details?: PlanDetails | undefined;
  /** What the policies say of it. */
  readonly findings?: readonly PlanFinding[] | undefined;
  /** The plan by `terraform show -no-color`, which shows no sensitive value. */
  readonly text?: string | undefined;
  readonly problem?: string | undefined;
}

export interface ReviewFacts {
  /** @default the time of the clock */
  readonly now?: Date | undefined;
  readonly commit?: string | undefined;
  readonly runUrl?: string | undefined;
}

/** What goes into one comment of a pull request. */
export interface ReviewComment {
  readonly stack: string;
  /** Number of the part, from 1. Parts of a higher number from an earlier run are to be deleted. */
  readonly part: number;
  readonly parts: number;
  /** First line of the body, which nobody sees. It finds the comment again. */
  readonly marker: string;
  readonly body: string;
}

/** GitHub takes 65,536 characters; the rest is for whoever adds a line. */
export const COMMENT_MAX = 60_000;

/** How the list of what goes is written, from the longest form to the shortest. */
type Form = (gone: readonly PlannedResource[], details?: PlanDetails | undefined) => string[];

/**
 * The comments on a stack: counts, then every resource that goes, whatever it takes, then as much
 * of the rest as there is room for.
 */
export function reviewComments(
  reviewed: ReviewedStack,
  facts: ReviewFacts,
  limit = COMMENT_MAX,
): ReviewComment[] {
  const { stack, contents, details } = reviewed;
  if (!contents) return [comment(stack, 1, 1, unplanned(reviewed, limit - HEAD_MAX))];
  const title = `### ${stack}: ${countsInWords(contents.counts)}`;
  const gone = contents.resources.filter(
    ({ action }) => action === "destroy" || action === "replace",
  );
  const room = limit - HEAD_MAX;
  for (const form of [withValues, withPaths, addresses]) {
    const body = join(title, warning(gone), listed(form(gone, details)));
    if (sizeOf(body) <= room) {
      return [comment(stack, 1, 1, join(body, ...rest(reviewed, facts, room - sizeOf(body))))];
    }
  }
  const parts = inParts(byType(gone), room - sizeOf(join(title, warning(gone))));
  return parts.map((lines, index) => {
    const part = index + 1;
    const partTitle = `${title} (part ${part} of ${parts.length})`;
    const body = join(partTitle, part === 1 ? warning(gone) : "", listed(lines));
    const last = part === parts.length ? rest(reviewed, facts, room - sizeOf(body)) : [];
    return comment(stack, part, parts.length, join(body, ...last));
  });
}

/** Room for marker, parts in the title, and line ends. */
const HEAD_MAX = 500;

export const markerOf = (stack: string, part: number): string =>
  `<!-- groundwork review: ${stack} ${part} -->`;

function comment(stack: string, part: number, parts: number, body: string): ReviewComment {
  const marker = markerOf(stack, part);
  return { stack, part, parts, marker, body: `${marker}\n${body}\n` };
}

const join = (...blocks: readonly string[]): string =>
  blocks.filter((block) => block !== "").join("\n\n");

function unplanned(
  { stack, problem = "there is no plan of it" }: ReviewedStack,
  room: number,
): string {
  const title = `### ${stack}: not planned`;
  const lines = plain(problem).split("\n").map(clipped);
  return join(title, foldedToFit("Why", lines, "text", room - sizeOf(title)) ?? "");
}

function warning(gone: readonly PlannedResource[]): string {
  if (gone.length === 0) return "";
  const replaced = gone.filter(({ action }) => action === "replace").length;
  const parts = [
    ...(gone.length > replaced ? [`${gone.length - replaced} destroyed`] : []),
    ...(replaced > 0 ? [`${replaced} destroyed and made anew`] : []),
  ];
  return `**${parts.join(", ")}:**`;
}

const listed = (lines: readonly string[]): string =>
  lines.length === 0 ? "" : fenced(lines, "diff");

const withValues: Form = (gone, details) => {
  const known = byAddress(details);
  return gone.flatMap((resource) => [
    signed(resource, resourceInWords(resource)),
    ...forcingLines(known.get(resource.address)),
  ]);
};

const withPaths: Form = (gone) =>
  gone.map((resource) => signed(resource, resourceInWords(resource)));

const addresses: Form = (gone) => gone.map((resource) => signed(resource, resource.address));

/** Each type, with the module it is in, once above the names. */
const byType: Form = (gone) => {
  const groups = new Map<string, PlannedResource[]>();
  for (const resource of gone) {
    const type = resource.address.slice(0, Math.max(0, nameAt(resource.address) - 1));
    const members = groups.get(type);
    if (members) members.push(resource);
    else groups.set(type, [resource]);
  }
  return [...groups].flatMap(([type, members]) => [
    `# ${clipped(plainLine(type))} (${members.length})`,
    ...members.map((resource) =>
      signed(resource, resource.address.slice(nameAt(resource.address))),
    ),
  ]);
};

/** The place where the name begins in `module.a["x.y"].aws_vpc.name["a.b"]`. */
function nameAt(address: string): number {
  const parsed = parseAddress(address);
  return parsed ? resourceOf(parsed).length - parsed.name.length : 0;
}

/** Lines that fit in a comment each; a type whose names go on in the next is named there again. */
function inParts(lines: readonly string[], room: number): string[][] {
  const parts: string[][] = [[]];
  // The longest that any part can have: a key may hold the backticks that make a fence longer.
  const fence = sizeOf(listed(lines)) - sizeOf(lines.join("\n"));
  let [size, type] = [fence, ""];
  for (const line of lines) {
    const isType = line.startsWith("# ");
    if (isType) type = line;
    // A type is not left alone at the end.
    const next = sizeOf(line) + 1 + (isType ? NAME_MAX : 0);
    if (size + next > room && parts.at(-1)!.length > 0) {
      const again = isType ? [] : [`${type}, continued`];
      parts.push(again);
      size = fence + again.reduce((sum, text) => sum + sizeOf(text) + 1, 0);
    }
    parts.at(-1)!.push(line);
    size += sizeOf(line) + 1;
  }
  return parts;
}

/** Longest name of a resource as CDKTF makes it, with its sign. */
const NAME_MAX = 260;

/** What follows the list, as far as there is room: all changes, the plan, where it comes from. */
function rest(
  { stack, contents, details, text, findings = [] }: ReviewedStack,
  { now = new Date(), ...facts }: ReviewFacts,
  room: number,
): string[] {
  const { resources, outputs, counts } = contents!;
  const origin = originOf(facts);
  let left = room - sizeOf(origin) - SEPARATORS;
  const blocks: string[] = [];
  const add = (block: string | undefined) => {
    if (block === undefined) return;
    blocks.push(block);
    left -= sizeOf(block) + SEPARATORS;
  };
  add(widerBlock(resources, details, left));
  const judged = findingsBlock(stack, findings, now);
  add(foldedToFit(judged.summary, judged.lines, "text", left));
  if (changesAnything(counts)) {
    const all = resources.length + outputs.length;
    const changes = changeLines({ resources, outputs }, details);
    add(foldedToFit(`All changes (${all})`, changes, "diff", left));
    const lines =
      text === undefined
        ? []
        : plain(text)
            .replace(/^\n+|\s+$/g, "")
            .split("\n");
    const shown = foldedToFit("Plan", lines, "text", left);
    add(shown ?? (lines.length === 0 ? undefined : "The plan's text did not fit here."));
  }
  return origin === "" ? blocks : [...blocks, origin];
}

const SEPARATORS = 10;

function originOf({ commit, runUrl }: ReviewFacts): string {
  const parts = [
    ...(commit !== undefined && /^[0-9a-f]{7,64}$/.test(commit) ? [`Commit ${commit}`] : []),
    ...(runUrl !== undefined && /^https:\/\/[^\s<>()[\]"']+$/.test(runUrl)
      ? [`[run](${runUrl})`]
      : []),
  ];
  return parts.length === 0
    ? ""
    : `${parts.join(", ")}. Only looked at: what is applied is planned anew after the merge.`;
}

/**
 * One file a comment, and a list of them for whoever posts them.
 *
 * @returns the names of the comments' files
 */
export async function writeComments(
  folder: string,
  comments: readonly ReviewComment[],
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const list = await Promise.all(
    comments.map(async ({ body, ...rest }) => {
      const file = `${rest.stack}${rest.part === 1 ? "" : `.${rest.part}`}.md`;
      await writeFile(path.join(folder, file), body);
      return { ...rest, file };
    }),
  );
  await writeFile(path.join(folder, "comments.json"), `${JSON.stringify(list, null, 2)}\n`);
  return list.map(({ file }) => file);
}
