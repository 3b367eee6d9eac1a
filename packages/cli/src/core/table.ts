import stringWidth from "string-width";
import { terminalColumns } from "./outlet";
import { plain } from "./plain";

export interface TableOptions {
  /** Headings of columns that are left out first where the terminal is too narrow. @default none */
  readonly giveWay?: readonly string[];
  /** Whether the first row is the headings. @default true */
  readonly headed?: boolean;
  /** Of the terminal. @default those of standard output, or without a limit where it is none */
  readonly columns?: number | undefined;
}

type Row = readonly string[];

const GAP = 2;

/** Narrowest that a column of words is made. */
const NARROWEST = 16;

/**
 * Columns of text under their headings, as wide as their longest entry. Where that is wider than the
 * terminal, texts are broken between words; where that is not enough, columns that may be missed go.
 * Names and ids are never broken, so that they can be copied: where they are too wide, each row is a
 * list.
 */
export function table(texts: readonly Row[], options: TableOptions = {}): string {
  const { columns = terminalColumns(), giveWay = [], headed = true } = options;
  // A line end in a cell would be another row, and what is not seen has no width.
  let rows = texts.map((row) => row.map((cell) => plain(cell).replace(/[\n\t]+/g, " ")));
  if (columns === undefined) return aligned(rows, naturalWidths(rows));
  // Without headings the cells are commands and the like, which are no texts to be broken.
  const fit = () => (headed ? fitted(rows, columns) : naturalWidths(rows));
  for (const heading of giveWay) {
    if (widthOf(fit()) <= columns) break;
    const index = rows[0]!.indexOf(heading);
    if (index >= 0) rows = rows.map((row) => row.toSpliced(index, 1));
  }
  const widths = fit();
  if (widthOf(widths) <= columns) return aligned(rows, widths);
  return headed ? listed(rows) : stacked(rows);
}

/**
 * How many columns of a terminal a text takes: a Korean syllable takes two. Those that are written
 * in parts, as macOS does in names of files, are counted as what is seen.
 */
const columnsOf = (text: string): number => stringWidth(text.normalize("NFC"));

const padded = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - columnsOf(text)));

const naturalWidths = (rows: readonly Row[]): number[] =>
  rows[0]!.map((_, column) => Math.max(...rows.map((row) => columnsOf(row[column]!))));

const widthOf = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width + GAP, -GAP);

/** Narrower columns where words can be broken from each other; the widest first. */
function fitted(rows: readonly Row[], columns: number): number[] {
  const natural = naturalWidths(rows);
  const least = natural.map((width, column) => {
    const words = rows.flatMap((row) => row[column]!.split(" "));
    return Math.min(width, Math.max(NARROWEST, ...words.map(columnsOf)));
  });
  const widths = [...natural];
  for (let excess = widthOf(widths) - columns; excess > 0; excess--) {
    const room = widths.map((width, column) => (width > least[column]! ? width : 0));
    const widest = Math.max(...room);
    if (widest === 0) break;
    widths[room.indexOf(widest)]!--;
  }
  return widths;
}

const aligned = (rows: readonly Row[], widths: readonly number[]): string =>
  rows.flatMap((row) => linesOf(row, widths)).join("\n");

/** A row, in as many lines as its fullest cell needs. */
function linesOf(row: Row, widths: readonly number[]): string[] {
  const cells = row.map((cell, column) => wrapped(cell, widths[column]!));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, column) => padded(lines[line] ?? "", widths[column]!))
      .join(" ".repeat(GAP))
      .trimEnd(),
  );
}

function wrapped(cell: string, width: number): string[] {
  if (columnsOf(cell) <= width) return [cell];
  const lines = [""];
  for (const word of cell.split(" ")) {
    const longer = lines.at(-1) === "" ? word : `${lines.at(-1)} ${word}`;
    if (columnsOf(longer) <= width || lines.at(-1) === "") lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Each row as lines of heading and cell; what is empty is left out. */
function listed([headings, ...rows]: readonly Row[]): string {
  const width = Math.max(...headings!.map(columnsOf));
  return rows
    .map((row) =>
      row
        .flatMap((cell, column) =>
          cell === "" ? [] : [`${padded(headings![column]!, width)}  ${cell}`.trimEnd()],
        )
        .join("\n"),
    )
    .join("\n\n");
}

/** Without headings: what stands behind the first cell stands below it. */
const stacked = (rows: readonly Row[]): string =>
  rows
    .map(([first, ...rest]) => [first, ...rest.map((cell) => `      ${cell}`)].join("\n"))
    .join("\n");
