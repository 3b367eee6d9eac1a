import { clipped, fencedToFit, folded, sizeOf } from "../core/markdown";
import { plain, plainLine } from "../core/plain";
import type { Entry, Report, StackReport } from "./report";

/** GitHub takes 65,536 characters in a comment, and the rest is for whoever adds a line. */
const MOST = 60_000;

/** Lines of a stack that are shown without being asked for. */
const OPEN = 40;

/** Room for headings, in bytes. */
const HEADINGS = 400;

/**
 * A report as Markdown, for a comment or a summary: what loses data first and whole, of the rest as
 * much as there is room for. Nothing of what others wrote is mark-up in it.
 *
 * @param room in bytes. @default what a comment of GitHub's takes
 */
export function reportMarkdown(
  { causes, stacks, same }: Report,
  title: string,
  room = MOST,
): string {
  const head = [
    `### ${escaped(title)}`,
    ...(causes.length === 0 ? [] : [fencedToFit(causes.map(plainLine), "text", room / 4)]),
  ];
  const tail =
    same.length === 0 || stacks.length === 0 ? [] : [`Nothing differs in ${same.join(", ")}.`];
  let left = room - sizeOf([...head, ...tail].join("\n\n"));
  const blocks = stacks.map((stack, index) => {
    const block = stackBlock(stack, left / (stacks.length - index));
    left -= sizeOf(block) + 2;
    return block;
  });
  return plain([...head, ...blocks, ...tail].join("\n\n"));
}

function stackBlock({ stack, summary, warnings, entries }: StackReport, room: number): string {
  const heading = `${stack}: ${summary}`;
  const lines = [...warnings.map((line) => `! ${plainLine(line)}`), ...entries.flatMap(entryLines)];
  const text = fencedToFit(lines.map(clipped), "diff", room - HEADINGS - sizeOf(heading));
  return lines.length > OPEN
    ? folded(escaped(heading), text)
    : `**${escaped(heading)}**\n\n${text}`;
}

/** GitHub gives colours to `+`, `-` and `!` at the beginning of a line. */
const entryLines = ({ sign, title, details }: Entry): string[] => [
  `${sign === "~" ? "!" : sign} ${plainLine(title)}`,
  ...details.map((line) => `    ${plainLine(line)}`),
];

const escaped = (text: string): string => plainLine(text).replace(/[\\`*_<>[\]#|~]/g, "\\$&");
