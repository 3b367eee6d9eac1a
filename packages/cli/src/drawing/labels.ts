import { plainLine } from "../core/plain";
import { changeLines } from "./changes";
import { light, type Colour } from "./palette";
import type { NamedChange } from "./shape";

/*
 * Texts in Graphviz's language. Labels are HTML-like
 * (https://graphviz.org/doc/info/shapes.html#html), so that a line can have a colour of its own.
 */

/** Graphviz knows how wide its letters are without any fonts. */
export const FONT = "Helvetica";

/** Longest text that is shown: a name of AWS's has at most 255 characters, and no box is that wide. */
const LONGEST = 60;

/** A label of lines, each of texts that stand side by side. */
export const label = (lines: readonly (readonly string[])[]): string => `<${linesOf(lines)}>`;

/** Lines in a cell of a table, which are not set apart where it is higher than they are. */
export const linesOf = (lines: readonly (readonly string[])[]): string =>
  lines.map((texts) => `${texts.join("")}${LEADING}<BR ALIGN="LEFT"/>`).join("");

/** A space that is higher than the letters sets lines apart, as Graphviz has no other way. */
const LEADING = '<FONT POINT-SIZE="14"> </FONT>';

export const bold = (text: string): string => `<B>${coloured(text, "ink")}</B>`;

export const coloured = (text: string, colour: Colour): string =>
  `<FONT COLOR="${light(colour)}">${escaped(text)}</FONT>`;

export const changeLabels = (changes: readonly NamedChange[], indent = ""): string[][] =>
  changeLines(changes).map(({ text, change }) => [coloured(`${indent}${text}`, change)]);

/** Text on one line; it may be somebody else's. Spaces before it stay. */
function escaped(text: string): string {
  const [indent] = /^ */.exec(text)!;
  const line = plainLine(text);
  const short = line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
  return `${indent}${short.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)}`;
}

export const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${value.replace(/["\\]/g, String.raw`\$&`)}"`)
    .join(",");
