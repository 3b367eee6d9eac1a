import { plainLine } from "../core/plain";
import { changeLines, counted } from "./changes";
import { drawingOf, type DrawOptions } from "./drawing";
import { CHANGES, gravest, light, type Colour } from "./palette";
import type { Change, DrawnJson } from "./resources";
import type { Drawing, DrawnBox, DrawnNode, Named } from "./shape";

/**
 * Draws a stack as a flowchart of Mermaid, which GitHub shows in Markdown, in what the SVG of `draw`
 * has. The same stack gives the same text.
 *
 * @param stack its JSON, as the synth wrote it
 */
export const mermaid = (stack: DrawnJson, options: DrawOptions = {}): string =>
  mermaidOf(drawingOf(stack, options));

export function mermaidOf(drawing: Drawing): string {
  const { nodes, edges, lists } = drawing;
  const changed = [...drawing.boxes, ...nodes, ...lists.flatMap(({ rows }) => rows)].flatMap(
    (one) => {
      const change = gravest(one.changes);
      return change === undefined ? [] : [{ id: one.id, change }];
    },
  );
  const used = (Object.keys(CHANGES) as Change[]).filter((one) =>
    changed.some(({ change }) => change === one),
  );
  return [
    "flowchart LR",
    ...nodes.filter(({ box }) => box === undefined).map((node) => `  ${nodeText(node)}`),
    ...boxLines(drawing, undefined, "  "),
    ...lists.flatMap(({ group, rows }) => [
      `  subgraph list_${group}["${group}"]`,
      ...rows.map((row) => `    ${row.id}["${label(row, [row.kind])}"]`),
      "  end",
    ]),
    ...edges.map(({ from, to, label: ports }) =>
      ports === "" ? `  ${from} --> ${to}` : `  ${from} -->|"${text(ports)}"| ${to}`,
    ),
    ...used.map((change) => {
      const fill: Colour = `${change}Fill`;
      const [stroke, color] = [light(change), light("ink")];
      return `  classDef ${CHANGES[change].word} fill:${light(fill)},stroke:${stroke},stroke-width:2px,color:${color}`;
    }),
    ...changed.map(({ id, change }) => `  class ${id} ${CHANGES[change].word}`),
    "",
  ].join("\n");
}

function boxLines(drawing: Drawing, outer: string | undefined, indent: string): string[] {
  return drawing.boxes
    .filter(({ box }) => box === outer)
    .flatMap((box) => [
      `${indent}subgraph ${box.id}["${boxTitle(box)}"]`,
      ...drawing.nodes
        .filter((node) => node.box === box.id)
        .map((node) => `${indent}  ${nodeText(node)}`),
      ...boxLines(drawing, box.id, `${indent}  `),
      `${indent}end`,
    ]);
}

const boxTitle = ({ title, facts, changes }: DrawnBox): string =>
  text([title, ...facts, ...(changes.length > 0 ? [`(${counted(changes)})`] : [])].join(" "));

function nodeText(node: DrawnNode): string {
  const [open, close] = /^(internet|outside)$/.test(node.look) ? ["([", "])"] : ["[", "]"];
  return `${node.id}${open}"${label(node, [node.kind, ...node.facts])}"${close}`;
}

const label = ({ title, changes }: Named, facts: readonly string[]): string =>
  [
    `<b>${text(title)}</b>`,
    ...facts.filter(Boolean).map(text),
    ...changeLines(changes).map((line) => text(line.text)),
  ].join("<br/>");

/**
 * Text in a label: all that Mermaid or a browser would act on as numbers of characters, in Mermaid's
 * way (https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters).
 */
const text = (given: string): string =>
  plainLine(given).replace(/[^\p{L}\p{N} .,:/()+~±−*=-]/gu, (sign) => `#${sign.codePointAt(0)};`);
