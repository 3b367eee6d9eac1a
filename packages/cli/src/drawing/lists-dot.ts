import { attributes, bold, changeLabels, coloured, FONT, label, linesOf } from "./labels";
import { counted } from "./changes";
import { gravest, light } from "./palette";
import { changesIn, type Drawing, type DrawnList } from "./shape";

/** How wide a row of lists may be, in letters. */
const WIDEST = 105;

/**
 * What has no place in a network: a table, as Graphviz would put nodes without edges anywhere.
 *
 * @returns undefined where there is nothing
 */
export function listsDot({ lists }: Drawing): string | undefined {
  if (lists.length === 0) return undefined;
  const rows: DrawnList[][] = [[]];
  for (const list of lists) {
    const row = rows.at(-1)!;
    if (row.length > 0 && [...row, list].reduce((sum, one) => sum + widthOf(one), 0) > WIDEST) {
      rows.push([list]);
    } else row.push(list);
  }
  // A table in a table each, as cells of one are as wide as the widest above them.
  const cells = rows
    .map(
      (row) =>
        `<TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLSPACING="8"><TR>${row.map(cell).join("")}</TR></TABLE></TD></TR>`,
    )
    .join("");
  return alone(`<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="0">${cells}</TABLE>>`);
}

/** The name of the stack, and what a plan does to it all together. */
export function titleDot(drawing: Drawing): string {
  const changes = changesIn(drawing);
  const plan = coloured(`   ${counted(changes) || "nothing changes"}`, gravest(changes) ?? "faint");
  return alone(label([[bold(drawing.title), ...(drawing.isPlan ? [plan] : [])]]), "15");
}

const alone = (all: string, fontsize = "12"): string =>
  `digraph { graph [bgcolor="transparent"] node [${attributes({ shape: "plain", fontname: FONT, fontsize })}] all [label=${all}] }\n`;

const widthOf = ({ group, rows }: DrawnList): number =>
  Math.max(group.length, ...rows.map(({ title, kind }) => title.length + kind.length + 1)) + 4;

function cell({ group, rows }: DrawnList): string {
  const change = gravest(rows.flatMap(({ changes }) => changes));
  const lines = rows.flatMap(({ title, kind, changes }) => [
    [coloured(title, "ink"), ...(kind === "" ? [] : [coloured(` ${kind}`, "faint")])],
    ...changeLabels(changes, "   "),
  ]);
  const style = [
    `BORDER="${change ? 2 : 1}" STYLE="ROUNDED" CELLPADDING="6" ALIGN="LEFT" BALIGN="LEFT" VALIGN="TOP"`,
    `COLOR="${light(change ?? "line")}" BGCOLOR="${light(change ? `${change}Fill` : "network")}"`,
  ].join(" ");
  return `<TD ${style}>${linesOf([[bold(group)], ...lines])}</TD>`;
}
