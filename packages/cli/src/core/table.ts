import { plain } from "./plain";

/** Columns of text under their headings, as wide as their longest entry. */
export function table(texts: readonly (readonly string[])[]): string {
  // A line end in a cell would be another row, and what is not seen has no width.
  const rows = texts.map((row) => row.map((cell) => plain(cell).replace(/[\n\t]+/g, " ")));
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
